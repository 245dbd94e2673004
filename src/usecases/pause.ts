import { PROGRAM_WIDE } from '../domain/alert.ts';
import { type Pause, pauseOf, type SettingMove } from '../domain/automation.ts';
import { OperatorError } from '../domain/errors.ts';
import { type Timestamp, toIso } from '../domain/time.ts';
import type { OperationPlan } from '../ports/operation-plan.ts';
import type { AutomationStore } from '../ports/store/automation.ts';

/** Others change the same setting at the same moment: by then something is wrong. */
const TRIES = 5;

export interface PauseRequest {
  /** A shop, or `PROGRAM_WIDE` for everything. */
  readonly shopId: string;
  readonly author: string;
  readonly reason: string;
}

/** Stops every write at once. `before` is the pause that stood already; then nothing is changed. */
export async function pauseWrites(
  automation: AutomationStore,
  { shopId, author, reason }: PauseRequest,
  now: Timestamp,
): Promise<{ readonly pause: Pause; readonly before: boolean }> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const standing = (await automation.pauses()).find((one) => one.shopId === shopId);
    if (standing) return { pause: standing, before: tries === 0 };
    const last = (await automation.standing(shopId)).find(({ setting }) => setting === 'paused');
    const move = { shopId, setting: 'paused', from: false, to: true, reset: false } as const;
    const seenVersion = last?.version ?? null;
    await automation.apply({ moves: [{ ...move, seenVersion }], author, reason }, now);
  }
  throw contended();
}

/** What lifts the pauses: of one shop, or every pause there is. */
export function resumeMoves(pauses: readonly Pause[], shopId: string): readonly SettingMove[] {
  const lifted = shopId === PROGRAM_WIDE ? pauses : pauses.filter((pause) => pause.shopId === shopId);
  return lifted.map((pause) => ({
    shopId: pause.shopId,
    setting: 'paused',
    from: true,
    to: false,
    reset: false,
    seenVersion: pause.version,
  }));
}

/** Lifts pauses without asking: for a person who typed the command. Gives those that were lifted. */
export async function resumeWrites(
  automation: AutomationStore,
  { shopId, author, reason }: PauseRequest,
  now: Timestamp,
): Promise<readonly Pause[]> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const pauses = await automation.pauses();
    const moves = resumeMoves(pauses, shopId);
    if (moves.length === 0) return [];
    if (await automation.apply({ moves, author, reason }, now)) return pauses;
  }
  throw contended();
}

export function contended(): OperatorError {
  return new OperatorError(
    'conflict',
    'Others change the same settings at this very moment.',
    'Look at set_automation without a change to see how they stand, then call again.',
  );
}

/** "Everything is paused since 2026-11-22T09:00:00Z by anna: recall of a batch." */
export function describePause(pause: Pause): string {
  const what = pause.shopId === PROGRAM_WIDE ? 'Everything' : 'This shop';
  return `${what} is paused since ${toIso(pause.since)} by ${pause.author}: ${pause.reason.replace(/\.$/, '')}.`;
}

/** What a plan or an answer about writes has to say while a pause holds them; null when none does. */
export async function pauseNotice(
  automation: Pick<AutomationStore, 'pauses'>,
  shopId: string,
): Promise<string | null> {
  const pause = pauseOf(await automation.pauses(), shopId);
  return pause && `${describePause(pause)} What is accepted waits; nothing is sent until it is resumed.`;
}

/** The plan, saying so when a pause would hold it up. */
export async function withPauseNotice<Context>(
  automation: Pick<AutomationStore, 'pauses'>,
  shopId: string,
  plan: OperationPlan<Context>,
): Promise<OperationPlan<Context>> {
  const notice = await pauseNotice(automation, shopId);
  return notice === null ? plan : { ...plan, notice };
}
