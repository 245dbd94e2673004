import { MINUTE } from '../../src/domain/time.ts';
import { seeded } from '../../src/sandbox/random.ts';
import type { Batch } from './batch.ts';
import { type Kill, PHASES } from './control.ts';
import type { Prepared, Route } from './prepared.ts';

export type PreparedRoutes = Readonly<Record<Route, Prepared>>;

/** Requests of the steps of every kind, by a part of their path, and how many of each a small batch makes. */
const DIRECT_REQUESTS: readonly (readonly [match: string, times: number])[] = [
  ['/sample_applications/search', 4],
  ['/inventory/search', 2],
  ['/2026-07/inventory-level', 2],
  ['/review', 3],
  ['/order/202507/orders', 6],
  ['/2026-07/order', 8],
  ['/shipping_providers', 2],
  ['/packages', 2],
  ['202508/conversations', 2],
  ['/messages', 2],
];
const NATIVE_REQUESTS: readonly (readonly [match: string, times: number])[] = [
  ['/review', 3],
  ['/order/202507/orders', 6],
  ['/2026-07/order', 6],
  ['/messages', 2],
];

/** At its beginning, among the samples, among past ones. */
const FIRST_SYNC_REQUESTS = [2, 20, 50];

/** a. One kill at each request of each step of each kind, in each phase. */
export function boundaries(prepared: PreparedRoutes): readonly Batch[] {
  const kills = (requests: typeof DIRECT_REQUESTS): Kill[] =>
    requests.flatMap(([match, times]) =>
      Array.from({ length: times }, (_, index) =>
        PHASES.map((phase): Kill => ({ match, nth: index + 1, phase })),
      ).flat(),
    );
  const renewals = PHASES.map((phase): Batch => {
    const batch = boundary(prepared.direct_create, { match: '/token/refresh', nth: 1, phase });
    return { ...batch, start: 'new_token' };
  });
  const firstSyncs = FIRST_SYNC_REQUESTS.flatMap((nth) =>
    PHASES.map((phase): Batch => {
      const batch = boundary(prepared.direct_create, { nth, phase });
      return { ...batch, name: `a first sync #${nth} ${phase}`, start: 'first_sync' };
    }),
  );
  const batches = (route: Route, requests: typeof DIRECT_REQUESTS) =>
    kills(requests).map((kill) => boundary(prepared[route], kill));
  return [
    ...renewals,
    ...firstSyncs,
    ...batches('direct_create', DIRECT_REQUESTS),
    ...batches('native_sync', NATIVE_REQUESTS),
  ];
}

function boundary(prepared: Prepared, kill: Kill): Batch {
  const [first = '', second = '', third = ''] = prepared.requests;
  return {
    name: `a ${prepared.route} ${kill.match ?? 'any'}#${kill.nth} ${kill.phase}`,
    prepared,
    servers: 1,
    approve: [first, second],
    reject: [third],
    trouble: { kills: [kill] },
    also: async (house) => (house.deaths.length === 0 ? ['the server was never killed'] : []),
  };
}

const FAULT_RATE = 0.2;
/** A pair makes more requests than this, cycles included, and a restarted server still makes half as many. */
const REQUESTS_OF_PAIR = 110;
/** Half of the first kills look for a write or its neighbours, since most of all requests are the cycle's. */
const TARGETS: Readonly<Record<Route, readonly (readonly [match: string, upTo: number])[]>> = {
  direct_create: [
    ['/review', 4],
    ['/2026-07/order', 14],
    ['/packages', 3],
    ['conversation', 6],
    ['/order/202507/orders', 10],
  ],
  native_sync: [
    ['/review', 4],
    ['/2026-07/order', 8],
    ['conversation', 6],
    ['/order/202507/orders', 8],
  ],
};

/** b. A seeded pair of kills under 20 % faults; routes take turns, every third pair has two servers. */
export function pairs(prepared: PreparedRoutes, first: number, count: number): readonly Batch[] {
  return Array.from({ length: count }, (_, index) => pair(prepared, first + index));
}

