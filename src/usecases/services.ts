import type { SettingSource, Settings } from '../domain/settings.ts';
import type { MachineClock, ProgramClock } from '../ports/clock.ts';
import type { Store } from '../ports/store/index.ts';
import type { RefreshOutcome } from './watch.ts';

export type { StoredApplication } from '../ports/store/samples.ts';

/** What the running program offers to tools, resources and commands. */
export interface Services {
  readonly store: Store;
  readonly programClock: ProgramClock;
  /** Breakers rest in machine time. */
  readonly machineClock: Pick<MachineClock, 'now'>;
  readonly settings: Settings;
  /** Where each of them comes from, by its name in the file, for example `defaults.caps.month_cost`. */
  readonly settingSources: Readonly<Record<string, SettingSource>>;
  /** The app's key, under which requests are counted. */
  readonly appKey: string;
  /** One cycle now, unless one runs already; waits for it a little and says how it went. */
  refresh(): Promise<RefreshOutcome>;
  /** Work was accepted: have the dispatcher look at once. */
  wakeDispatcher(): void;
  /** Whether this process carries out actions and reads the platform by itself. */
  readonly watching: boolean;
}
