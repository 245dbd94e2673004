import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { SHOPS_FEED } from '../../src/sync/shops.ts';
import { CYCLE_FEED, NO_SHOP, runCycle } from '../../src/usecases/watch.ts';
import { NOW, order, SHOP } from '../store/support.ts';
import type { ActionDesk } from '../support/action-desk.ts';
import { usecaseDesk } from '../support/usecase-desk.ts';

function cycle(desk: ActionDesk, signal = new AbortController().signal) {
  const { tiktok: tiktokShop, store } = desk;
  const { programClock, machineClock } = desk.clocks;
  const settings = desk.programSettings();
  const alerts = {
    ...{ store, programClock, machineClock, settings, appKey: 'app-1', appKeys: ['app-1'] },
    ...{ sandbox: true, channels: [], warehouse: null },
  };
  return runCycle({ tiktokShop, store, programClock, settings, alerts }, signal);
}

describe('a cycle', () => {
  it('reads, decides and proposes parcels of samples that were approved outside', async () => {
    const desk = await usecaseDesk();
    desk.tiktok.makeOrder(order());
    const [made, ...others] = await cycle(desk);
    expect(others).toEqual([]);
    expect(made).toMatchObject({ decided: 1, fulfilmentsProposed: 1 });
    expect((await desk.store.samples.get('application-1'))?.decision).not.toBeNull();
    expect(await desk.store.feeds.get(SHOP, CYCLE_FEED)).toMatchObject({
      passStartedAt: NOW,
      completedAt: NOW,
    });
    desk.clocks.advance(10 * MINUTE);
    expect(await cycle(desk)).toMatchObject([{ decided: 0, fulfilmentsProposed: 0 }]);
  });

  it('keeps what stopped the reading of shops, and clears it when it works again', async () => {
    const desk = await usecaseDesk();
    desk.tiktok.faults.fail('authorizedShops', 'auth');
    const shopsFailure = async () => (await desk.store.feeds.get(NO_SHOP, SHOPS_FEED))?.failure;
    await cycle(desk);
    expect(await shopsFailure()).toMatchObject({ kind: 'auth' });
    await cycle(desk);
    expect(await shopsFailure()).toBeNull();
  });

  it('whose requests are used up leaves everything as it is, fails nothing and reads on the next day', async () => {
    const desk = await usecaseDesk();
    const day = new Date(NOW).toISOString().slice(0, 10);
    const limit = desk.programSettings().dailyRequestBudget;
    for (let spent = 0; spent < 9_600; spent += 1) {
      await desk.store.requests.spend({ app: 'app-1', day, purpose: 'orders', limit });
    }
    const [made] = await cycle(desk);
    const waiting = made?.sync.feeds.filter(({ skipped }) => skipped === 'budget').map(({ feed }) => feed);
    expect(waiting).toContain('samples:PENDING');
    expect(made?.sync.feeds.filter(({ requests, failure }) => requests > 0 || failure !== null)).toEqual([]);
    desk.clocks.advance(DAY);
    const [next] = await cycle(desk);
    expect(next?.sync.feeds.find(({ feed }) => feed === 'samples:PENDING')).toMatchObject({ skipped: null });
  });

  it('that is stopped counts as not watched', async () => {
    const desk = await usecaseDesk();
    const stop = new AbortController();
    stop.abort();
    expect(await cycle(desk, stop.signal)).toEqual([]);
    expect(await desk.store.feeds.get(SHOP, CYCLE_FEED)).toBeNull();
    expect(await desk.store.feeds.get(NO_SHOP, CYCLE_FEED)).toBeNull();
  });

  it('removes what was kept long enough, once a day', async () => {
    const desk = await usecaseDesk();
    const keep = (expiresAt: number) =>
      desk.store.exports.save({ name: 'a.csv', content: '', rows: 0, expiresAt }, NOW);
    const [early, late] = [await keep(NOW + HOUR), await keep(NOW + 2 * HOUR)];
    const kept = async ({ exportId }: { exportId: string }) =>
      (await desk.store.exports.get(exportId, 0)) !== null;
    await cycle(desk);
    desk.clocks.advance(3 * HOUR);
    await cycle(desk);
    expect(await kept(early)).toBe(true);
    desk.clocks.advance(21 * HOUR);
    await cycle(desk);
    expect([await kept(early), await kept(late)]).toEqual([false, false]);
  });
});
