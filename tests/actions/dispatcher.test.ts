import { describe, expect, it } from 'vitest';
import { OperatorError } from '../../src/domain/errors.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { limitRules, sampleLimitState } from '../../src/usecases/sample-limits.ts';
import { shopSettings } from '../rules/sample-facts.ts';
import { application, creator, limit } from '../store/support.ts';
import { ActionDesk, US_SHOP } from '../support/action-desk.ts';

/** A desk with open requests application-1 to application-n, each of a creator of its own. */
async function deskWith(requests: number, options: { workers?: number } = {}): Promise<ActionDesk> {
  const desk = await ActionDesk.open(options);
  for (let number = 2; number <= requests; number += 1) {
    const who = creator({ creatorId: `creator-${number}`, username: `user${number}` });
    desk.tiktok.set(application({ applicationId: `application-${number}`, creator: who }));
  }
  await desk.seen();
  return desk;
}

async function approveAll(desk: ActionDesk, requests: number, plan: object = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 1; number <= requests; number += 1) {
    ids.push(
      await desk.approve({ applicationId: `application-${number}`, creatorId: `creator-${number}`, ...plan }),
    );
  }
  return ids;
}

describe('trouble that passes', () => {
  it('is retried with growing pauses, and progress starts the count afresh', async () => {
    const desk = await ActionDesk.open();
    for (let tries = 0; tries < 4; tries += 1)
      desk.tiktok.faults.fail('findSampleApplication', 'unavailable');
    const id = await desk.approve();
    const pauses: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      await desk.run();
      const { retryAt, attempts, status } = await desk.action(id);
      expect({ attempts, status }).toEqual({ attempts: turn + 1, status: 'running' });
      pauses.push((retryAt ?? 0) - desk.clocks.machine);
      desk.clocks.advance(pauses.at(-1) ?? 0);
    }
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000]);
    // This turn approves, and only then meets trouble again.
    desk.tiktok.stock = async () => {
      desk.tiktok.faults.fail('orders', 'unavailable');
      return [{ productId: 'product-1', skuId: 'sku-1', available: 3 }];
    };
    desk.tiktok.change('application-1', { orderId: 'order-1' });
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ stage: 'await_order', attempts: 1, status: 'running' });
  });

  it('waits as long as the other side asks', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('approve', 'rate_limited', 'before', { retryAfterMs: 40 * SECOND });
    const id = await desk.approve();
    await desk.run();
    const { retryAt, outcome } = await desk.action(id);
    expect(retryAt).toBe(desk.clocks.machine + 40 * SECOND);
    expect(outcome).toBe('Scripted rate_limited.');
    expect(await desk.trail(id)).toContain('review released');
  });

  it('is shown to a person when it does not pass, and goes on by itself once it does', async () => {
    const desk = await ActionDesk.open();
    for (let tries = 0; tries < 25; tries += 1)
      desk.tiktok.faults.fail('findSampleApplication', 'unavailable');
    const id = await desk.approve();
    const blocked = await desk.runUntil(id, ['blocked'], HOUR);
    expect(blocked).toMatchObject({ status: 'blocked', retryAt: expect.any(Number) });
    expect(blocked.blocked?.why).toBe('Scripted unavailable.');
    for (let turn = 0; turn < 6; turn += 1) {
      desk.clocks.advance(MINUTE);
      await desk.run();
    }
    expect(desk.tiktok.approved()).toEqual(['application-1']);
    expect(await desk.action(id)).toMatchObject({ status: 'running', blocked: null, attempts: 0 });
  });
});

describe('trouble that a person has to mend', () => {
  it.each(['auth', 'scope', 'clock_skew'] as const)(
    'of kind %s is shown with its remedy, keeps the action, and ends by itself',
    async (kind) => {
      const desk = await ActionDesk.open();
      desk.tiktok.faults.fail('approve', kind);
      const id = await desk.approve();
      await desk.run();
      expect(await desk.action(id)).toMatchObject({
        status: 'blocked',
        outcome: `Scripted ${kind}.`,
        retryAt: desk.clocks.machine + 2 * MINUTE,
      });
      desk.clocks.advance(2 * MINUTE);
      await desk.run();
      expect(desk.tiktok.approved()).toEqual(['application-1']);
    },
  );

  it('a used-up quota waits as long as it is told to', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('approve', 'quota', 'before', { retryAfterMs: HOUR });
    const id = await desk.approve();
    await desk.run();
    expect(await desk.action(id)).toMatchObject({
      status: 'running',
      outcome: 'Scripted quota.',
      retryAt: desk.clocks.machine + HOUR,
    });
  });

  it('a refused reading ends with a person and not in a silent loop', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('findSampleApplication', 'invalid');
    const id = await desk.approve();
    await desk.run();
    expect((await desk.action(id)).blocked?.why).toBe('Scripted invalid.');
  });

  it('settings that do not open the tokens stop this action alone, a disk that fails stops everything', async () => {
    const desk = await deskWith(2, { workers: 1 });
    const setup = new OperatorError('setup', 'The key does not open the tokens.', 'Put it back.');
    desk.tiktok.faults.failWith('findSampleApplication', setup);
    const [first = '', second = ''] = await approveAll(desk, 2);
    await desk.run();
    expect(await desk.action(first)).toMatchObject({
      status: 'blocked',
      blocked: { why: 'The key does not open the tokens.', next: 'Put it back.' },
    });
    expect(await desk.action(second)).toMatchObject({ stage: 'await_order' });

    const disk = await ActionDesk.open();
    const full = new OperatorError('storage', 'The disk is full.', 'Free some space.');
    disk.tiktok.faults.failWith('findSampleApplication', full);
    await disk.approve();
    await expect(disk.run()).rejects.toBe(full);
  });
});

