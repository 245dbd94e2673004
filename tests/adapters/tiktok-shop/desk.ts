import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect } from 'vitest';
import { createTikTokShop, type TikTokShopOptions } from '../../../src/adapters/tiktok-shop/index.ts';
import { ExternalError } from '../../../src/domain/errors.ts';
import { DAY } from '../../../src/domain/time.ts';
import {
  FakeMachineClock,
  FakeProgramClock,
  MemoryCredentials,
  MemoryLeases,
  MemoryRequests,
} from './memory-stores.ts';
import { APP_KEY, APP_SECRET, ScriptedPlatform } from './platform.ts';

export const NOW = 1_795_336_200_000;
export const SEED = 'refresh-from-environment';
export const SHOP = { shopId: '7490000000000000001', cipher: 'TTP_demo_cipher' };

export const ROUTES = {
  shops: 'GET /authorization/202309/shops',
  samples: 'POST /affiliate_seller/202508/sample_applications/search',
  review: 'POST /affiliate_seller/202507/sample_applications/7610000000000000301/review',
  content: 'POST /affiliate_seller/202409/sample_applications/7610000000000000301/fulfillments/search',
  orders: 'POST /order/202309/orders/search',
  orderDetail: 'GET /order/202507/orders',
  providers: 'GET /logistics/202309/delivery_options/7091000000000000902/shipping_providers',
  ship: 'POST /fulfillment/202309/orders/577000000000000401/packages',
  products: 'POST /product/202502/products/search',
  product: 'GET /product/202309/products/1729000000000000101',
  stock: 'POST /product/202309/inventory/search',
  open: 'POST /affiliate_seller/202508/conversations',
  messages: 'GET /affiliate_seller/202412/conversation/7451000000000000801/messages',
  send: 'POST /affiliate_seller/202412/conversations/7451000000000000801/messages',
};

export type LogEvent = Parameters<TikTokShopOptions['log']>[0];
type Notice = Parameters<TikTokShopOptions['notice']>[0];

/** A platform on loopback, stores in memory and one client, fresh for each test. */
export class Desk {
  readonly platform: ScriptedPlatform;
  readonly machineClock = new FakeMachineClock();
  readonly programClock = new FakeProgramClock(NOW);
  readonly credentials = new MemoryCredentials(APP_KEY);
  readonly leases = new MemoryLeases();
  readonly requests = new MemoryRequests();
  readonly logged: LogEvent[] = [];
  readonly notices: Notice[] = [];
  readonly tiktok: ReturnType<typeof createTikTokShop>;
  readonly #clients: ReturnType<typeof createTikTokShop>[] = [];

  constructor(platform: ScriptedPlatform) {
    this.platform = platform;
    this.storeTokens({});
    this.tiktok = this.client({});
  }

  /** Another process on the same stores. */
  client(changes: Partial<TikTokShopOptions>): ReturnType<typeof createTikTokShop> {
    const client = createTikTokShop({
      apiUrl: this.platform.url,
      authUrl: this.platform.url,
      apps: [{ role: 'affiliate', appKey: APP_KEY, appSecret: APP_SECRET, refreshToken: SEED }],
      programClock: this.programClock,
      machineClock: this.machineClock,
      process: { processId: `process-${this.#clients.length}`, pid: 1, host: 'test' },
      credentials: this.credentials,
      leases: this.leases,
      requests: this.requests,
      dailyRequestBudget: 1000,
      log: (event) => this.logged.push(event),
      notice: (notice) => this.notices.push(notice),
      ...changes,
    });
    this.#clients.push(client);
    return client;
  }

  storeTokens(tokens: {
    accessToken?: string;
    livesFor?: number;
    refreshToken?: string;
    seed?: string;
    /** None: nobody said, so calls go out. */
    grantedScopes?: readonly string[];
  }): void {
    this.credentials.row = {
      accessToken: tokens.accessToken ?? 'access-1',
      accessExpiresAt: this.programClock.now() + (tokens.livesFor ?? 7 * DAY),
      refreshToken: tokens.refreshToken ?? 'refresh-1',
      refreshExpiresAt: null,
      grantedScopes: tokens.grantedScopes ?? [],
      sellerId: null,
      sellerName: null,
      seedFingerprint: createHash('sha256')
        .update(tokens.seed ?? SEED)
        .digest('hex'),
      revision: 1,
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.platform.stop();
  }
}

/** A desk per test; afterwards nothing unexpected was sent and every scripted answer was used. */
export function useDesk(): () => Desk {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk(await ScriptedPlatform.start());
  });
  afterEach(async () => {
    await desk.close();
    expect(desk.platform.trouble).toEqual([]);
    expect(desk.platform.leftOver()).toEqual([]);
  });
  return () => desk;
}

export async function errorOf(work: Promise<unknown>): Promise<ExternalError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ExternalError)) throw new Error('expected an ExternalError', { cause: error });
  return error;
}
