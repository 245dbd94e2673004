import { join } from 'node:path';
import * as z from 'zod';
import { createTikTokShop } from '../src/adapters/tiktok-shop/index.ts';
import type { RequestStore } from '../src/ports/store/coordination.ts';
import type { Store } from '../src/ports/store/index.ts';
import { machineClock, SandboxClock } from '../src/program/clocks.ts';
import { ids, processIdentity } from '../src/program/ids.ts';
import { openStore } from '../src/store/index.ts';
import { FEEDS, type FeedGroup, type FeedName } from '../src/sync/feeds.ts';
import { syncShops } from '../src/sync/shops.ts';
import { syncShop } from '../src/sync/sync-shop.ts';
import { SandboxChild } from './sandbox-child.ts';

/** What grows with the creators. Products, invitations, open collaborations and past samples stay as the sandbox has them. */
const LINES_A_CREATOR = 50;
const CREATORS_A_REQUEST = 10;
const CREATORS_AN_ORDER = 20;
/** Days of affiliate orders that the first sync reads; the sandbox has twelve weeks of them. */
const SYNCED_DAYS = 14;
/** What happens between two cycles, in a programme of any size. */
const CHANGES = { orders: 20, approvals: 5, messages: 5 } as const;
const HOURS_BETWEEN = 0.5;
const ACTS_AT_ONCE = 8;

export const BY_TIME = ['affiliate_orders', 'orders', 'products'] as const satisfies readonly FeedName[];
const LISTS: readonly FeedGroup[] = ['samples', 'messages', 'deals', 'stock'];
/** Lists that know no time filter, and what is read by the ids they name. */
export const SWEEPS: readonly FeedName[] = FEEDS.filter(({ group }) => LISTS.includes(group)).map(
  ({ feed }) => feed,
);

export interface Reading {
  readonly requests: number;
  readonly rows: number;
  readonly cpuMs: number;
}

const populated = z.object({ populated: z.object({ application_ids: z.array(z.string()) }) });

/** A programme of so many creators behind real HTTP, with a store that has read it once. */
export interface SteadyProgramme {
  /** The same few changes for every size, and half an hour. */
  change(): Promise<void>;
  read(feeds: readonly FeedName[]): Promise<Reading>;
  close(): Promise<void>;
}

export async function openSteadyProgramme(
  folder: string,
  launcher: string,
  creators: number,
): Promise<SteadyProgramme> {
  const sandbox = await SandboxChild.open(launcher, join(folder, `steady-${creators}-sandbox.sqlite`));
  try {
    return await readOnce(sandbox, folder, creators);
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

async function readOnce(sandbox: SandboxChild, folder: string, creators: number): Promise<SteadyProgramme> {
  const open = await fill(sandbox, creators);
  const store = openStore({
    file: join(folder, `steady-${creators}.sqlite`),
    secretKey: new Uint8Array(32).fill(1),
    ids,
    machineNow: () => machineClock.now(),
  });
  const clock = new SandboxClock(sandbox.url);
  await clock.resync();
  const platform = connect(sandbox, store, clock);
  const dependencies = { platform, store, clock };
  const { shops } = await syncShops(dependencies);
  const [shop] = shops;
  if (shop === undefined) throw new Error('The sandbox shows no shop.');
  const read = async (feeds: readonly FeedName[], backfillDays = 0): Promise<Reading> => {
    await clock.resync();
    const start = process.cpuUsage();
    const { feeds: reports } = await syncShop(dependencies, shop, { feeds, backfillDays });
    const { user, system } = process.cpuUsage(start);
    const failed = reports.find(({ failure, skipped }) => failure !== null || skipped !== null);
    if (failed) throw new Error(`${failed.feed} was not read: ${failed.failure?.message ?? failed.skipped}`);
    const sum = (of: (report: (typeof reports)[number]) => number) =>
      reports.reduce((total, report) => total + of(report), 0);
    return {
      requests: sum(({ requests }) => requests),
      rows: sum((report) => report.read),
      cpuMs: (user + system) / 1_000,
    };
  };
  await read([...BY_TIME, ...SWEEPS, 'affiliate_orders:again', 'affiliate_orders:backfill'], SYNCED_DAYS);
  let next = 0;
  return {
    read,
    async change() {
      const approve = open.splice(0, CHANGES.approvals);
      await sandbox.act({ sales: { orders: CHANGES.orders }, approve: approve.map(({ id }) => id) });
      for (let message = 0; message < CHANGES.messages; message += 1, next += 1) {
        const writer = open[next % open.length];
        if (writer === undefined) throw new Error('Nobody is left to write.');
        await sandbox.act({ message: { creator_id: writer.creatorId, text: `And this? ${next}` } });
      }
      await sandbox.advance(HOURS_BETWEEN);
    },
    async close() {
      await platform.close();
      await store.close();
      await sandbox.close();
    },
  };
}

interface OpenRequest {
  readonly id: string;
  readonly creatorId: string;
}

const truth = z.object({
  applications: z.array(z.object({ application_id: z.string(), creator_id: z.string() })),
});

/** Answers the requests that are left open, at least as many as the rounds take. */
async function fill(sandbox: SandboxChild, creators: number): Promise<OpenRequest[]> {
  await sandbox.act({ populate_sales: { creators, lines: creators * LINES_A_CREATOR } });
  const ordered = creators / CREATORS_AN_ORDER;
  const spare = 30 * CHANGES.approvals;
  const applications = creators / CREATORS_A_REQUEST + ordered + spare;
  const made = populated.parse(await sandbox.act({ populate: { applications } }));
  const { application_ids: applicationIds } = made.populated;
  await sandbox.act({ approve: applicationIds.slice(0, ordered) });
  const creatorOf = new Map(
    truth.parse(await sandbox.oracle()).applications.map((one) => [one.application_id, one.creator_id]),
  );
  const requests = applicationIds.map((id) => ({ id, creatorId: creatorOf.get(id) ?? '' }));
  const writers = requests.slice(0, creators / CREATORS_A_REQUEST);
  for (let from = 0; from < writers.length; from += ACTS_AT_ONCE) {
    await Promise.all(
      writers
        .slice(from, from + ACTS_AT_ONCE)
        .map(({ creatorId }) =>
          sandbox.act({ message: { creator_id: creatorId, text: 'When does it come?' } }),
        ),
    );
  }
  // What was just done is older than the hour that a cycle reads again.
  await sandbox.advance(2);
  return requests.slice(ordered);
}

/** The sandbox answers 50 requests a second: the first sync goes faster than the limiter would let it. */
function connect({ url, environment }: SandboxChild, store: Store, programClock: SandboxClock) {
  const { requests, leases, credentials } = store;
  const faster: RequestStore = {
    ...requests,
    take: (bucket, now) => requests.take({ ...bucket, perSecond: 45, burst: 5 }, now),
  };
  const given = (name: string) => environment[`TIKTOK_SHOP_${name}`] ?? '';
  return createTikTokShop({
    ...{ apiUrl: url, authUrl: url },
    apps: [
      {
        role: 'affiliate',
        appKey: given('APP_KEY'),
        appSecret: given('APP_SECRET'),
        refreshToken: given('REFRESH_TOKEN'),
      },
    ],
    ...{ programClock, machineClock, leases, credentials, requests: faster },
    process: processIdentity(),
    dailyRequestBudget: 1_000_000,
    log: () => {},
    notice: () => {},
  });
}
