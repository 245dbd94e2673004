import { expect, test } from 'vitest';
import type { DataOf } from '../../../src/adapters/tiktok-shop/wire.ts';
import type { TargetDraft } from '../../../src/domain/collaboration.ts';
import { errorOf, SHOP, useDesk } from './desk.ts';
import { TARGET_ID, target } from './targets.ts';

const desk = useDesk();
const TARGETS = '/affiliate_seller/202508/target_collaborations';
const SEARCH = `POST ${TARGETS}/search`;
const DETAIL = `GET ${TARGETS}/${TARGET_ID}`;
const CREATE = `POST ${TARGETS}`;

const body = (route: string, at = 0) => JSON.parse(desk().platform.sent(route)[at]?.body ?? '');

test('the list has its own spelling of the invited, and what it leaves out is null', async () => {
  const data: DataOf<'search_target_collaborations'> = {
    next_page_token: 'p2',
    target_collaborations: [
      {
        id: TARGET_ID,
        name: 'Demo invite',
        type: 'STANDARD',
        start_time: 1795165200,
        end_time: 1798761599,
        update_time: 1795165300,
        product_count: 1,
        creator_inivited_count: 7,
        showcase_creator_count: 0,
        free_sample_rule: { has_free_sample: true, is_sample_approval_exempt: false },
      },
    ],
  };
  desk().platform.on(SEARCH, { data }, { data: {} });
  const query = { status: 'ONGOING', creatorId: 'uOne', productId: '101' } as const;
  expect(await desk().tiktok.searchTargetCollaborations(SHOP, query, null)).toEqual({
    items: [
      {
        collaborationId: TARGET_ID,
        name: 'Demo invite',
        type: 'STANDARD',
        startsAt: 1_795_165_200_000,
        endsAt: 1_798_761_599_000,
        updatedAt: 1_795_165_300_000,
        sampleOffer: { hasFreeSample: true, approvalExempt: false },
        products: 1,
        creatorsInvited: 7,
        creatorsWithContent: null,
        creatorsWithShowcase: 0,
      },
    ],
    nextCursor: 'p2',
  });
  await desk().tiktok.searchTargetCollaborations(SHOP, { status: 'COMPLETED' }, 'p2');
  expect(
    desk()
      .platform.sent(SEARCH)
      .map((request) => request.query.page_size),
  ).toEqual(['50', '50']);
  expect(body(SEARCH)).toEqual({
    collaboration_status: 'ONGOING',
    creator_user_open_id: 'uOne',
    search_param: { keyword: '101', keyword_type: 'PRODUCT_ID' },
  });
  expect(body(SEARCH, 1)).toEqual({ collaboration_status: 'COMPLETED' });
});

test('one invitation whole', async () => {
  desk().platform.on(DETAIL, { data: { target_collaboration: target() } });
  expect(await desk().tiktok.targetCollaboration(SHOP, TARGET_ID)).toMatchObject({
    collaborationId: TARGET_ID,
    creatorsInvited: 2,
    products: 2,
    contactEmail: 'creators@example.com',
    message: 'Hello',
    productList: [
      { productId: '101', title: 'Serum', rateBps: 2000, adsRateBps: 1000, status: 'NORMAL', effect: null },
      { productId: '102', title: '', rateBps: 1500, adsRateBps: null, status: 'NORMAL' },
    ],
    creatorList: [
      {
        creatorId: 'uOne',
        username: 'demo_one',
        nickname: null,
        status: 'NORMAL',
        effect: 'EFFECTIVE_ALL',
        contentProducts: null,
        showcaseProducts: 0,
      },
      { creatorId: 'uTwo', username: 'demo_two' },
    ],
  });
});

test('an unknown invitation is none; an answer without a creator id is an error that names it', async () => {
  const creators = [{ username: 'demo_one', collaboration_status: 'NORMAL' }];
  desk().platform.on(DETAIL, { code: 98001004 }, { data: {} });
  desk().platform.on(DETAIL, { data: { target_collaboration: target({ creators }) } });
  expect(await desk().tiktok.targetCollaboration(SHOP, TARGET_ID)).toBeNull();
  expect(await desk().tiktok.targetCollaboration(SHOP, TARGET_ID)).toBeNull();
  const error = await errorOf(desk().tiktok.targetCollaboration(SHOP, TARGET_ID));
  expect(error.kind).toBe('bad_answer');
  expect(error.message).toContain('target_collaboration.creators.0.creator_open_id');
});

