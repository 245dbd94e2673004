import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 60;
const DEADLINE_MS = 60_000;

/**
 * Asks until the answer is not null and gives it. Fails after a minute with what was waited for; `show` adds how
 * things stood by then.
 */
export async function until<Value>(
  what: string,
  ask: () => Promise<Value | null> | Value | null,
  show: () => unknown = () => '',
): Promise<Value> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > deadline) {
      throw new Error(`Waited ${DEADLINE_MS / 1000} s for ${what}. ${JSON.stringify(await show(), null, 1)}`);
    }
    await pause(EVERY_MS);
  }
}
