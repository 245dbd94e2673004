import type { Order } from '../domain/order.ts';
import { DAY, MINUTE, type Timestamp } from '../domain/time.ts';
import type { Page } from '../ports/tiktok-shop.ts';
import type { FeedRun } from './feed-run.ts';
import { type Pass, readPass } from './pass.ts';

/** Longer than any window for shipping a sample; older orders come by the applications that name them. */
const FIRST_PASS_REACH = 30 * DAY;

/** Covers the machine's distance from the platform's clock and updates the platform's index shows late. */
export const OVERLAP = 5 * MINUTE;

const IDS_PER_CALL = 50;
/** 1,000 orders a cycle: a long history is filled over several without using up the day's requests. */
const CALLS_PER_CYCLE = 20;

/** Reads the sample orders updated since the last pass. Orders of ordinary buyers are passed over, not stored. */
export async function readOrders(run: FeedRun): Promise<void> {
  const { store } = run.dependencies;
  await readPass<Order>(run, {
    feed: 'orders',
    movesWatermark: true,
    readPage: (cursor, pass) => readOrderPage(run, cursor, pass),
    recordPage: async (orders, seenAt, progress) => {
      const samples = orders.filter((order) => order.isSample);
      await store.orders.record(run.shop.shopId, samples, seenAt, progress);
      return null;
    },
  });
}

/**
 * An order updated while we page leaves the window and pulls the rows behind it forward, past the page border.
 * So each page starts a new window at the last update time seen; the platform's own token is needed only inside
 * one such moment, so a gap needs more orders of one second than fit a page, one of them updated between two requests.
 * Rows on the border come twice.
 */
async function readOrderPage(run: FeedRun, cursor: string | null, pass: Pass): Promise<Page<Order>> {
  const { from, token } = openCursor(cursor) ?? { from: windowStart(pass), token: null };
  const window = { updatedFrom: from, updatedTo: pass.startedAt };
  const page = await run.request(() => run.platform.searchOrders(run.shop, window, token));
  if (page.nextCursor === null) return page;
  const reached = page.items.at(-1)?.updatedAt ?? from;
  const next = reached > from ? { from: reached, token: null } : { from, token: page.nextCursor };
  return { items: page.items, nextCursor: JSON.stringify([next.from, next.token]) };
}

function windowStart(pass: Pass): Timestamp {
  const wanted = pass.watermark === null ? pass.startedAt - FIRST_PASS_REACH : pass.watermark - OVERLAP;
  // A clock that was set back must not turn the window inside out.
  return Math.max(0, Math.min(wanted, pass.startedAt - OVERLAP));
}

function openCursor(cursor: string | null): { from: Timestamp; token: string | null } | null {
  if (cursor === null) return null;
  const parts: unknown = JSON.parse(cursor);
  if (!Array.isArray(parts)) return null;
  const [from, token]: readonly unknown[] = parts;
  if (typeof from !== 'number') return null;
  return { from, token: typeof token === 'string' ? token : null };
}

/** Reads the orders that applications name and no row exists for. Ids the platform leaves out are asked again next cycle. */
export async function readNamedOrders(run: FeedRun): Promise<void> {
  const { platform, dependencies } = run;
  const { store } = dependencies;
  const { shopId } = run.shop;
  const startedAt = run.now();
  const asked = new Set<string>();
  for (let call = 0; call < CALLS_PER_CYCLE; call += 1) {
    const named = await store.orders.idsToRead(shopId, asked.size + IDS_PER_CALL);
    const ids = named.filter((id) => !asked.has(id)).slice(0, IDS_PER_CALL);
    if (ids.length === 0) break;
    for (const id of ids) asked.add(id);
    const seenAt = run.now();
    const orders = await run.request(() => platform.orders(run.shop, ids));
    await store.orders.record(shopId, orders, seenAt);
    run.count(orders.length, null);
  }
  await run.completed(startedAt);
}
