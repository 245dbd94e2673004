import { expect, test } from 'vitest';
import type { DataOf } from '../../../src/adapters/tiktok-shop/wire.ts';
import { errorOf, SHOP, useDesk } from './desk.ts';

const desk = useDesk();
const BASE = '/affiliate_seller';
const SEARCH = `POST ${BASE}/202412/open_collaborations/search`;
const SET = `POST ${BASE}/202412/open_collaborations`;
const READ_SETTINGS = `GET ${BASE}/202409/open_collaboration_settings`;
const WRITE_SETTINGS = `POST ${BASE}/202405/open_collaboration_settings`;
const PRODUCT = '1729000000000000101';

const body = (route: string) =>
  desk()
    .platform.sent(route)
    .map((request) => JSON.parse(request.body));

test('running plans with rate, times and counts; one product by its id', async () => {
  const data: DataOf<'search_open_collaborations'> = {
    next_page_token: 'p2',
    open_collaborations: [
      {
        id: '87620110001',
        status: 'NORMAL',
        content_creator_count: 34,
        showcase_creator_count: 0,
        current_commission: { rate: 1500, start_time: 1790812800, end_time: 0 },
        product: { id: PRODUCT, title: 'Demo Serum', status: 'LIVE' },
      },
      { id: '87620110002', status: 'PAUSED_BY_X', current_commission: { rate: 800 }, product: { id: '5' } },
    ],
  };
  desk().platform.on(SEARCH, { data }, { data: {} });
  expect(await desk().tiktok.searchOpenCollaborations(SHOP, {}, null)).toEqual({
    items: [
      {
        collaborationId: '87620110001',
        productId: PRODUCT,
        rateBps: 1500,
        status: 'NORMAL',
        rateFrom: 1_790_812_800_000,
        rateUntil: null,
        creatorsWithContent: 34,
        creatorsWithShowcase: 0,
      },
      {
        collaborationId: '87620110002',
        productId: '5',
        rateBps: 800,
        status: 'PAUSED_BY_X',
        rateFrom: null,
        rateUntil: null,
        creatorsWithContent: null,
        creatorsWithShowcase: null,
      },
    ],
    nextCursor: 'p2',
  });
  const one = await desk().tiktok.searchOpenCollaborations(SHOP, { productId: PRODUCT }, 'p2');
  expect(one).toEqual({ items: [], nextCursor: null });
  expect(desk().platform.sent(SEARCH)[0]?.query.page_size).toBe('100');
  expect(body(SEARCH)).toEqual([{}, { keyword: PRODUCT, keyword_type: 'PRODUCT_ID' }]);
});

test('a plan without its rate is an error that names it', async () => {
  const data = {
    open_collaborations: [{ id: '1', status: 'NORMAL', current_commission: {}, product: { id: '5' } }],
  };
  desk().platform.on(SEARCH, { data });
  const error = await errorOf(desk().tiktok.searchOpenCollaborations(SHOP, {}, null));
  expect(error.kind).toBe('bad_answer');
  expect(error.message).toContain('open_collaborations.0.current_commission.rate');
});

test('setting a rate, and what an unreadable answer to it means', async () => {
  const data = { open_collaboration: { id: '87620110001', product_id: PRODUCT, effective_time: 1795336205 } };
  desk().platform.on(SET, { data }, { data: {} });
  const plan = { productId: PRODUCT, rateBps: 1750 };
  expect(await desk().tiktok.setOpenCollaboration(SHOP, plan)).toEqual({
    collaborationId: '87620110001',
    effectiveAt: 1_795_336_205_000,
  });
  expect(body(SET)).toEqual([{ product_id: PRODUCT, commission_rate: 1750 }]);
  const error = await errorOf(desk().tiktok.setOpenCollaboration(SHOP, plan));
  expect(error.kind).toBe('outcome_unknown');
  expect(desk().platform.sent(SET)).toHaveLength(2);
});

test('removing a plan and a creator of it', async () => {
  const plan = `DELETE ${BASE}/202409/open_collaborations/products/${PRODUCT}`;
  const creator = `POST ${BASE}/202508/open_collaborations/87620110001/remove_creator`;
  desk()
    .platform.on(plan, { data: { terminated_effective_time: 1795392000 } })
    .on(creator, {});
  expect(await desk().tiktok.removeOpenCollaboration(SHOP, PRODUCT)).toEqual({ endsAt: 1_795_392_000_000 });
  const key = { collaborationId: '87620110001', productId: PRODUCT, creatorId: 'uDemo' };
  await desk().tiktok.removeOpenCollaborationCreator(SHOP, key);
  expect(body(creator)).toEqual([{ creator_user_open_id: 'uDemo', product_id: PRODUCT }]);
});

test('the rate of new products: none when it is off, whatever rate stands there', async () => {
  const settings = (auto_add_product?: object) => ({
    data: { open_collaboration_settings: auto_add_product ? { auto_add_product } : {} },
  });
  const on = settings({ enable: true, commission_rate: 1200 });
  desk().platform.on(READ_SETTINGS, on, settings({ enable: false, commission_rate: 1200 }), settings());
  const read = async () => (await desk().tiktok.openCollaborationDefault(SHOP)).rateBps;
  expect([await read(), await read(), await read()]).toEqual([1200, null, null]);
  desk().platform.on(WRITE_SETTINGS, {}, {});
  await desk().tiktok.setOpenCollaborationDefault(SHOP, 1300);
  await desk().tiktok.setOpenCollaborationDefault(SHOP, null);
  expect(body(WRITE_SETTINGS)).toEqual([
    { auto_add_product: { enable: true, commission_rate: 1300 } },
    { auto_add_product: { enable: false } },
  ]);
});

test('how much each creator made for a product', async () => {
  const route = `GET ${BASE}/202508/open_collaborations/creator_content_details`;
  const data: DataOf<'list_open_content_counts'> = {
    next_page_token: '',
    creator_content_details: [
      {
        creator_profile: { creator_open_id: 'uDemo', username: 'demo_creator_one' },
        video_count: 3,
        promotion_status: 'TERMINATING',
        promotion_end_time: 1795392000,
      },
    ],
  };
  desk().platform.on(route, { data });
  expect((await desk().tiktok.openContentCounts(SHOP, PRODUCT, null)).items).toEqual([
    {
      creatorId: 'uDemo',
      username: 'demo_creator_one',
      videos: 3,
      lives: 0,
      promotionStatus: 'TERMINATING',
      promotionEndsAt: 1_795_392_000_000,
    },
  ]);
  expect(desk().platform.sent(route)[0]?.query).toMatchObject({ product_id: PRODUCT, page_size: '100' });
});
