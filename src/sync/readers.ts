import { readAffiliateOrders } from './affiliate-orders.ts';
import { readAffiliateOrdersAgain } from './affiliate-orders-again.ts';
import { backfillAffiliateOrders } from './affiliate-orders-backfill.ts';
import {
  readLiveAnalytics,
  readProductAnalytics,
  readShopAnalytics,
  readVideoAnalytics,
} from './analytics.ts';
import { readContent } from './content.ts';
import { readAllConversations, readRecentConversations, readUnreplied } from './conversations.ts';
import { findNamedCreators, readCreators } from './creators.ts';
import type { FeedRun } from './feed-run.ts';
import {
  ENDED_STATUSES,
  type FeedName,
  LIVE_STATUSES,
  type SweepFeed,
  type TargetListFeed,
} from './feeds.ts';
import { readMessages } from './messages.ts';
import { readOpenCollaborations } from './open-collaborations.ts';
import { readNamedOrders, readOrders } from './orders.ts';
import { readOutreach } from './outreach.ts';
import { readPlatformStock } from './platform-stock.ts';
import { readCategories, readProducts } from './products.ts';
import { readSampleRules } from './sample-rules.ts';
import { readMovedSamples, sweepSamples } from './samples.ts';
import { readStock } from './stock.ts';
import { readTargetDetails, readTargetList } from './target-collaborations.ts';

type Reader = (run: FeedRun) => Promise<void>;

const READERS: Readonly<Record<Exclude<FeedName, SweepFeed | TargetListFeed>, Reader>> = {
  'samples:moved': readMovedSamples,
  orders: readOrders,
  'orders:named': readNamedOrders,
  products: readProducts,
  stock: readStock,
  categories: readCategories,
  platform_stock: readPlatformStock,
  content: readContent,
  affiliate_orders: readAffiliateOrders,
  'affiliate_orders:again': readAffiliateOrdersAgain,
  'affiliate_orders:backfill': backfillAffiliateOrders,
  open_collaborations: readOpenCollaborations,
  target_collaborations: readTargetDetails,
  sample_rules: readSampleRules,
  'conversations:UNREPLIED': readUnreplied,
  'conversations:recent': readRecentConversations,
  'conversations:ALL': readAllConversations,
  messages: readMessages,
  creators: readCreators,
  'creators:named': findNamedCreators,
  outreach: readOutreach,
  'analytics:shop': readShopAnalytics,
  'analytics:products': readProductAnalytics,
  'analytics:videos': readVideoAnalytics,
  'analytics:lives': readLiveAnalytics,
};

/** Reads one feed from where it stands. Throws `ExternalError`; what was read until then is kept. */
export async function readFeedRows(run: FeedRun): Promise<void> {
  const { feed } = run.terms;
  if (isSweep(feed)) return await sweepSamples(run, feed);
  if (isTargetList(feed)) return await readTargetList(run, feed);
  await READERS[feed](run);
}

function isSweep(feed: FeedName): feed is SweepFeed {
  return [...LIVE_STATUSES, ...ENDED_STATUSES].some((status) => feed === `samples:${status}`);
}

function isTargetList(feed: FeedName): feed is TargetListFeed {
  return feed.startsWith('target_collaborations:');
}
