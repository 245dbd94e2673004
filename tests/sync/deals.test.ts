import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { openPlan, target } from './fake-market.ts';
import { product, sampleRule, trouble } from './fake-platform.ts';
import { feedOf, Programme, START } from './programme.ts';

const OPEN = { feeds: ['open_collaborations'] } as const;
const DETAILS = { feeds: ['target_collaborations:ONGOING', 'target_collaborations'] } as const;

const ended = (programme: Programme) =>
  [...programme.store.market.openPlans.values()]
    .filter((plan) => plan.ended)
    .map(({ collaborationId }) => collaborationId);

test('an open plan that a whole list no longer shows has ended', async () => {
  const programme = new Programme();
  programme.platform.market.openPlans = [openPlan('a'), openPlan('b')];
  await programme.cycle(OPEN);
  programme.platform.market.openPlans = [openPlan('b', 1_000)];
  await programme.nextCycle(OPEN);
  expect(ended(programme)).toEqual(['a']);
  expect(programme.store.market.openPlans.get('b')?.rateBps).toBe(1_000);
});

test('over several pages one that slips past the border has not ended, and one that is gone has, a pass later', async () => {
  const programme = new Programme();
  const { market } = programme.platform;
  market.openPlans = ['a', 'b', 'c', 'd', 'e'].map((id) => openPlan(id));
  await programme.cycle(OPEN);
  programme.platform.beforeAnswer = (_request, count) => {
    // `a` goes while we read: `c` moves onto the page already read.
    if (count === 5)
      market.openPlans = market.openPlans.filter(({ collaborationId }) => collaborationId !== 'a');
  };
  await programme.nextCycle(OPEN);
  expect(ended(programme)).toEqual([]);
  await programme.nextCycle(OPEN);
  await programme.nextCycle(OPEN);
  expect(ended(programme)).toEqual(['a']);
});

test('a list that fails half way ends nothing', async () => {
  const programme = new Programme();
  programme.platform.market.openPlans = ['a', 'b', 'c'].map((id) => openPlan(id));
  await programme.cycle(OPEN);
  programme.platform.beforeAnswer = (_request, count) => {
    if (count === 4) throw trouble('unavailable');
  };
  const report = await programme.nextCycle(OPEN);
  expect(feedOf(report, 'open_collaborations').failure?.kind).toBe('unavailable');
  expect(ended(programme)).toEqual([]);
});

test('invitations are read in detail when new, when a list shows a change, and once a day', async () => {
  const programme = new Programme();
  const { market } = programme.platform;
  const set = (...changes: readonly [string, number][]) => {
    market.targets = changes.map(([id, at]) => ({ status: 'ONGOING', target: target(id, at) }));
  };
  const read = async (at: number) => {
    programme.now = at;
    const before = programme.platform.requests.length;
    await programme.cycle(DETAILS);
    return programme.platform.requests.slice(before).flatMap(({ ids }) => ids);
  };
  set(['a', START - DAY], ['b', START - DAY]);
  expect(await read(START)).toEqual(['a', 'b']);
  expect(await read(START + HOUR)).toEqual([]);
  set(['a', START - DAY], ['b', START + HOUR]);
  expect(await read(START + 2 * HOUR)).toEqual(['b']);
  expect(await read(START + DAY + HOUR)).toEqual(['a']);
  expect(programme.store.market.names.get('name-of-a')).toBe('creator-of-a');
});

test('one invitation that the platform will not show does not keep the others from being read', async () => {
  const programme = new Programme();
  const { market } = programme.platform;
  market.targets = ['a', 'b'].map((id) => ({ status: 'ONGOING', target: target(id, START - DAY) }));
  programme.platform.beforeAnswer = ({ ids }) => {
    if (ids.includes('a')) throw trouble('refused');
  };
  const report = await programme.cycle(DETAILS);
  expect(feedOf(report, 'target_collaborations')).toMatchObject({ read: 1, failure: null });
  expect(programme.store.market.targets.get('b')?.detail).not.toBeNull();
});

