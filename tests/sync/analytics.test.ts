import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { affiliateOrder, creatorFigures } from './fake-market.ts';
import { trouble } from './fake-platform.ts';
import { feedOf, Killed, Programme, START } from './programme.ts';

const DAILY = { feeds: ['analytics:shop', 'analytics:videos'] } as const;
const START_DAY = '2026-11-16';

const video = (videoId: string, username: string) => ({
  ...{ videoId, username, creatorId: `creator-of-${username}`, title: 'Serum', postedAt: null },
  ...{ productIds: [], views: 1, gmv: null, orders: 1, itemsSold: 1, clickThroughBps: null },
});

function seeded(latestDay: string | null): Programme {
  const programme = new Programme();
  const { market } = programme.platform;
  market.latestDay = latestDay;
  market.videos = ['a', 'b', 'c'].map((name) => video(`video-${name}`, name));
  return programme;
}

const daysOf = (programme: Programme) => [
  ...new Set(
    programme.platform.requests
      .filter(({ operation }) => operation === 'videoPerformance')
      .map(({ detail }) => detail),
  ),
];

test('a new shop gets its last 28 whole days, the day that is not whole yet later', async () => {
  const programme = seeded('2026-11-14');
  await programme.cycle(DAILY);
  const { days, figures, names } = programme.store.market;
  expect([...days.keys()].at(-1)).toBe('2026-11-14');
  expect(days.has(START_DAY)).toBe(false);
  expect(daysOf(programme)).toHaveLength(28);
  expect([daysOf(programme)[0], daysOf(programme).at(-1)]).toEqual(['2026-10-18', '2026-11-14']);
  expect(figures.get('videos:2026-11-14')?.times).toBe(2);
  expect(names.get('a')).toBe('creator-of-a');
});

test('a day becomes due when the platform has completed it, and the day three days before it once more', async () => {
  const programme = seeded('2026-11-14');
  await programme.cycle(DAILY);
  programme.platform.requests.length = 0;
  programme.now += 6 * HOUR;
  await programme.cycle(DAILY);
  expect(daysOf(programme)).toEqual([]);
  programme.platform.market.latestDay = '2026-11-15';
  programme.now += 6 * HOUR;
  await programme.cycle(DAILY);
  expect(daysOf(programme)).toEqual(['2026-11-12', '2026-11-15']);
});

test('an answer that is older than what was complete before takes nothing back and is asked for again', async () => {
  const programme = seeded('2026-11-14');
  await programme.cycle(DAILY);
  programme.platform.market.latestDay = '2026-11-15';
  programme.now += 6 * HOUR;
  await programme.cycle({ feeds: ['analytics:shop'] });
  programme.platform.market.latestDay = '2026-11-13';
  await programme.cycle(DAILY);
  expect(programme.store.market.figures.has('videos:2026-11-15')).toBe(false);
  programme.platform.market.latestDay = '2026-11-15';
  await programme.cycle(DAILY);
  expect(programme.store.market.figures.has('videos:2026-11-15')).toBe(true);
});

test('a kill at every request of a pass leaves no day out and none read without end', async () => {
  for (let at = 2; at < 8; at += 1) {
    const programme = seeded('2026-11-14');
    await programme.cycle(DAILY);
    programme.platform.market.latestDay = '2026-11-15';
    programme.now += 6 * HOUR;
    const before = programme.platform.requests.length;
    programme.platform.beforeAnswer = (_request, count) => {
      if (count === before + at) throw new Killed();
    };
    await programme.cycle(DAILY).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    programme.platform.beforeAnswer = () => {};
    await programme.cycle(DAILY);
    expect(programme.store.market.figures.get('videos:2026-11-15')?.rows, `killed at ${at}`).toHaveLength(1);
    expect(programme.store.feedStates.get('analytics:videos')).toMatchObject({
      cursor: null,
      watermark: Date.UTC(2026, 10, 16),
    });
  }
});

test('a shop without figures is read all the same', async () => {
  const programme = seeded(null);
  const report = await programme.cycle(DAILY);
  expect(feedOf(report, 'analytics:videos')).toMatchObject({ requests: 0, failure: null });
  expect(programme.store.feedStates.get('analytics:videos')?.completedAt).not.toBeNull();
});

test('creators that matter are read one by one; one who is not shown is remembered as not shown', async () => {
  const programme = new Programme();
  const { market } = programme.platform;
  programme.store.market.creatorsWanted = ['one', 'hidden', 'two'];
  for (const id of ['one', 'two']) market.creators.set(id, creatorFigures(id, `name-of-${id}`));
  programme.platform.beforeAnswer = ({ ids }) => {
    if (ids.includes('hidden')) throw trouble('refused');
  };
  const report = await programme.cycle({ feeds: ['creators'] });
  expect(feedOf(report, 'creators')).toMatchObject({ read: 2, requests: 3, failure: null });
  expect(programme.store.market.creators.get('hidden')).toBeNull();
  expect(programme.store.market.names.get('name-of-two')).toBe('two');
});

test('names that only order lines carry are looked for, exactly, and a kill goes on at the next name', async () => {
  const programme = new Programme();
  const { market } = programme.platform;
  const [line] = affiliateOrder('x', START).lines;
  if (line === undefined) throw new Error('No line.');
  market.orders = ['ann', 'bea', 'cleo'].map((username, n) => ({
    order: affiliateOrder(`order-${n}`, START - HOUR, { lines: [{ ...line, username }] }),
    listedAt: 0,
  }));
  market.creators.set('1', creatorFigures('1', 'annabel'));
  market.creators.set('2', creatorFigures('2', 'Bea'));
  market.creators.set('3', creatorFigures('3', 'cleo'));
  await programme.cycle({ feeds: ['affiliate_orders'] });
  programme.platform.beforeAnswer = ({ detail }) => {
    if (detail === 'cleo') throw new Killed();
  };
  await expect(programme.cycle({ feeds: ['creators:named'] })).rejects.toThrow(Killed);
  programme.platform.beforeAnswer = () => {};
  const report = await programme.cycle({ feeds: ['creators:named'] });
  expect(feedOf(report, 'creators:named')).toMatchObject({ requests: 1, read: 1 });
  expect([...programme.store.market.names.keys()].sort()).toEqual(['Bea', 'cleo']);
});

test('the outreach count of the week is read once a day', async () => {
  const programme = new Programme();
  await programme.cycle();
  expect(programme.store.market.outreach).toMatchObject({ used: 1, total: 10 });
  programme.now += DAY / 2;
  expect(feedOf(await programme.cycle(), 'outreach').skipped).toBe('fresh');
});
