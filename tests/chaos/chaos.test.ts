import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/domain/time.ts';
import { runBatch } from './batch.ts';
import { prepare } from './prepared.ts';
import { type PreparedRoutes, pair } from './scenarios.ts';

/** Both routes in turn, and every third with two servers, each with approvals, a rejection, parcels and notes. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

let root: string;
let prepared: PreparedRoutes;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'affiliate-ops-chaos-'));
  const [direct_create, native_sync] = await Promise.all([
    prepare(root, 'direct_create', 1),
    prepare(root, 'native_sync', 1),
  ]);
  prepared = { direct_create, native_sync };
}, 2 * MINUTE);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('killed twice under 20 % faults', { concurrent: true, timeout: 5 * MINUTE }, () => {
  it.for(SEEDS)('loses and doubles nothing (npm run chaos -- --only b --pairs 1 --seed %i)', async (seed) => {
    const { deaths, verdict } = await runBatch(pair(prepared, seed), join(root, `pair-${seed}`));
    expect(verdict).toMatchObject({ problems: [], lost: 0, doubled: 0, messagesDoubled: 0 });
    // A pair whose server lived would show nothing.
    expect(deaths).not.toEqual([]);
  });
});