test.each(['refused', 'invalid'] as const)(
  'one that is always %s takes no place of another for a day, and keeps what was known',
  async (kind) => {
    const programme = new Programme();
    const { market } = programme.platform;
    const show = (...changes: readonly [string, number][]) => {
      market.targets = changes.map(([id, at]) => ({ status: 'ONGOING', target: target(id, at) }));
    };
    show(['a', START - DAY]);
    await programme.cycle(DETAILS);
    programme.platform.beforeAnswer = ({ ids }) => {
      if (ids.includes('a')) throw trouble(kind);
    };
    const asked = async (at: number) => {
      programme.now = at;
      const before = programme.platform.requests.length;
      await programme.cycle(DETAILS);
      return programme.platform.requests.slice(before).flatMap(({ ids }) => ids);
    };
    show(['a', START + MINUTE]);
    expect(await asked(START + HOUR)).toEqual(['a']);
    expect(await asked(START + 2 * HOUR)).toEqual([]);
    expect(programme.store.market.targets.get('a')?.detail?.updatedAt).toBe(START - DAY);
    expect(await asked(START + DAY + 2 * HOUR)).toEqual(['a']);
  },
);

test('an invitation that the platform has no more is gone', async () => {
  const programme = new Programme();
  const { market } = programme.platform;
  market.targets = [{ status: 'ONGOING', target: target('a', START) }];
  await programme.cycle(DETAILS);
  market.targets = [];
  programme.now += DAY + MINUTE;
  await programme.cycle(DETAILS);
  expect(programme.store.market.targets.get('a')?.status).toBe('GONE');
});

test('an old answer does not overwrite a newer state of an invitation, which is asked for again', async () => {
  const programme = new Programme();
  const { market } = programme.platform;
  const show = (updatedAt: number) => {
    market.targets = [{ status: 'ONGOING', target: target('a', updatedAt) }];
  };
  const updatedAt = () => programme.store.market.targets.get('a')?.detail?.updatedAt;
  show(START + 10);
  await programme.cycle(DETAILS);
  programme.now += DAY + MINUTE;
  show(START);
  await programme.cycle(DETAILS);
  expect(updatedAt()).toBe(START + 10);
  show(START + 20);
  await programme.nextCycle(DETAILS);
  expect(updatedAt()).toBe(START + 20);
});

test('who may ask for samples is asked for active products, 20 a call, once a day', async () => {
  const programme = new Programme();
  const { platform, store } = programme;
  platform.products = [
    ...Array.from({ length: 30 }, (_, n) => product(`p-${String(n).padStart(2, '0')}`, START - DAY)),
    product('p-99', START - DAY, 'SELLER_DEACTIVATED'),
  ];
  platform.sampleRules = [sampleRule('p-03'), sampleRule('p-99')];
  await programme.cycle();
  const asked = platform.requests.filter(({ operation }) => operation === 'sampleRequestRules');
  expect(asked.map(({ ids }) => [ids.length, ids.at(-1)])).toEqual([
    [20, 'p-19'],
    [10, 'p-29'],
  ]);
  expect(store.market.sampleRules.get('p-03')).toMatchObject({ quota: 20 });
  expect([store.market.sampleRules.get('p-04'), store.market.sampleRules.has('p-99')]).toEqual([null, false]);
  programme.now += DAY - HOUR;
  expect(feedOf(await programme.cycle(), 'sample_rules').skipped).toBe('fresh');
  programme.now += HOUR;
  expect(feedOf(await programme.cycle(), 'sample_rules')).toMatchObject({ read: 1, requests: 2 });
});

test('without a product list nobody is said to have been asked for', async () => {
  const programme = new Programme();
  programme.platform.products = [product('p-1', START - DAY)];
  programme.platform.beforeAnswer = ({ operation }) => {
    if (operation === 'searchProducts') throw trouble('unavailable');
  };
  await programme.cycle();
  programme.platform.beforeAnswer = () => {};
  await programme.nextCycle();
  expect([...programme.store.market.sampleRules]).toEqual([['p-1', null]]);
});
