import { expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../../src/domain/time.ts';
import { testStore } from '../../store/support.ts';
import { errorOf, ROUTES, SHOP, useDesk } from './desk.ts';
import type { Reply } from './platform.ts';

const desk = useDesk();
const times = <T>(count: number, value: T) => Array.from({ length: count }, () => value);
const FAULT: Reply = { status: 503, raw: '' };
const TRIES = 3;

/** The client on real rows: the breaker is shared between processes through them. */
function onRows() {
  const { requests } = testStore();
  return { requests, tiktok: desk().client({ requests }), other: desk().client({ requests }) };
}

async function fail(tiktok: ReturnType<typeof onRows>['tiktok'], calls: number): Promise<void> {
  desk().platform.on(ROUTES.samples, ...times(calls * TRIES, FAULT));
  for (let call = 0; call < calls; call += 1) {
    await errorOf(tiktok.searchSampleApplications(SHOP, {}, null));
  }
}

test('after four failed calls nothing of the family leaves, in any process, and the error says so', async () => {
  const { tiktok, other } = onRows();
  await fail(tiktok, 4);
  const sent = desk().platform.requests.length;
  const error = await errorOf(other.searchSampleApplications(SHOP, {}, null));
  expect(error.details).toMatchObject({ kind: 'unavailable', operation: 'search_sample_applications' });
  expect(error.details.retryAfterMs).toBeGreaterThan(0);
  expect(error.details.retryAfterMs).toBeLessThanOrEqual(30 * SECOND);
  expect(error.message).toMatch(/samples have failed since 1970-.* rests until 1970-/);
  expect(error.message).toMatch(/Nothing was sent.*by themselves/);
  const write = await errorOf(tiktok.approveSampleApplication(SHOP, '7610000000000000301'));
  expect(write.message).toMatch(/Nothing was sent and nothing was changed/);
  expect(desk().platform.requests).toHaveLength(sent);
  expect(desk().notices).toEqual([
    { kind: 'breaker_opened', family: 'samples', shopId: SHOP.shopId, timesInARow: 1, restMs: 30 * SECOND },
  ]);
});

test('a write sees it at once: no token is fetched and no slot waited for', async () => {
  const { tiktok } = onRows();
  await fail(tiktok, 4);
  desk().storeTokens({ livesFor: 0 });
  const waits = desk().machineClock.waits.length;
  const error = await errorOf(tiktok.approveSampleApplication(SHOP, '7610000000000000301'));
  expect(error.kind).toBe('unavailable');
  expect(desk().machineClock.waits).toHaveLength(waits);
});

test('other families and other shops go on', async () => {
  const { tiktok } = onRows();
  await fail(tiktok, 4);
  desk().platform.on(ROUTES.messages, { data: {} }).on(ROUTES.samples, { data: {} });
  const conversation = { conversationId: '7451000000000000801', creatorSenderId: '1' };
  await tiktok.messages(SHOP, conversation, null);
  await tiktok.searchSampleApplications({ ...SHOP, shopId: '2' }, {}, null);
});

test('after the rest one call tries; its answer, a refusal too, lets the others go on', async () => {
  const { tiktok, other, requests } = onRows();
  await fail(tiktok, 4);
  desk().machineClock.pass(30 * SECOND);
  desk().platform.on(
    ROUTES.samples,
    {
      code: 98001004,
      before: async () =>
        expect((await errorOf(other.searchSampleApplications(SHOP, {}, null))).kind).toBe('unavailable'),
    },
    { data: {} },
  );
  expect((await errorOf(tiktok.searchSampleApplications(SHOP, {}, null))).kind).toBe('invalid');
  await other.searchSampleApplications(SHOP, {}, null);
  expect(await requests.breakers(desk().machineClock.now())).toEqual([]);
  expect(desk().notices.at(-1)).toEqual({ kind: 'breaker_closed', family: 'samples', shopId: SHOP.shopId });
});

test.each(['budget', 'slot'] as const)(
  'a trial that gets no %s and is not sent is left to the next call',
  async (lack) => {
    const { tiktok, requests } = onRows();
    await fail(tiktok, 4);
    desk().machineClock.pass(30 * SECOND);
    const held = lack === 'slot' ? desk().machineClock.now() + 60 * SECOND : 0;
    const never = desk().client({
      requests: { ...requests, take: async (_, now) => Math.max(0, held - now) },
      dailyRequestBudget: lack === 'budget' ? 1 : 1000,
    });
    const error = await errorOf(never.searchSampleApplications(SHOP, {}, null));
    expect(error.kind).toBe(lack === 'budget' ? 'quota' : 'rate_limited');
    desk().platform.on(ROUTES.samples, { data: {} });
    await tiktok.searchSampleApplications(SHOP, {}, null);
    expect(desk().notices.at(-1)).toMatchObject({ kind: 'breaker_closed' });
  },
);

test('a trial that fails doubles the rest', async () => {
  const { tiktok } = onRows();
  await fail(tiktok, 4);
  desk().machineClock.pass(30 * SECOND);
  await fail(tiktok, 1);
  const error = await errorOf(tiktok.searchSampleApplications(SHOP, {}, null));
  expect(error.details.retryAfterMs).toBe(MINUTE);
  expect(desk().notices.at(-1)).toMatchObject({ kind: 'breaker_opened', timesInARow: 2, restMs: MINUTE });
});

test.each<[string, Reply]>([
  ['a refusal', { code: 16022020 }],
  ['a missing scope', { status: 403, code: 105005 }],
  ['an answer that lacks a field', { data: { sample_applications: [{}] } }],
])('%s is an answer: it never opens', async (_, reply) => {
  const { tiktok } = onRows();
  desk().platform.on(ROUTES.samples, ...times(6, reply));
  for (let call = 0; call < 6; call += 1) {
    await errorOf(tiktok.searchSampleApplications(SHOP, {}, null));
  }
  expect(desk().notices.filter(({ kind }) => kind === 'breaker_opened')).toEqual([]);
});

test.each<[string, Reply]>([
  ['lost answers', { drop: true }],
  ['unreadable answers', { raw: 'not json' }],
])('four writes with %s open it', async (_, reply) => {
  const { tiktok } = onRows();
  desk().platform.on(ROUTES.review, ...times(4, reply));
  const approve = () => errorOf(tiktok.approveSampleApplication(SHOP, '7610000000000000301'));
  for (let call = 0; call < 4; call += 1) expect((await approve()).kind).toBe('outcome_unknown');
  expect((await approve()).kind).toBe('unavailable');
});
