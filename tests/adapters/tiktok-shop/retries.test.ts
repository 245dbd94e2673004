import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { errorOf, ROUTES, SHOP, useDesk } from './desk.ts';
import { grant } from './examples.ts';
import { REFRESH_ROUTE, type Reply } from './platform.ts';

const desk = useDesk();
const approve = () => desk().tiktok.approveSampleApplication(SHOP, '7610000000000000301');
const readShops = () => desk().tiktok.authorizedShops();
const tries = (route: string) => desk().platform.sent(route).length;

const FAULTS: [string, Reply][] = [
  ['a lost connection', { drop: true }],
  ['HTTP 500', { status: 500, code: 36009003 }],
  ['HTTP 503 without JSON', { status: 503, raw: '<html>' }],
  ['code 36009003', { code: 36009003 }],
  ['code 36009007', { code: 36009007 }],
];

test.each(FAULTS)('a read is tried again after %s', async (_, fault) => {
  desk().platform.on(ROUTES.shops, fault, fault, { data: { shops: [] } });
  expect(await readShops()).toEqual([]);
  expect(tries(ROUTES.shops)).toBe(3);
  expect(desk().machineClock.waits).toHaveLength(2);
});

test.each(FAULTS)('a read gives up after three tries: %s', async (_, fault) => {
  desk().platform.on(ROUTES.shops, fault, fault, fault);
  expect((await errorOf(readShops())).kind).toBe('unavailable');
  expect(tries(ROUTES.shops)).toBe(3);
});

test.each([...FAULTS, ['an unreadable answer', { raw: 'not json' }] as [string, Reply]])(
  'a write is never sent twice after %s: its outcome is unknown',
  async (_, fault) => {
    desk().platform.on(ROUTES.review, fault);
    const error = await errorOf(approve());
    expect(error.details).toMatchObject({ kind: 'outcome_unknown', operation: 'review_sample_application' });
    expect(tries(ROUTES.review)).toBe(1);
  },
);

test('an unreadable answer to a read is a bad answer', async () => {
  desk().platform.on(ROUTES.shops, { raw: 'not json' });
  expect((await errorOf(readShops())).kind).toBe('bad_answer');
});

test('code 0 under an HTTP error is no success', async () => {
  desk().platform.on(ROUTES.review, { status: 404, code: 0 });
  expect((await errorOf(approve())).kind).toBe('outcome_unknown');
});

test.each([
  ['no code', '{"data":{}}'],
  ['a null code', '{"code":null,"data":{}}'],
  ['an empty code', '{"code":"","data":{}}'],
])('an envelope with %s is no success', async (_, raw) => {
  desk().platform.on(ROUTES.review, { raw });
  expect((await errorOf(approve())).kind).toBe('outcome_unknown');
});

test('opening a conversation may be repeated: it returns the one that exists', async () => {
  const data = { conversation_id: '1', creator_im_id: '2' };
  desk().platform.on(ROUTES.open, { drop: true }, { data });
  await desk().tiktok.openConversation(SHOP, 'uDemo');
  expect(tries(ROUTES.open)).toBe(2);
});

test('a write that could not connect certainly did nothing', async () => {
  const closed = createServer();
  const port = await new Promise<number>((resolve) => {
    closed.listen(0, '127.0.0.1', () => {
      const address = closed.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  await new Promise((resolve) => closed.close(resolve));
  const offline = desk().client({ apiUrl: `http://127.0.0.1:${port}` });
  const error = await errorOf(offline.approveSampleApplication(SHOP, '1'));
  expect(error.kind).toBe('unavailable');
  expect(error.message).toMatch(/Nothing was changed/);
  expect(desk().logged.map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, null],
    [2, null],
    [3, null],
  ]);
});

test('a write turned away by the limiter of the platform is sent again, newly signed', async () => {
  const passTime = () => {
    desk().programClock.time += 5000;
  };
  const slow = { status: 429, code: 36009002, before: passTime };
  desk().platform.on(ROUTES.review, slow, { data: {} });
  await approve();
  const [first, second] = desk().platform.sent(ROUTES.review);
  expect(second?.query.timestamp).not.toBe(first?.query.timestamp);
  expect(second?.body).toBe(first?.body);
});

test('a write whose preparation took too long does not leave: the lease of its caller may be over', async () => {
  desk().storeTokens({ livesFor: 0 });
  const takeLong = () => desk().machineClock.pass(11_000);
  desk().platform.on(REFRESH_ROUTE, { data: grant, before: takeLong });
  const error = await errorOf(approve());
  expect(error.kind).toBe('unavailable');
  expect(error.message).toMatch(/nothing was sent/);
  expect(tries(ROUTES.review)).toBe(0);
});