export function pair(prepared: PreparedRoutes, seed: number): Batch {
  const draw = seeded(seed);
  const route: Route = seed % 2 === 0 ? 'direct_create' : 'native_sync';
  const house = prepared[route];
  const firstKill = (): Kill => {
    const phase = draw.pick(PHASES, 'first', 'phase');
    if (draw.chance(0.5, 'first', 'any')) {
      return { nth: draw.integer(1, REQUESTS_OF_PAIR, 'first', 'nth'), phase };
    }
    const [match, upTo] = draw.pick(TARGETS[route], 'first', 'target');
    return { match, nth: draw.integer(1, upTo, 'first', 'nth'), phase };
  };
  const secondKill: Kill = {
    nth: draw.integer(1, REQUESTS_OF_PAIR / 2, 'second', 'nth'),
    phase: draw.pick(PHASES, 'second', 'phase'),
  };
  const start = draw.integer(0, house.requests.length - 7, 'requests');
  const size = draw.integer(3, 6, 'size');
  return {
    name: `b seed ${seed} ${route} ${seed % 3 === 0 ? 'two servers' : 'one server'}`,
    prepared: house,
    servers: seed % 3 === 0 ? 2 : 1,
    approve: house.requests.slice(start, start + size),
    reject: house.requests.slice(start + size, start + size + 1),
    trouble: { kills: [firstKill(), secondKill], rate: FAULT_RATE, seed },
  };
}

/** c. A hundred samples that somebody approved in Seller Center, and two kills on the way. */
export function outside(prepared: PreparedRoutes, seed: number, count = 100): readonly Batch[] {
  return (['direct_create', 'native_sync'] as const).map((route): Batch => {
    const draw = seeded(seed);
    return {
      name: `c ${route} ${count} samples approved outside`,
      prepared: prepared[route],
      servers: 2,
      approve: [],
      reject: [],
      trouble: {
        kills: ['first', 'second'].map((which) => ({
          match: '/2026-07/order',
          nth: draw.integer(1, count, 'outside', which),
          phase: draw.pick(PHASES, 'outside', which),
        })),
      },
      outside: async (house) => {
        const { populated } = await house.control.act({ populate: { applications: count } });
        const ids = populated?.application_ids ?? [];
        const { approve } = await house.control.act({ approve: ids });
        return approve?.done ?? [];
      },
      // The warehouse's own limit of 150 requests a minute is kept: about seven for each parcel.
      patience: 30 * MINUTE,
    };
  });
}

/** d. Two requests of one creator, approved together: one order, one parcel with both lines. */
export function merged(prepared: PreparedRoutes): readonly Batch[] {
  const kills: readonly (Kill | null)[] = [
    null,
    { match: '/review', nth: 1, phase: 'after_commit' },
    { match: '/review', nth: 2, phase: 'before_commit' },
    ...PHASES.map((phase): Kill => ({ match: '/2026-07/order', nth: 3, phase })),
  ];
  return (['direct_create', 'native_sync'] as const).flatMap((route) =>
    kills.map((kill): Batch => {
      const both = twoOfOneCreator(prepared[route]);
      return {
        name: `d ${route} two of one creator${kill ? `, ${kill.match ?? 'any'}#${kill.nth} ${kill.phase}` : ''}`,
        prepared: prepared[route],
        servers: 1,
        approve: both,
        reject: [],
        trouble: { kills: kill ? [kill] : [] },
        also: async (house) => {
          const { orders } = await house.control.oracle();
          const own = orders.filter((order) => both.some((id) => order.application_ids.includes(id)));
          const lines = own[0]?.lines.reduce((sum, line) => sum + line.quantity, 0);
          if (own.length === 1 && lines === both.length) return [];
          return [`merged: ${own.length} orders, ${lines ?? 0} units in the first`];
        },
      };
    }),
  );
}

function twoOfOneCreator({ pending, route }: Prepared): readonly string[] {
  const byCreator = Map.groupBy(
    pending.filter((item) => item.approvable && item.agency === undefined),
    (item) => item.creator.creator_id,
  );
  const both = [...byCreator.values()].find((items) => items.length === 2);
  if (!both) throw new Error(`The programme for ${route} has no creator with two open requests.`);
  return both.map((item) => item.application_id);
}
