import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isProcessAlive } from '../../src/store/process-liveness.ts';
import { type Child, startChild } from './children/run.ts';
import { claimRequest, fulfilment, identity, NOW, SHOP, temporaryFile, testStore } from './support.ts';

/** All at once: each is started and ready before any may go. */
async function race(children: readonly Child[]): Promise<readonly Record<string, unknown>[][]> {
  for (const child of children) await child.line();
  for (const child of children) child.process.stdin?.write('go\n');
  return Promise.all(children.map(async (child) => [...(await child.finished())]));
}

describe('several processes on one file', () => {
  it('open a fresh one together', async () => {
    const file = temporaryFile();
    await race([1, 2, 3, 4].map(() => startChild('open.ts', file)));
    const store = testStore({ file });
    expect(await store.requests.counts('app', '2026-08-01')).toEqual({ open: 4 });
  });

  it('insert and claim each action exactly once, and none is told that the file is busy', async () => {
    const file = temporaryFile();
    const actions = 150;
    testStore({ file });
    const lines = (await race([1, 2, 3].map(() => startChild('work.ts', file, String(actions))))).flat();
    const inserted = lines.flatMap((line) => line.inserted ?? []);
    const claims = lines.filter((line) => 'claimed' in line);
    expect(inserted).toHaveLength(actions);
    expect(new Set(claims.map((line) => line.claimed))).toEqual(new Set(inserted));
    expect(claims).toHaveLength(actions);
    expect(claims.every((line) => line.epoch === 1)).toBe(true);
  });

  it('take over from a killed one before its lease ends', async () => {
    const file = temporaryFile();
    const machineNow = Date.now;
    const store = testStore({ file, machineNow, isProcessAlive });
    await store.actions.insert([fulfilment('order-1')], NOW);
    const child = startChild('claim-and-hang.ts', file);
    expect(await child.line()).toEqual({ claimed: 'act_000001' });
    const request = { machineNow: machineNow(), programNow: machineNow() };
    const acquire = () => store.leases.acquire('cycle', identity('other'), 1_000, machineNow());
    expect(await store.actions.claimNext(claimRequest(request))).toBeNull();
    expect(await acquire()).toBeNull();
    await child.kill();
    expect(await store.actions.claimNext(claimRequest(request))).toMatchObject({
      action: { subject: 'order-1', status: 'running' },
      epoch: 2,
    });
    expect(await acquire()).toMatchObject({ epoch: 2 });
  });

  it('resume an ingest where a killed one stood: whole pages and their cursor', async () => {
    const file = temporaryFile();
    const child = startChild('ingest.ts', file);
    for (let line = await child.line(); line && Number(line.page) < 10; ) line = await child.line();
    await child.kill();
    const store = testStore({ file });
    const feed = await store.feeds.get(SHOP, 'samples:PENDING');
    const { open } = await store.samples.pendingCounts(SHOP, NOW);
    expect(open).toBeGreaterThanOrEqual(550);
    expect(open).toBe(50 * Number(feed?.cursor));
  });

  it('spend a confirmation once', async () => {
    const file = temporaryFile();
    const store = testStore({ file });
    await store.confirmations.save({
      confirmationId: 'cnf_1',
      tool: 'approve_and_ship',
      shopId: SHOP,
      items: { 'order-1': 'hash' },
      context: {},
      expiresAt: NOW,
    });
    const answers = (await race([1, 2, 3].map(() => startChild('spend.ts', file)))).flat();
    expect(answers.map((answer) => answer.alreadyDone).toSorted()).toEqual([false, true, true]);
    expect(new Set(answers.map((answer) => answer.by)).size).toBe(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.actions))).size).toBe(1);
    expect((await store.actions.list({ limit: 10 })).items).toHaveLength(2);
  });
});

describe('whether a process lives', () => {
  it('is known on this host only', () => {
    const process = identity('this');
    expect(isProcessAlive(process)).toBe(true);
    // Above the largest pid of any system that this runs on.
    const gone = { ...process, pid: 2 ** 30 };
    expect(isProcessAlive(gone)).toBe(false);
    expect(isProcessAlive({ ...gone, host: `not-${hostname()}` })).toBe(true);
  });
});