describe('a fault of ours', () => {
  it('stops one action, is shown, keeps what is in doubt, and lets the others go on', async () => {
    const desk = await deskWith(2, { workers: 1 });
    desk.tiktok.faults.failWith('findSampleApplication', new TypeError('x is undefined'));
    desk.tiktok.faults.failWith('approve', new TypeError('y is undefined'), 'after');
    const [first = '', second = ''] = await approveAll(desk, 2);
    await desk.run();
    const stopped = await desk.action(first);
    expect(stopped).toMatchObject({ status: 'blocked', retryAt: desk.clocks.machine + 2 * MINUTE });
    expect(stopped.outcome).not.toContain('undefined');
    expect(await desk.action(second)).toMatchObject({ status: 'unknown', blocked: null });
    expect(desk.defects).toHaveLength(2);
    desk.clocks.advance(2 * MINUTE);
    await desk.run();
    expect(desk.tiktok.approved()).toEqual(['application-1', 'application-2']);
    expect(desk.tiktok.faults.count('approve')).toBe(2);
  });
});

describe('leases', () => {
  it.each(['before', 'after'] as const)(
    'a process that dies %s the effect is taken over from, with one effect in the end',
    async (at) => {
      const desk = await ActionDesk.open({ workers: 1 });
      const hanging = desk.tiktok.faults.hang('approve', at);
      const id = await desk.approve();
      const abandoned = desk.dispatcher('process-1').dispatchDue();
      await hanging.reached;
      expect((await desk.trail(id)).at(-1)).toBe('review attempted');
      expect(await desk.run('process-2')).toBe(0);
      desk.dead.add('process-1');
      await desk.run('process-2');
      expect(await desk.action(id)).toMatchObject({ status: 'running', stage: 'await_order' });
      expect(desk.tiktok.approved()).toEqual(['application-1']);
      // The first process was only asleep: what it finds out now it must not write.
      const trail = await desk.trail(id);
      hanging.release();
      await abandoned;
      expect(await desk.trail(id)).toEqual(trail);
    },
  );

  it('another dispatcher takes over when the lease has run out, and the late one writes nothing more', async () => {
    const desk = await ActionDesk.open({ workers: 1 });
    const hanging = desk.tiktok.faults.hang('findSampleApplication', 'before');
    const id = await desk.approve();
    const late = desk.dispatcher('process-1').dispatchDue();
    await hanging.reached;
    desk.clocks.advance(5 * MINUTE);
    await desk.run('process-2');
    const trail = await desk.trail(id);
    hanging.release();
    await late;
    expect(await desk.trail(id)).toEqual(trail);
    expect(desk.tiktok.faults.count('approve')).toBe(1);
  });

  it('renews a lease that ran low before a request leaves', async () => {
    const desk = await ActionDesk.open({ workers: 1 });
    const hanging = desk.tiktok.faults.hang('stock', 'before');
    const sending = desk.tiktok.faults.hang('approve', 'before');
    await desk.approve();
    const working = desk.dispatcher('process-1').dispatchDue();
    await hanging.reached;
    desk.clocks.advance(4 * MINUTE);
    hanging.release();
    await sending.reached;
    desk.clocks.advance(4 * MINUTE);
    expect(await desk.run('process-2')).toBe(0);
    sending.release();
    await working;
    expect(desk.tiktok.faults.count('approve')).toBe(1);
  });

  it('two dispatchers on one store carry out each approval once', async () => {
    const desk = await deskWith(8);
    await approveAll(desk, 8);
    const turns = await Promise.all([desk.run('process-1'), desk.run('process-2')]);
    expect(turns.reduce((sum, count) => sum + count, 0)).toBe(8);
    expect(desk.tiktok.faults.count('approve')).toBe(8);
  });

  it('stops between two steps when it is told to, and goes on later', async () => {
    const desk = await ActionDesk.open({ workers: 1 });
    const hanging = desk.tiktok.faults.hang('approve', 'after');
    const id = await desk.approve();
    const stop = new AbortController();
    const working = desk.dispatcher().dispatchDue(stop.signal);
    await hanging.reached;
    stop.abort();
    hanging.release();
    await working;
    expect(await desk.action(id)).toMatchObject({ status: 'running', stage: 'review', waitUntil: null });
    await desk.run('process-2');
    expect(await desk.action(id)).toMatchObject({ stage: 'await_order' });
    expect(desk.tiktok.faults.count('approve')).toBe(1);
  });
});

