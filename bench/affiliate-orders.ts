import type { z } from 'zod';
import { createAffiliateOrders } from '../src/adapters/tiktok-shop/affiliate-orders.ts';
import type { Client } from '../src/adapters/tiktok-shop/client.ts';
import { parseJson } from '../src/adapters/tiktok-shop/json.ts';
import type { AffiliateOrder } from '../src/domain/affiliate-order.ts';
import { DAY } from '../src/domain/time.ts';
import type { Store } from '../src/ports/store/index.ts';
import { NOW, SHOP, spreadOut } from './programme.ts';

const CREATORS = 2_000;
/** Of a hundred creators, how many are known by name; the lines of the others wait. */
const KNOWN_OF_100 = 97;
/** 500,000 lines are a year. */
const LINES_A_DAY = 1_370;
const PAGE_SIZE = 100;

/** One answer of the platform, as text. */
export interface AnswerText {
  readonly text: string;
  /** Between the first and the last second of its orders. */
  readonly from: number;
  readonly to: number;
  /** The last one of its day. */
  readonly done: boolean;
}

const money = (minor: number) => ({ amount: (minor / 100).toFixed(2), currency: 'USD' });
const username = (index: number) => `creator.${index.toString(36)}.finds`;

function wireOrder(index: number, createdAt: number) {
  // A few creators sell most.
  const creator = Math.floor(CREATORS * spreadOut(index, 1) ** 2);
  const product = index % 40;
  const price = 1_500 + 100 * product;
  const refunded = index % 23 === 0 ? 1 : 0;
  const kept = price * (1 - refunded);
  const targeted = creator % 4 === 0;
  return {
    id: `577${String(1e15 - index)}`,
    status: 'COMPLETED',
    create_time: createdAt / 1_000,
    delivery_time: createdAt / 1_000 + 300_000,
    skus: [
      {
        product_id: `172900000000000${String(product).padStart(4, '0')}`,
        sku_id: `173000000000000${String(product).padStart(4, '0')}`,
        quantity: 1,
        price: money(price),
        creator_username: username(creator),
        content_type: 'VIDEO',
        content_id: `7600000000${String(creator).padStart(6, '0')}${Math.floor(900 * spreadOut(index, 2))}`,
        open_collaboration_id: targeted ? '' : `762000000000000${String(product).padStart(4, '0')}`,
        target_collaboration_id: targeted ? `763000000000000${String(creator % 300).padStart(4, '0')}` : '',
        campaign_id: '',
        commission_model: 'Fixed commission',
        commission_tier_setting: '',
        commission_rate: '2000',
        shop_ads_commission_rate: '1000',
        estimated_commission_base: money(price),
        estimated_paid_commission: money(price / 5),
        estimated_paid_shop_ads_commission: money(0),
        estimated_cofunded_creator_bonus_amount: money(0),
        actual_commission_base: money(kept),
        actual_paid_commission: money(kept / 5),
        actual_paid_shop_ads_commission: money(0),
        actual_cofunded_creator_bonus_amount: money(0),
        refunded_quantity: refunded,
        returned_quantity: 0,
        settlement_status: 'SETTLED',
      },
    ],
  };
}

/** Answers day by day, newest first, as a first sync reads them; the last day may be short. */
export function* answersOf(lines: number): Generator<AnswerText> {
  const midnight = Math.floor(NOW / DAY) * DAY;
  for (let first = 0, day = 0; first < lines; first += LINES_A_DAY, day += 1) {
    const size = Math.min(LINES_A_DAY, lines - first);
    for (let from = 0; from < size; from += PAGE_SIZE) {
      // A minute apart, so that no two are in one second.
      const times = Array.from(
        { length: Math.min(PAGE_SIZE, size - from) },
        (_, row) => midnight - day * DAY - (from + row + 1) * 60_000,
      );
      const orders = times.map((at, row) => wireOrder(first + from + row, at));
      const data = { next_page_token: 'more', total_count: size, orders };
      const text = JSON.stringify({ code: 0, message: 'Success', request_id: 'bench', data });
      yield { text, from: times.at(-1) ?? 0, to: times[0] ?? 0, done: from + PAGE_SIZE >= size };
    }
  }
}

export async function recordCreators(store: Store): Promise<void> {
  for (let index = 0; index < CREATORS; index += 1) {
    if (index % 100 >= KNOWN_OF_100) continue;
    const creatorId = `70000000000000${String(index).padStart(5, '0')}`;
    await store.creatorNames.recordName(SHOP.shopId, creatorId, username(index), NOW - 400 * DAY);
  }
}

/** The adapter's own reading of an answer's text, without the network. */
export async function readAnswer(text: string): Promise<readonly AffiliateOrder[]> {
  const client: Client = {
    call: async <S extends z.ZodType>(_operation: unknown, _request: unknown, answer: S) =>
      answer.parse(dataOf(parseJson(text))),
    spentOn: () => client,
  };
  const window = { createdFrom: NOW - DAY, createdTo: NOW };
  return (await createAffiliateOrders(client).searchAffiliateOrders(SHOP, window, null)).items;
}

function dataOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'data' in answer ? answer.data : null;
}

/** Text to committed rows, with the feed's place like the sync saves it. Gives the number of lines. */
export async function syncPage(store: Store, { text, from, done }: AnswerText): Promise<number> {
  const orders = await readAnswer(text);
  await store.affiliateOrders.record(SHOP.shopId, orders, NOW, {
    progress: {
      ...{ shopId: SHOP.shopId, feed: 'affiliate_orders:days', cursor: done ? null : String(from) },
      ...{ watermark: from, passStartedAt: NOW, completedAt: null },
    },
    ...(done && {
      slice: { day: new Date(from).toISOString().slice(0, 10), lines: LINES_A_DAY, readAt: NOW },
    }),
  });
  return orders.length;
}
