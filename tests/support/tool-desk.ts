import { onTestFinished } from 'vitest';
import * as z from 'zod';
import type { AffiliateOrderLine } from '../../src/domain/affiliate-order.ts';
import { DAY } from '../../src/domain/time.ts';
import type { OpenProgram } from '../../src/mcp/call.ts';
import type { Store } from '../../src/ports/store/index.ts';
import { exportedList } from '../../src/resources/exports.ts';
import type { ServerParts } from '../../src/server/create-server.ts';
import type { Services } from '../../src/usecases/services.ts';
import { countingIds, NOW, SHOP } from '../store/support.ts';
import { ActionDesk } from './action-desk.ts';
import { connect, type Era, textOf } from './mcp-clients.ts';
import { servicesOf, US_SHOP } from './usecase-desk.ts';

export const SECOND_SHOP = { ...US_SHOP, shopId: 'shop-2', cipher: 'cipher-2', name: 'Southbeam' };

export interface ToolAnswer {
  readonly failed: boolean;
  readonly data: Record<string, unknown>;
  readonly text: string;
}

/** A client at a server with these tools over a store that holds one shop and nothing else. */
export async function toolDesk(era: Era, tools: ServerParts<Services>['tools']) {
  const desk = new ActionDesk();
  const { store, clocks } = desk;
  await store.shops.record([US_SHOP], NOW);
  const program: OpenProgram<Services> = {
    ...{ services: servicesOf(desk), sandbox: true, mode: 'confirm', confirmations: store.confirmations },
    ...{ machineClock: clocks.machineClock, programClock: clocks.programClock },
    ...{ ids: countingIds(), confirmKey: new Uint8Array(32) },
  };
  const log = { warn: () => undefined, error: () => undefined };
  const parts = { version: '0', tools, resources: [exportedList], prompts: [] };
  const { client, close } = await connect(
    { ...parts, runtime: { open: async () => program, log } },
    era,
    false,
  );
  onTestFinished(close);
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<ToolAnswer> => {
    const result = await client.callTool({ name, arguments: args });
    return {
      failed: result.isError === true,
      data: z.record(z.string(), z.unknown()).parse(result.structuredContent ?? {}),
      text: textOf(result),
    };
  };
  /** The lines of the file that an answer with `format: csv` speaks of. */
  const file = async (name: string, args: Record<string, unknown> = {}): Promise<string[]> => {
    const { text } = await call(name, { ...args, format: 'csv' });
    const [uri = ''] = /affiliate:\/\/exports\/\w+/.exec(text) ?? [];
    const [content] = (await client.readResource({ uri })).contents;
    if (content === undefined || !('text' in content)) throw new Error('No text.');
    return content.text.split('\r\n').slice(0, -1);
  };
  return { store, clocks, call, file };
}

/** Says that these feeds were read whole. */
export async function wholeReadings(
  store: Store,
  feeds: readonly string[],
  at = NOW,
  shopId = SHOP,
): Promise<void> {
  for (const feed of feeds) {
    const times = { passStartedAt: at, completedAt: at };
    await store.feeds.save({ shopId, feed, cursor: null, watermark: null, ...times });
  }
}

/** Sells one unit for so much, `daysAgo`; of `parts` of a line only what matters to a test. */
export async function sold(
  store: Store,
  orderId: string,
  amountMinor: number,
  parts: Partial<AffiliateOrderLine> & { readonly daysAgo?: number; readonly shopId?: string },
): Promise<void> {
  const { daysAgo = 1, shopId = SHOP, ...line } = parts;
  const money = { amountMinor, currency: 'USD' };
  const order = {
    ...{ orderId, createdAt: NOW - daysAgo * DAY, deliveredAt: null, status: 'COMPLETED' },
    lines: [
      {
        ...{ lineKey: 'a', productId: 'product-1', skuId: null, username: 'anna.bakes', contentType: 'SHOP' },
        ...{ contentId: null, quantity: 1, returnedQuantity: 0, refundedQuantity: 0, price: money },
        ...{ commissionBps: 1_500, adsCommissionBps: null, estimatedBase: money, estimatedCommission: null },
        ...{ estimatedAdsCommission: null, actualBase: null, actualCommission: null },
        ...{ actualAdsCommission: null, settlement: 'provisional' as const },
        ...{ openCollaborationId: null, targetCollaborationId: null, campaignId: null, ...line },
      },
    ],
  };
  await store.affiliateOrders.record(shopId, [order], NOW);
}
