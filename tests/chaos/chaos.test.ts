import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MINUTE } from '../../src/domain/time.ts';
import { type Outcome, runBatch } from './batch.ts';
import { prepare } from './prepared.ts';
import { type PreparedRoutes, pair } from './scenarios.ts';

/**
 * Of the 200 pairs twelve that end soon: both routes (even: direct_create), two servers (divisible by three), first
 * kills at reviews, warehouse orders, packages and messages; each with approvals, a rejection, parcels and notes.
 */
const SEEDS = [90, 93, 95, 98, 101, 104, 105, 107, 108, 118, 126, 133];
/** Houses at a time: they wait far more than they work. */
const JOBS = 6;

let root: string;
const outcomes = new Map<number, Promise<Outcome>>();

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'affiliate-ops-chaos-'));
  const [direct_create, native_sync] = await Promise.all([
    prepare(root, 'direct_create', 1),
    prepare(root, 'native_sync', 1),
  ]);
  startAll({ direct_create, native_sync });
}, 2 * MINUTE);

afterAll(async () => {
  await Promise.allSettled(outcomes.values());
  rmSync(root, { recursive: true, force: true });
}, 5 * MINUTE);

/** Each house starts when one of the `JOBS` before it has ended. */
function startAll(prepared: PreparedRoutes): void {
  for (const [index, seed] of SEEDS.entries()) {
    const before = outcomes.get(SEEDS[index - JOBS] ?? 0) ?? Promise.resolve();
    outcomes.set(
      seed,
      before.then(() => runBatch(pair(prepared, seed), join(root, `pair-${seed}`))),
    );
  }
}

it.for(SEEDS)(
  'killed twice while every fifth request fails, loses and doubles nothing (chaos seed %i)',
  { timeout: 5 * MINUTE },
  async (seed) => {
    const outcome = await outcomes.get(seed);
    expect(outcome?.verdict).toMatchObject({ problems: [], lost: 0, doubled: 0, messagesDoubled: 0 });
    // A pair whose server lived would show nothing.
    expect(outcome?.deaths).not.toEqual([]);
  },
);
