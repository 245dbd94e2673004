import type { Configuration } from '../../config/index.ts';
import { describeSpan, SECOND } from '../../domain/time.ts';
import { machineClock } from '../../program/clocks.ts';
import { type Check, fail, ok, warn } from './check.ts';

const ANSWER_WITHIN = 5 * SECOND;
/** TikTok Shop takes a request that is at most five minutes old and thirty seconds ahead (reference 2). */
const MOST_BEHIND = 300 * SECOND;
const MOST_AHEAD = 30 * SECOND;
/** The header has whole seconds, and the answer took its time. */
const NOTICED = 10 * SECOND;

/** Whether the hosts answer at all, and what time they have. Any answer will do: it is not a call of the API. */
export async function checkHosts({ connection }: Configuration): Promise<readonly Check[]> {
  // The own sandbox has its own port and clock; opening the program tells whether it answers.
  if (connection.kind === 'sandbox') return [];
  const { tiktok, shipbob } = connection;
  const answers = await Promise.all([
    ask('TikTok Shop', tiktok.apiUrl),
    ask('TikTok Shop authorisation', tiktok.authUrl),
    ...(shipbob ? [ask('ShipBob', shipbob.apiUrl)] : []),
  ]);
  const skew = answers[0]?.skew ?? null;
  return [...answers.map(({ check }) => check), ...(skew === null ? [] : [checkClock(skew)])];
}

async function ask(name: string, url: string): Promise<{ check: Check; skew: number | null }> {
  const { host } = new URL(url);
  const sentAt = machineClock.now();
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_WITHIN) });
    await response.body?.cancel();
    const answeredAt = machineClock.now();
    const theirs = Date.parse(response.headers.get('date') ?? '');
    const skew = Number.isNaN(theirs) ? null : (sentAt + answeredAt) / 2 - theirs;
    return { check: ok('network', `${name} answers at ${host}.`), skew };
  } catch (error) {
    return { check: unreachable(name, host, error), skew: null };
  }
}

function unreachable(name: string, host: string, error: unknown): Check {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer within 5 s';
  return fail(
    'network',
    `${name} does not answer at ${host} (${code}).`,
    'Check the connection of this machine, its proxy and firewall, and the address in the environment.',
  );
}

function checkClock(skew: number): Check {
  const says = `The clock of this machine is ${describeSpan(skew)} ${skew < 0 ? 'behind' : 'ahead of'} TikTok Shop's.`;
  const remedy = 'Switch on setting the time automatically: TikTok Shop refuses requests with a wrong time.';
  if (skew > MOST_AHEAD || skew < -MOST_BEHIND) return fail('clock', says, remedy);
  if (Math.abs(skew) > NOTICED) return warn('clock', says, remedy);
  return ok('clock', "The clock of this machine agrees with TikTok Shop's.");
}
