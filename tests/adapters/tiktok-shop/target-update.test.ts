import { expect, test } from 'vitest';
import type { TargetChange } from '../../../src/domain/collaboration.ts';
import { errorOf, SHOP, useDesk } from './desk.ts';
import { creator, product, TARGET_ID, target, type WireTarget } from './targets.ts';

const desk = useDesk();
const PATH = `/affiliate_seller/202508/target_collaborations/${TARGET_ID}`;
const SEEN = 1_795_165_300_000;

function update(change: TargetChange, current: WireTarget | null = target()) {
  const detail = current === null ? { code: 98001004 } : { data: { target_collaboration: current } };
  desk().platform.on(`GET ${PATH}`, detail);
  return desk().tiktok.updateTargetCollaboration(SHOP, TARGET_ID, change, SEEN);
}

const SEARCH = 'POST /affiliate_seller/202508/target_collaborations/search';

/** The list shows the invitation as it was last changed, in seconds. */
function listing(...updated: readonly number[]) {
  const shown = updated.map((update_time) => ({ ...target({ update_time }), creator_inivited_count: 2 }));
  desk().platform.on(SEARCH, { data: { target_collaborations: shown } });
}

function accepting(data: object = {}) {
  listing(SEEN / 1000);
  desk().platform.on(`PUT ${PATH}`, { data });
}

const sent = () => JSON.parse(desk().platform.sent(`PUT ${PATH}`)[0]?.body ?? 'null');

test('a change is sent with everything that stays, under the names of this call', async () => {
  accepting();
  const change: TargetChange = {
    addCreatorIds: ['uThree', 'uOne'],
    removeCreatorIds: ['uTwo'],
    setProducts: [
      { productId: '102', rateBps: 1800, adsRateBps: 900 },
      { productId: '103', rateBps: 1000, adsRateBps: null },
    ],
  };
  expect(await update(change)).toEqual({ conflicts: [], notChanged: [] });
  expect(sent()).toEqual({
    name: 'Demo invite',
    end_time: '1798761599',
    seller_contact_info: { email: 'creators@example.com' },
    free_sample_rule: { has_free_sample: true, is_sample_approval_exempt: false },
    creator_user_open_ids: ['uOne', 'uThree'],
    products: [
      { id: '101', commission_rate: 2000, target_ad_commission_rate: 1000 },
      { id: '102', commission_rate: 1800, target_ad_commission_rate: 900 },
      { id: '103', commission_rate: 1000 },
    ],
  });
});

test('a new name and end, and a product less', async () => {
  accepting();
  await update({ name: 'Spring', endsAt: 1_800_057_599_000, removeProductIds: ['101'] });
  expect(sent()).toMatchObject({
    name: 'Spring',
    end_time: '1800057599',
    creator_user_open_ids: ['uOne', 'uTwo'],
    products: [{ id: '102', commission_rate: 1500 }],
  });
});

test('what is on its way out is not brought back', async () => {
  accepting();
  const current = target({
    creator_invited_count: 1,
    creators: [creator('uOne', 'demo_one'), creator('uTwo', 'demo_two', 'DELETING')],
    products: [product('101', 2000), product('102', 1500), product('103', 900, undefined, 'DELETED')],
  });
  await update({ name: 'Spring' }, current);
  expect(sent()).toMatchObject({
    creator_user_open_ids: ['uOne'],
    products: [{ id: '101' }, { id: '102' }],
  });
});

test('those on their way out do not stand in for some that are not shown', async () => {
  const creators = [creator('uOne', 'demo_one'), creator('uTwo', 'demo_two', 'DELETING')];
  const error = await errorOf(update({ name: 'Spring' }, target({ creators })));
  expect([error.kind, sent()]).toEqual(['bad_answer', null]);
});

