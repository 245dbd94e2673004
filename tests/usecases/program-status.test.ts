import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { FEEDS } from '../../src/sync/feeds.ts';
import { COSTS_FEED } from '../../src/sync/plan.ts';
import { decideSamples } from '../../src/usecases/decide-samples.ts';
import { pauseWrites } from '../../src/usecases/pause.ts';
import { programStatus } from '../../src/usecases/program-status.ts';
import { CYCLE_FEED, NO_SHOP } from '../../src/usecases/watch.ts';
import { statusReply } from '../../src/wire/program-status.ts';
import { alert } from '../rules/alerts/support.ts';
import { application, creator, NOW, SHOP } from '../store/support.ts';
import { ActionDesk } from '../support/action-desk.ts';
import { readRequests, servicesOf, US_SHOP, usecaseDesk } from '../support/usecase-desk.ts';

const status = (desk: ActionDesk, refresh = false) =>
  programStatus(servicesOf(desk), { shop: null, refresh });

async function needs(desk: ActionDesk) {
  return (await status(desk)).shop?.needs ?? [];
}

describe('program status', () => {
  it('before the first shop was read says nothing about one, but what stopped the reading', async () => {
    const desk = new ActionDesk();
    await desk.store.feeds.recordFailure(NO_SHOP, 'shops', {
      kind: 'scope',
      message: 'The app lacks the scope seller.authorization.info.',
      at: NOW,
    });
    const made = await status(desk);
    expect(made).toMatchObject({ shop: null, mode: 'confirm', refreshed: null });
    expect(made.setupTroubles[0]?.message).toContain('lacks the scope');
  });

  it('of a shop that was only just found is empty and says that nothing was watched yet', async () => {
    const desk = new ActionDesk();
    await desk.store.shops.record([US_SHOP], NOW);
    const made = await status(desk);
    expect(made.shop).toMatchObject({ needs: [], samples: { open: 0 }, actions: {}, lastWatchedAt: null });
    expect(made.shop?.freshness.every((family) => family.asOf === null)).toBe(true);
  });

  it('asks for two shops to be told apart', async () => {
    const desk = new ActionDesk();
    await desk.store.shops.record([US_SHOP, { ...US_SHOP, shopId: 'shop-2', name: 'Southbeam' }], NOW);
    await expect(status(desk)).rejects.toThrow('more than one shop');
    const made = await programStatus(servicesOf(desk), { shop: 'southb', refresh: false });
    expect(made.shop?.shop.shopId).toBe('shop-2');
    await expect(programStatus(servicesOf(desk), { shop: 'beam', refresh: false })).rejects.toThrow(
      'No single shop',
    );
  });

  it('shows the requests of the day, the caps, the mode and how the refresh went', async () => {
    const desk = await usecaseDesk();
    const day = new Date(NOW).toISOString().slice(0, 10);
    await desk.store.requests.spend({ app: 'app-1', day, purpose: 'samples', limit: 9 });
    await desk.store.requests.spend({ app: 'app-1', day, purpose: 'orders', limit: 9 });
    const made = await status(desk, true);
    expect(made).toMatchObject({ refreshed: 'done', requests: { used: 2, budget: 10_000 } });
    expect(made.shop?.caps).toEqual({
      day: { used: 0, cap: 5 },
      week: { used: 0, cap: 5 },
      monthCost: { used: 0, cap: 200_000 },
    });
  });

  it('shows what the requests were spent on, and when the count starts again', async () => {
    const desk = await usecaseDesk();
    const day = new Date(NOW).toISOString().slice(0, 10);
    const spend = (purpose: string) => desk.store.requests.spend({ app: 'app-1', day, purpose, limit: 9 });
    for (const purpose of ['samples:PENDING', 'samples:moved', 'orders', 'review_sample_application']) {
      await spend(purpose);
    }
    const made = await status(desk);
    expect(made.requests).toMatchObject({ used: 4, resetsAt: Date.parse(`${day}T00:00:00Z`) + DAY });
    expect(made.requests.spentOn).toEqual([
      { what: 'samples', requests: 2 },
      { what: 'sample orders', requests: 1 },
      { what: 'own', requests: 1 },
    ]);
    expect(statusReply(made).data.requests_today).toMatchObject({
      used: 4,
      by: { samples: 2, sample_orders: 1, own: 1 },
    });
  });

  it('tells of each group of feeds how old it is, how often it is read and how far it is stretched', async () => {
    const desk = await usecaseDesk();
    const done = (feed: string, at: number, cursor: string | null = null) =>
      desk.store.feeds.save({
        ...{ shopId: SHOP, feed, cursor, watermark: null },
        ...{ passStartedAt: at, completedAt: at },
      });
    for (const { feed } of FEEDS) await done(feed, NOW - MINUTE);
    await done('stock', NOW - 40 * MINUTE);
    // Content took 800 requests at its last pass: with them all does not fit into the day.
    const costs = FEEDS.map(({ feed }) => [feed, [feed === 'content' ? 800 : 1, 0]]);
    await done(COSTS_FEED, NOW, JSON.stringify(Object.fromEntries(costs)));
    await desk.store.feeds.recordFailure(SHOP, 'outreach', { kind: 'quota', message: 'Kept.', at: NOW });
    const made = await status(desk);
    expect(made.shop?.troubles).toEqual([]);
    const { feeds } = statusReply(made).data;
    expect(feeds).toMatchObject({
      samples: '1 min ago, every cycle',
      stock: '40 min ago, every 15 min',
      content: expect.stringMatching(/^1 min ago, every 15 min, stretched to \d/),
      creators: expect.stringContaining('waits for budget'),
    });
  });

  it('says which feeds are not used, which is neither trouble nor delay', async () => {
    const desk = await usecaseDesk();
    const done = (feed: string, passStartedAt: number | null) =>
      desk.store.feeds.save({
        ...{ shopId: SHOP, feed, cursor: null, watermark: null },
        ...{ passStartedAt, completedAt: NOW - 7 * HOUR },
      });
    for (const feed of ['products', 'categories']) await done(feed, NOW - 7 * HOUR);
    await done('platform_stock', null);
    const made = await status(desk);
    expect(made.shop?.troubles).toEqual([]);
    expect(statusReply(made).data.feeds).toMatchObject({
      catalogue: "7 h ago, every 15 min; stock in TikTok's warehouses: not used",
    });
  });

  it('says how far back affiliate orders reach', async () => {
    const desk = await usecaseDesk();
    const reach = async (completedAt: number | null) => {
      await desk.store.feeds.save({
        ...{ shopId: SHOP, feed: 'affiliate_orders:backfill', cursor: null },
        ...{ watermark: Date.UTC(2026, 7, 1), passStartedAt: NOW, completedAt },
      });
      return statusReply(await status(desk)).data.feeds;
    };
    expect(await reach(null)).toMatchObject({ backfill: 'back to 2026-08-01 so far' });
    expect(await reach(NOW)).toMatchObject({ backfill: 'whole, back to 2026-08-01' });
  });

  it('names calls that rest because they kept failing, until they do not', async () => {
    const desk = await usecaseDesk();
    const now = () => desk.clocks.machineClock.now();
    for (let fault = 0; fault < 4; fault += 1) {
      await desk.store.requests.recordFault(`app-1:${SHOP}:affiliate orders`, now());
    }
    const made = await status(desk);
    expect(made.breakers).toEqual([
      { family: 'affiliate orders', shopId: SHOP, since: now(), until: expect.any(Number) },
    ]);
    const reply = statusReply(made);
    expect(reply.data.resting).toMatchObject([{ calls_about: 'affiliate orders', shop_id: SHOP }]);
    expect(reply.warnings?.join()).toContain('Calls about affiliate orders kept failing');
    await desk.store.requests.recordAnswer(`app-1:${SHOP}:affiliate orders`);
    expect(statusReply(await status(desk)).data.resting).toBeUndefined();
  });

  it('says when even sample requests wait for the budget', async () => {
    const desk = await usecaseDesk();
    const day = new Date(NOW).toISOString().slice(0, 10);
    await desk.store.shops.record([US_SHOP], NOW);
    for (let spent = 0; spent < 100; spent += 1) {
      await desk.store.requests.spend({ app: 'app-1', day, purpose: 'orders', limit: 1_000 });
    }
    const settings = { ...desk.programSettings(), dailyRequestBudget: 100 };
    const made = await programStatus(servicesOf(desk, { settings }), { shop: null, refresh: false });
    expect(statusReply(made).warnings?.join()).toContain('even sample requests wait until');
  });

  it('lists what waits for a person by deadline, and what has none after that', async () => {
    const desk = await usecaseDesk();
    desk.settings = { ...desk.settings, sampleRule: { ...desk.settings.sampleRule, minimumPosts30d: 8 } };
    await readRequests(desk, 3);
    desk.tiktok.change('application-2', { approveExpiresAt: NOW + 10 * HOUR });
    desk.tiktok.change('application-3', { creator: creator({ creatorId: 'creator-3', posts30d: null }) });
    // One that ran out and was not read since is not the next to run out.
    desk.tiktok.set(application({ applicationId: 'application-4', approveExpiresAt: NOW - DAY }));
    await desk.seen();
    await decideSamples(desk.store, US_SHOP, desk.settings, NOW);
    desk.tiktok.recipients.set('order-1', null);
    desk.tiktok.applications.clear();
    const parcel = await desk.fulfil({ createdAt: NOW - HOUR, shipBy: NOW + 3 * HOUR });
    const note = await desk.insert({
      kind: 'send_note',
      creatorId: 'creator-1',
      occasion: 'shipped',
      orderId: 'order-1',
      applicationIds: [],
      text: 'On the way.',
    });
    desk.tiktok.faults.fail('sendMessage', 'scope');
    await desk.run();
    expect((await needs(desk)).map(({ what, deadline, tool }) => [what, deadline, tool])).toEqual([
      ['fulfil_order order-1 is blocked', NOW + 3 * HOUR, 'decide_action'],
      ['1 open request runs out within 24 h', NOW + 10 * HOUR, 'list_pending_samples'],
      // Without a deadline by money: what the creators sold in 30 days, and a note that costs nothing.
      ['2 requests are recommended for approval', null, 'approve_and_ship'],
      ['2 requests need your judgement', null, 'list_pending_samples'],
      ['send_note creator-1 is blocked', null, 'decide_action'],
    ]);
    const [first, , , , last] = await needs(desk);
    expect(first).toMatchObject({ arguments: { action_ids: [parcel], decision: 'retry' } });
    expect(first?.why).toContain('hides the address');
    expect(last).toMatchObject({ arguments: { action_ids: [note] } });
  });

  it('is one answer over all shops, ranked over all of them, each call naming its shop', async () => {
    const desk = await usecaseDesk();
    const second = { ...US_SHOP, shopId: 'shop-2', name: 'Southbeam' };
    await desk.store.shops.record([US_SHOP, second], NOW);
    const [first] = await readRequests(desk, 1, { approveExpiresAt: NOW + 20 * HOUR });
    const rich = creator({ creatorId: 'rich', gmv30d: { amountMinor: 9_000_000, currency: 'USD' } });
    const of = (applicationId: string, expires: number) =>
      application({ applicationId, creator: rich, approveExpiresAt: expires });
    await desk.store.samples.record('shop-2', [of('far-1', NOW + 20 * HOUR)], NOW);
    const all = () => programStatus(servicesOf(desk), { shop: 'all', refresh: false });
    const made = await all();
    expect(made).toMatchObject({ shop: null, shops: [{ shop: US_SHOP }, { shop: second }] });
    // The same deadline: the creator who sells more is first.
    expect(made.needs.map(({ shop, arguments: given }) => [shop.name, given.shop])).toEqual([
      ['Southbeam', 'shop-2'],
      ['Northbeam', SHOP],
    ]);
    expect(made.needs[0]?.stake).toEqual({ amountMinor: 9_000_000, currency: 'USD' });
    desk.tiktok.change(first ?? '', { approveExpiresAt: NOW + 19 * HOUR });
    await desk.seen();
    expect((await all()).needs[0]?.shop.name).toBe('Northbeam');
    const reply = statusReply(await all());
    expect(reply).toMatchObject({
      summary: '2 things need you in 2 shops, with 2 open sample requests. Not every shop has been read yet.',
      shop: [{ shopId: SHOP }, { shopId: 'shop-2' }],
      data: {
        needs_you: [{ shop: 'Northbeam' }, { shop: 'Southbeam', at_stake: { amount_minor: 9_000_000 } }],
        by_shop: [
          { name: 'Northbeam', samples: { open: 1 } },
          { name: 'Southbeam', samples: { open: 1 } },
        ],
      },
    });
  });

  it('over all shops is the plain answer while there is one, and names the shop that is paused', async () => {
    const desk = await usecaseDesk();
    const all = () => programStatus(servicesOf(desk), { shop: 'All', refresh: false });
    expect(await all()).toMatchObject({ shop: { shop: US_SHOP }, needs: [] });
    await desk.store.shops.record([US_SHOP, { ...US_SHOP, shopId: 'shop-2', name: 'Southbeam' }], NOW);
    await pauseWrites(desk.store.automation, { shopId: 'shop-2', author: 'Mia', reason: 'Move' }, NOW);
    const { data } = statusReply(await all());
    expect(data.needs_you).toMatchObject([
      { what: 'Southbeam is paused', tool: 'set_automation', arguments: { pause: false, shop: 'shop-2' } },
    ]);
  });

  it('leads with firing alerts too, what concerns the whole programme once, and nothing twice', async () => {
    const desk = await usecaseDesk();
    await desk.store.shops.record([US_SHOP, { ...US_SHOP, shopId: 'shop-2', name: 'Southbeam' }], NOW);
    const opened = [
      alert({
        rule: 'wms_down',
        shopId: '-',
        fingerprint: '1',
        labels: { system: 'shipbob' },
        deadline: null,
      }),
      alert({ rule: 'stuck_delivery', shopId: SHOP, fingerprint: '2', deadline: NOW + HOUR }),
      alert({ rule: 'stuck_delivery', shopId: SHOP, fingerprint: '3', deadline: NOW + 2 * HOUR }),
      alert({ rule: 'approvals_expiring', shopId: SHOP, fingerprint: '4' }),
    ];
    await desk.store.alerts.save({ opened, updated: [], dropped: [] });
    const { needs: found } = await programStatus(servicesOf(desk), { shop: 'all', refresh: false });
    expect(found.map(({ deadline, tool, arguments: given }) => [deadline, tool, given.rule])).toEqual([
      [NOW + HOUR, 'list_alerts', 'stuck_delivery'],
      [null, opened[0]?.call.tool, undefined],
    ]);
  });

  it('names actions that wait for the same reason once', async () => {
    const desk = await usecaseDesk();
    const ids = await readRequests(desk, 3);
    for (const _ of ids) desk.tiktok.faults.fail('approve', 'auth');
    const made: string[] = [];
    for (const applicationId of ids) made.push(await desk.approve({ applicationId }));
    await desk.run();
    const [need, ...others] = await needs(desk);
    expect(others).toEqual([]);
    expect(need).toMatchObject({ what: '3 approve_sample actions are blocked', deadline: NOW + 100_000_000 });
    expect(need?.why).toContain('Scripted auth.');
    expect(need?.arguments).toMatchObject({ action_ids: expect.arrayContaining(made) });
  });

  it('leaves a doubt to affiliate-ops while it is read back, and then has a person look first', async () => {
    const desk = await usecaseDesk();
    desk.tiktok.hideMessages = true;
    desk.tiktok.faults.fail('sendMessage', 'outcome_unknown');
    desk.tiktok.faults.fail('sendMessage', 'outcome_unknown');
    const id = await desk.insert({
      kind: 'send_note',
      creatorId: 'creator-1',
      occasion: 'shipped',
      orderId: 'order-1',
      applicationIds: [],
      text: 'On the way.',
    });
    await desk.run();
    desk.tiktok.faults.fail('messages', 'unavailable');
    desk.clocks.advance(2_000);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({
      status: 'unknown',
      waitUntil: null,
      retryAt: expect.any(Number),
    });
    expect(await needs(desk)).toEqual([]);
    await desk.runUntil(id, ['done'], DAY);
    expect(await needs(desk)).toMatchObject([
      { what: 'send_note creator-1 is unknown', tool: 'list_actions', arguments: { status: 'unknown' } },
    ]);
  });

  it('shows the troubles of the feeds and when the shop was last watched', async () => {
    const desk = await usecaseDesk();
    await desk.store.feeds.recordFailure(SHOP, 'orders', {
      kind: 'auth',
      message: 'Authorise again.',
      at: NOW,
    });
    await desk.store.feeds.save({
      shopId: SHOP,
      feed: CYCLE_FEED,
      cursor: null,
      watermark: null,
      passStartedAt: NOW - MINUTE,
      completedAt: NOW,
    });
    const { shop } = await status(desk);
    expect(shop?.troubles).toEqual([{ feed: 'orders', message: 'Authorise again.', at: NOW }]);
    expect(shop?.lastWatchedAt).toBe(NOW);
  });
});