describe('the gate', () => {
  it('writes nothing in read-only mode', async () => {
    const desk = await ActionDesk.open({ mode: 'read-only' });
    const id = await desk.approve();
    expect(await desk.run()).toBe(0);
    expect(await desk.action(id)).toMatchObject({ status: 'approved' });
    expect(desk.tiktok.faults.calls).toEqual([]);
  });

  it('claims nothing when it crashes', async () => {
    const desk = await ActionDesk.open();
    desk.limits = () => Promise.reject(new Error('the gate crashed'));
    const id = await desk.approve();
    await expect(desk.run()).rejects.toThrow('the gate crashed');
    expect(await desk.trail(id)).toEqual(['approved']);
    expect(desk.tiktok.faults.calls).toEqual([]);
  });

  it('leaves a proposal alone until a person approves it', async () => {
    const desk = await ActionDesk.open();
    await desk.insert(
      {
        kind: 'reject_sample',
        applicationId: 'application-1',
        creatorId: 'creator-1',
        productId: 'product-1',
        rejectReason: 'OTHER',
      },
      { status: 'proposed' },
    );
    expect(await desk.run()).toBe(0);
  });

  it('stops what a soft cap does not leave room for, and lets an override reason pass', async () => {
    const desk = await deskWith(3, { workers: 1 });
    desk.limits = async () => [limit({ cap: 1 })];
    const [first = '', second = '', third = ''] = [
      ...(await approveAll(desk, 2)),
      await desk.approve({
        applicationId: 'application-3',
        creatorId: 'creator-3',
        overrideReason: 'A launch.',
      }),
    ];
    await desk.run();
    expect(await desk.action(first)).toMatchObject({ stage: 'await_order' });
    expect(await desk.action(second)).toMatchObject({
      status: 'blocked',
      blocked: { why: 'The cap of 1 sample a day is used up.' },
    });
    expect(await desk.action(third)).toMatchObject({ stage: 'await_order' });
  });

  it('lets nobody pass the money ceiling, an override reason included', async () => {
    const desk = await deskWith(2, { workers: 1 });
    desk.settings = shopSettings({}, { caps: { ...desk.settings.caps, monthCostMinor: 2_000 } });
    desk.limits = async () =>
      limitRules(US_SHOP, await sampleLimitState(desk.store, US_SHOP, desk.settings, desk.clocks.program));
    const [first = '', second = ''] = await approveAll(desk, 2, { overrideReason: 'A launch.' });
    await desk.run();
    expect(await desk.action(first)).toMatchObject({ stage: 'await_order' });
    const stopped = await desk.action(second);
    expect(stopped.blocked?.why).toContain('past your ceiling of $20.00');
    expect(desk.tiktok.approved()).toEqual(['application-1']);
  });

  it('counts what a creator has unfinished, and gives a failed approval its room back', async () => {
    const desk = await deskWith(1, { workers: 1 });
    desk.tiktok.set(application({ applicationId: 'application-2' }));
    await desk.seen();
    desk.limits = async () => [limit({ name: 'per_creator_open', measure: 'creator_open', cap: 1 })];
    desk.tiktok.change('application-1', { status: 'WITHDRAW_CANCELLED' });
    const first = await desk.approve();
    const second = await desk.approve({ applicationId: 'application-2' });
    await desk.run();
    expect(await desk.action(first)).toMatchObject({ status: 'failed' });
    expect(await desk.action(second)).toMatchObject({ stage: 'await_order' });
    desk.tiktok.set(application({ applicationId: 'application-3' }));
    await desk.seen();
    const third = await desk.approve({ applicationId: 'application-3' });
    await desk.run();
    expect(await desk.action(third)).toMatchObject({ status: 'blocked' });
  });

  it('shows an action whose shop is not authorised any more', async () => {
    const desk = await ActionDesk.open();
    const id = await desk.insert(
      {
        kind: 'reject_sample',
        applicationId: 'application-1',
        creatorId: 'creator-1',
        productId: 'product-1',
        rejectReason: 'OTHER',
      },
      { shopId: 'shop-gone' },
    );
    await desk.run();
    expect((await desk.action(id)).blocked?.why).toContain('not authorised any more');
  });
});
