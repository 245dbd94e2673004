import { rmSync } from 'node:fs';
import { MINUTE } from '../../src/domain/time.ts';
import { drain, StuckError } from './drain.ts';
import type { Death, House, Trouble } from './house.ts';
import { judge, type Verdict } from './judge.ts';
import { approve, reject } from './operator.ts';
import { openCopy, type Prepared, type Start } from './prepared.ts';

/** What is tried in one house. */
export interface Batch {
  readonly name: string;
  readonly prepared: Prepared;
  readonly servers: 1 | 2;
  /** Approved through every server at the same moment. */
  readonly approve: readonly string[];
  readonly reject: readonly string[];
  readonly trouble: Trouble;
  /** Default: prepared. */
  readonly start?: Start;
  /** What people do outside before the servers look. */
  readonly outside?: (house: House) => Promise<readonly string[]>;
  /** Further things that must hold. */
  readonly also?: (house: House) => Promise<readonly string[]>;
  /** Milliseconds that the journal may take to drain. */
  readonly patience?: number;
}

export interface Outcome {
  readonly name: string;
  readonly seconds: number;
  readonly deaths: readonly Death[];
  readonly planned: number;
  readonly injected: number;
  readonly verdict: Verdict;
  /** Kept for inspection when something is wrong. */
  readonly folder: string | null;
}

const PATIENCE = 2 * MINUTE;

/** Runs one batch in a house of its own at `folder`. Failures of any sort come back as problems. */
export async function runBatch(batch: Batch, folder: string): Promise<Outcome> {
  const started = performance.now();
  let house: House | null = null;
  let verdict: Verdict;
  try {
    house = await openCopy(batch.prepared, folder, batch.servers, batch.start ?? 'prepared');
    verdict = await workThrough(house, batch);
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    verdict = { lost: 0, doubled: 0, messagesDoubled: 0, unknown: 0, problems: [words] };
  } finally {
    await house?.close();
  }
  const agrees = verdict.problems.length === 0;
  if (agrees) rmSync(folder, { recursive: true, force: true });
  return {
    name: batch.name,
    seconds: (performance.now() - started) / 1_000,
    deaths: house?.deaths ?? [],
    planned: batch.trouble.kills.length,
    injected: Object.values(house?.injected ?? {}).reduce((sum, times) => sum + times, 0),
    verdict,
    folder: agrees ? null : folder,
  };
}

async function workThrough(house: House, batch: Batch): Promise<Verdict> {
  const { prepared, trouble, patience = PATIENCE } = batch;
  const firstSync = batch.start === 'first_sync';
  const strangers = firstSync ? await sellerMessages(house) : 0;
  await house.arm(trouble);
  if (firstSync) await drain(house, patience);
  const outside = (await batch.outside?.(house)) ?? [];
  const decide = async (server: number): Promise<void> => {
    if (batch.approve.length > 0) await approve(house, server, batch.approve);
    if (batch.reject.length > 0) await reject(house, server, batch.reject);
  };
  await Promise.all(Array.from({ length: house.servers }, (_, server) => decide(server)));
  // Faults may hold a journal up for longer than we wait; after they stop it has to drain.
  await drain(house, patience).catch((error: unknown) => {
    if (!(error instanceof StuckError) || trouble.rate === undefined) throw error;
  });
  await house.clearFaults();
  await drain(house, patience);
  const verdict = await judge(house, {
    route: prepared.route,
    approved: batch.approve,
    approvedOutside: outside,
    rejected: batch.reject,
    strangers,
  });
  const more = (await batch.also?.(house)) ?? [];
  return { ...verdict, problems: [...verdict.problems, ...more] };
}

async function sellerMessages(house: House): Promise<number> {
  const { messages } = await house.control.oracle();
  return messages.filter((one) => one.from === 'seller').length;
}