const DRAFT: TargetDraft = {
  name: 'Demo invite',
  endsAt: 1_798_761_599_000,
  contactEmail: 'creators@example.com',
  message: null,
  sampleOffer: { hasFreeSample: true, approvalExempt: false },
  creatorIds: ['uOne'],
  products: [
    { productId: '101', rateBps: 2000, adsRateBps: 1000 },
    { productId: '102', rateBps: 1500, adsRateBps: null },
  ],
};

test('creating: the end is text, and conflicts without an id mean that nothing was created', async () => {
  const conflicts = [{ creator_user_open_id: 'uOne', product_id: '101' }];
  const pairs = [{ creatorId: 'uOne', productId: '101', heldBy: null }];
  desk().platform.on(
    CREATE,
    { data: { target_collaboration: { id: TARGET_ID } } },
    { data: { target_collaboration_conflicts: conflicts } },
    { data: { target_collaboration: { id: '' }, target_collaboration_conflicts: conflicts } },
    { data: { target_collaboration: { id: TARGET_ID }, target_collaboration_conflicts: conflicts } },
  );
  desk().requests.take = async () => 0; // One every half minute is allowed.
  const create = () => desk().tiktok.createTargetCollaboration(SHOP, DRAFT);
  expect(await create()).toEqual({ collaborationId: TARGET_ID, conflicts: [] });
  expect(await create()).toEqual({ collaborationId: null, conflicts: pairs });
  expect(await create()).toEqual({ collaborationId: null, conflicts: pairs });
  expect(await create()).toEqual({ collaborationId: TARGET_ID, conflicts: pairs });
  expect(body(CREATE)).toEqual({
    name: 'Demo invite',
    end_time: '1798761599',
    seller_contact_info: { email: 'creators@example.com' },
    free_sample_rule: { has_free_sample: true, is_sample_approval_exempt: false },
    creator_user_open_ids: ['uOne'],
    products: [
      { id: '101', target_commission_rate: 2000, shop_ads_commission_rate: 1000 },
      { id: '102', target_commission_rate: 1500 },
    ],
  });
});

test('a creation whose answer was lost is not repeated', async () => {
  desk().platform.on(CREATE, { drop: true });
  const error = await errorOf(desk().tiktok.createTargetCollaboration(SHOP, DRAFT));
  expect(error.kind).toBe('outcome_unknown');
  expect(desk().platform.sent(CREATE)).toHaveLength(1);
});

test('a creation that is answered with neither an id nor conflicts may have happened', async () => {
  desk().platform.on(CREATE, { data: { target_collaboration_conflicts: [] } });
  const error = await errorOf(desk().tiktok.createTargetCollaboration(SHOP, DRAFT));
  expect(error.kind).toBe('outcome_unknown');
  expect(error.message).toContain('target_collaboration.id');
});

test('removing, and the link to accept', async () => {
  const remove = `DELETE /affiliate_seller/202409/target_collaborations/${TARGET_ID}`;
  const link = `POST /affiliate_seller/202509/target_collaboration/${TARGET_ID}/link`;
  const url = 'https://affiliate.example.com/invite';
  desk()
    .platform.on(remove, {})
    .on(link, { data: { link: url } });
  await desk().tiktok.removeTargetCollaboration(SHOP, TARGET_ID);
  expect(await desk().tiktok.targetCollaborationLink(SHOP, TARGET_ID)).toBe(url);
  expect(desk().platform.sent(link)[0]?.body).toBe('');
});

test('who holds a pair: one level deeper or not, and never an empty list where there are conflicts', async () => {
  const check = 'POST /affiliate_seller/202605/target_collaborations/conflicts/check';
  const item = { creator_open_id: 'uOne', product_id: '101', existing_collaboration_id: '9' };
  const found = { has_conflict: true, conflict_items: [item] };
  const pairs = { creatorIds: ['uOne'], productIds: ['101', '102'] };
  const held = [{ creatorId: 'uOne', productId: '101', heldBy: '9' }];
  const read = () => desk().tiktok.targetConflicts(SHOP, pairs);
  desk().platform.on(check, { data: found }, { data: { data: found } }, { data: { has_conflict: false } });
  expect([await read(), await read(), await read()]).toEqual([held, held, []]);
  expect(body(check)).toEqual({ creator_open_id_list: ['uOne'], product_id_list: ['101', '102'] });
  desk().platform.on(check, { data: { has_conflict: true } });
  const error = await errorOf(read());
  expect([error.kind, error.message]).toEqual(['bad_answer', expect.stringContaining('conflict_items')]);
  expect(await desk().tiktok.targetConflicts(SHOP, { creatorIds: [], productIds: ['101'] })).toEqual([]);
});
