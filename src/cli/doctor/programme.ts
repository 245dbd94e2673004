import { PROGRAM_WIDE } from '../../domain/alert.ts';
import { describeSpan, HOUR, MINUTE } from '../../domain/time.ts';
import type { Program } from '../../program/open-program.ts';
import { describePause } from '../../usecases/pause.ts';
import { CYCLE_FEED } from '../../usecases/watch.ts';
import { type Check, ok, warn } from './check.ts';

/** Cycles that may be missed before it is worth a word. */
const LATE_CYCLES = 4;
/** Work that is due is taken up within seconds while anybody watches. */
const OVERDUE = HOUR;

/** How the programme itself gets on: who watches, what is stuck, what is paused. */
export async function checkProgramme(program: Program): Promise<readonly Check[]> {
  return [
    await lastCycle(program),
    ...(await feedTroubles(program)),
    await stuck(program),
    await paused(program),
  ];
}

async function lastCycle({ services }: Program): Promise<Check> {
  const { store, programClock, settings } = services;
  const at = (await store.feeds.get(PROGRAM_WIDE, CYCLE_FEED))?.completedAt ?? null;
  const remedy = 'Run "affiliate-ops monitor", or have this machine run it (monitor --install).';
  if (at === null) return warn('last look', 'Nobody has watched this programme yet.', remedy);
  const age = Math.max(0, programClock.now() - at);
  const says = `The programme was last watched ${describeSpan(age)} ago.`;
  const late = age > LATE_CYCLES * settings.monitor.cycleMinutes * MINUTE;
  return late ? warn('last look', says, remedy) : ok('last look', says);
}

/** What the last look could not read. */
async function feedTroubles({ services }: Program): Promise<readonly Check[]> {
  const { feeds, shops } = services.store;
  const ids = [PROGRAM_WIDE, ...(await shops.list()).map(({ shopId }) => shopId)];
  const states = (await Promise.all(ids.map((id) => feeds.list(id)))).flat();
  const messages = new Set(states.flatMap(({ failure }) => failure?.message ?? []));
  return [...messages].map((message) => warn('reading', message, 'It is tried again with the next look.'));
}

async function stuck({ services }: Program): Promise<Check> {
  const { store, programClock } = services;
  const shops = await store.shops.list();
  const counts = await Promise.all(
    shops.map(({ shopId }) => store.actions.counts(shopId, programClock.now())),
  );
  const sum = (status: 'blocked' | 'unknown') => counts.reduce((all, one) => all + (one[status] ?? 0), 0);
  const { programTime } = await store.actions.nextDue();
  const overdue = programTime !== null && programTime > 0 && programClock.now() - programTime > OVERDUE;
  const [blocked, unknown] = [sum('blocked'), sum('unknown')];
  if (blocked + unknown === 0 && !overdue) return ok('actions', 'Nothing is stuck.');
  const parts = [
    ...(blocked > 0 ? [`${blocked} wait for a person`] : []),
    ...(unknown > 0 ? [`${unknown} were sent without an answer`] : []),
    ...(overdue ? ['approved ones have been due for over an hour'] : []),
  ];
  return warn(
    'actions',
    `${parts.join(', ')}.`,
    'Ask your assistant for list_actions: each says what it needs.',
  );
}

async function paused({ services }: Program): Promise<Check> {
  const [pause] = await services.store.automation.pauses();
  if (!pause) return ok('pause', 'Nothing is paused.');
  return warn('pause', describePause(pause), 'affiliate-ops resume');
}
