import type { MachineClock, ProgramClock } from '../../ports/clock.ts';
import type { ProcessIdentity } from '../../ports/ids.ts';
import type { LeaseStore, RequestStore } from '../../ports/store/coordination.ts';
import type { CredentialStore } from '../../ports/store/credentials.ts';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import { type CallLog, createClient } from './client.ts';
import { createConversations } from './conversations.ts';
import { openHost } from './http.ts';
import { createLimiter } from './limiter.ts';
import { createOrders } from './orders.ts';
import { createProducts } from './products.ts';
import { refreshTokens } from './refresh.ts';
import { createSamples } from './samples.ts';
import { createShops } from './shops.ts';
import { createTokenKeeper } from './tokens.ts';

export interface TikTokShopOptions {
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly appKey: string;
  readonly appSecret: string;
  /** From the environment; wins over the stored one when it changed. */
  readonly refreshToken: string;
  readonly programClock: ProgramClock;
  readonly machineClock: MachineClock;
  readonly process: ProcessIdentity;
  readonly credentials: CredentialStore;
  readonly leases: LeaseStore;
  readonly requests: RequestStore;
  /** Requests a UTC day over all processes of the app; each is counted under its operation. */
  readonly dailyRequestBudget: number;
  readonly log: CallLog;
}

/** TikTok Shop over HTTP. `close` waits for requests under way and frees the connections. */
export function createTikTokShop(options: TikTokShopOptions): TikTokShop & { close(): Promise<void> } {
  const { appKey, appSecret, machineClock, programClock, log } = options;
  const api = openHost(options.apiUrl);
  const authorisation = openHost(options.authUrl);
  const limiter = createLimiter(options);
  const refreshOptions = { host: authorisation, appKey, appSecret, limiter, machineClock, log };
  const tokens = createTokenKeeper({
    ...options,
    refresh: (refreshToken) => refreshTokens(refreshOptions, refreshToken),
  });
  const client = createClient({
    host: api,
    appKey,
    appSecret,
    openSession: tokens.session,
    limiter,
    programClock,
    machineClock,
    log,
  });
  return {
    ...createShops(client),
    ...createSamples(client),
    ...createOrders(client),
    ...createProducts(client),
    ...createConversations(client),
    async close() {
      await Promise.all([api.close(), authorisation.close()]);
    },
  };
}
