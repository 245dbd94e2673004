import type { MachineClock, ProgramClock } from '../../ports/clock.ts';
import type { ProcessIdentity } from '../../ports/ids.ts';
import type { LeaseStore, RequestStore } from '../../ports/store/coordination.ts';
import type { CredentialStore } from '../../ports/store/credentials.ts';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import { createAffiliateOrders } from './affiliate-orders.ts';
import { createAnalytics } from './analytics.ts';
import { createContentAnalytics } from './analytics-content.ts';
import { createAnswerWatch } from './answer-watch.ts';
import type { AppCredentials } from './apps.ts';
import { createBreaker } from './breaker.ts';
import { createBudget } from './budget.ts';
import { type CallLog, type Client, createClient } from './client.ts';
import { createConversations } from './conversations.ts';
import { createFulfilment } from './fulfilment.ts';
import { createGrants, type Grants } from './grants.ts';
import { openHost } from './http.ts';
import { createLabels } from './labels.ts';
import { createLimiter } from './limiter.ts';
import { createMarketplace } from './marketplace.ts';
import { createMessages } from './messages.ts';
import type { NoticeLog } from './notices.ts';
import { createOpenCollaborations } from './open-collaborations.ts';
import { createOrders } from './orders.ts';
import { createOutreach } from './outreach.ts';
import { createPackages } from './packages.ts';
import { createPlatformStock } from './platform-stock.ts';
import { createProducts } from './products.ts';
import { refreshTokens } from './refresh.ts';
import { createSampleRules } from './sample-rules.ts';
import { createSamples } from './samples.ts';
import { createShops } from './shops.ts';
import { createTargetCollaborations } from './target-collaborations.ts';
import { createVersions } from './versions.ts';
import { createWebhooks } from './webhooks.ts';

export interface TikTokShopOptions {
  readonly apiUrl: string;
  readonly authUrl: string;
  /** The affiliate app first. */
  readonly apps: readonly [AppCredentials, ...AppCredentials[]];
  readonly programClock: ProgramClock;
  readonly machineClock: MachineClock;
  readonly process: ProcessIdentity;
  readonly credentials: CredentialStore;
  readonly leases: LeaseStore;
  readonly requests: RequestStore;
  /** Requests a UTC day, over all apps and processes. */
  readonly dailyRequestBudget: number;
  readonly log: CallLog;
  readonly notice: NoticeLog;
}

/** TikTok Shop over HTTP. `close` waits for requests under way and frees the connections. */
export function createTikTokShop(options: TikTokShopOptions): TikTokShop & { close(): Promise<void> } {
  const { machineClock, programClock, log, notice } = options;
  const api = openHost(options.apiUrl);
  const authorisation = openHost(options.authUrl);
  const grants = createGrants({
    ...options,
    refresh: (app, refreshToken) =>
      refreshTokens({ host: authorisation, machineClock, log }, app, refreshToken),
  });
  const client = createClient({
    host: api,
    grants,
    limiter: createLimiter(options),
    budget: createBudget(options),
    breaker: createBreaker(options),
    versions: createVersions(programClock),
    watch: createAnswerWatch(notice),
    programClock,
    machineClock,
    log,
    notice,
  });
  return {
    ...callsOf(client, grants, programClock),
    async close() {
      await Promise.all([api.close(), authorisation.close()]);
    },
  };
}

function callsOf(client: Client, grants: Grants, programClock: ProgramClock): TikTokShop {
  return {
    ...createShops(client, grants),
    ...createSamples(client),
    ...createSampleRules(client),
    ...createOpenCollaborations(client),
    ...createTargetCollaborations(client, programClock),
    ...createAffiliateOrders(client),
    ...createMarketplace(client),
    ...createOutreach(client),
    ...createConversations(client),
    ...createMessages(client),
    ...createOrders(client),
    ...createFulfilment(client),
    ...createPackages(client),
    ...createLabels(client),
    ...createPlatformStock(client),
    ...createProducts(client),
    ...createAnalytics(client),
    ...createContentAnalytics(client),
    ...createWebhooks(client),
    spentOn: (purpose) => callsOf(client.spentOn(purpose), grants, programClock),
  };
}
