import type { AutomationChange, Pause, StandingMove } from '../../domain/automation.ts';
import type { Timestamp } from '../../domain/time.ts';

/** What an operator changed while the programme runs. Nothing in it is ever edited or removed. */
export interface AutomationStore {
  /** The last change of every setting that was ever changed for the shop, or for `PROGRAM_WIDE`. */
  standing(shopId: string): Promise<readonly StandingMove[]>;
  /** What is paused now, the longest first. */
  pauses(): Promise<readonly Pause[]>;
  /**
   * One transaction, on disk when it resolves: all moves, or none when one of their settings changed since it was
   * seen (null then).
   */
  apply(change: AutomationChange, at: Timestamp): Promise<readonly StandingMove[] | null>;
  /** The audit, newest first: changes of the shop, and of everything. */
  history(shopId: string, limit: number): Promise<readonly StandingMove[]>;
}