test('what the platform accepted without doing it is said in words', async () => {
  accepting({
    target_collaboration_conflicts: [{ creator_user_open_id: 'uThree', product_id: '101' }],
    update_failed: {
      add_creator_open_ids: ['uThree'],
      remove_creator_open_ids: ['uTwo'],
      add_products: { id: '103', commission_rate: 1000 },
      change_commissions: [{ product_id: '101', commission_rate: 2500 }],
      remove_product_ids: ['102'],
      name: 'Spring',
      end_time: 1800057599,
      seller_contact_info: { email: 'creators@example.com' },
    },
  });
  expect(await update({ name: 'Spring' })).toEqual({
    conflicts: [{ creatorId: 'uThree', productId: '101', heldBy: null }],
    notChanged: [
      'adding creator uThree',
      'removing creator @demo_two',
      'adding product 103',
      'removing product 102',
      'rate of product 101',
      'name',
      'end',
      'contact e-mail',
    ],
  });
});

test('empty places in what failed are no failures', async () => {
  accepting({
    target_collaboration_conflicts: [],
    update_failed: {
      add_creator_open_ids: [],
      add_products: { id: '', commission_rate: 0 },
      change_commissions: { product_id: '' },
      name: '',
      end_time: 0,
      seller_contact_info: {},
    },
  });
  expect(await update({ name: 'Spring' })).toEqual({ conflicts: [], notChanged: [] });
});

test.each<[string, string, TargetChange, WireTarget | null, string?]>([
  ['changed since', 'refused', {}, target({ update_time: 1795165301 }), 'changed_since'],
  ['gone', 'not_found', {}, null],
  ['not the seller’s to change', 'refused', {}, target({ type: 'TOP_CREATOR_PROGRAM' }), 'not_standard'],
  ['products cut short', 'bad_answer', {}, target({ product_count: 3 })],
  ['creators cut short', 'bad_answer', {}, target({ creator_invited_count: 51 })],
  ['creators not listed at all', 'bad_answer', {}, omit('creators')],
  ['products not counted', 'bad_answer', {}, omit('product_count')],
  ['contact not shown', 'bad_answer', {}, target({ seller_contact_info: {} })],
  ['name not shown', 'bad_answer', {}, omit('name')],
  ['end not shown', 'bad_answer', {}, target({ end_time: 0 })],
  ['sample offer not shown', 'bad_answer', {}, omit('free_sample_rule')],
  ['nobody left', 'invalid', { removeCreatorIds: ['uOne', 'uTwo'] }, target()],
  ['no product left', 'invalid', { removeProductIds: ['101', '102'] }, target()],
  [
    'too many creators',
    'invalid',
    { addCreatorIds: Array.from({ length: 49 }, (_, at) => `u${at}`) },
    target(),
  ],
])('nothing is sent: %s', async (_, kind, change, current, code) => {
  const error = await errorOf(update(change, current));
  expect([error.kind, error.details.code]).toEqual([kind, code]);
  expect(error.message).toContain('Nothing was changed.');
  expect(sent()).toBeNull();
});

function omit(field: keyof WireTarget): WireTarget {
  const { [field]: _, ...rest } = target();
  return rest;
}

test('a detail that is older than the list says decides nothing', async () => {
  listing(SEEN / 1000 + 1);
  const error = await errorOf(update({ name: 'Spring' }));
  expect([error.kind, error.details.code, sent()]).toEqual(['refused', 'changed_since', null]);
  const [asked] = desk().platform.sent(SEARCH);
  expect(JSON.parse(asked?.body ?? '')).toEqual({
    collaboration_status: 'VALID',
    search_param: { keyword: TARGET_ID, keyword_type: 'TARGET_COLLABORATION_ID' },
  });
});

test('an invitation that the list does not show, as after its end, is for the platform to refuse', async () => {
  listing();
  desk().platform.on(`PUT ${PATH}`, { code: 50001701 });
  expect((await errorOf(update({ name: 'Spring' }))).kind).toBe('refused');
});

test('a lost answer to the update is not repeated', async () => {
  listing(SEEN / 1000);
  desk().platform.on(`PUT ${PATH}`, { drop: true });
  expect((await errorOf(update({ name: 'Spring' }))).kind).toBe('outcome_unknown');
  expect(desk().platform.sent(`PUT ${PATH}`)).toHaveLength(1);
});
