import { OperatorError } from '../domain/errors.ts';
import type { LifeStage } from '../domain/sample-milestones.ts';
import { defaultTimeZone, type Shop } from '../domain/shop.ts';
import { DAY, HOUR, type Timestamp } from '../domain/time.ts';
import { startOfDate } from '../domain/time-zone.ts';
import type { TrackedSample, TrackPage } from '../ports/store/index.ts';
import { type Standing, standingOf } from '../rules/sample-next-step.ts';
import { freshness } from '../sync/freshness.ts';
import { effectiveSettings } from './effective-settings.ts';
import { requireShop } from './resolve-shop.ts';
import type { Services } from './services.ts';

export interface TrackRequest {
  readonly shop: string | null;
  readonly creator?: string | undefined;
  readonly product?: string | undefined;
  readonly stage?: LifeStage | undefined;
  /** A day in the shop's zone, an ISO time, or an age such as "14d". */
  readonly approvedSince?: string | undefined;
  readonly approvedElsewhere?: boolean | undefined;
  readonly deliveredBefore?: string | undefined;
  readonly posted?: boolean | undefined;
  readonly late?: boolean | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface TrackedRow {
  readonly sample: TrackedSample;
  readonly standing: Standing;
}

export interface TrackList {
  readonly shop: Shop;
  readonly rows: readonly TrackedRow[];
  readonly page: Omit<TrackPage, 'items'>;
  readonly asOf: Timestamp | null;
  /** The samples were read too long ago to rely on. */
  readonly stale: boolean;
  /** False until content has been read once: posted or not then follows from the platform's status alone. */
  readonly contentRead: boolean;
  readonly now: Timestamp;
}

/** Where samples stand, 20 a page, what waits first on top. */
export async function trackSamples(services: Services, request: TrackRequest): Promise<TrackList> {
  const { tracking, feeds, shops, automation } = services.store;
  const shop = await requireShop(shops, request.shop);
  const now = services.programClock.now();
  const settings = await effectiveSettings({ automation, settings: services.settings }, shop.shopId);
  const zone = settings.timeZone ?? defaultTimeZone(shop.region);
  const { creator, product, stage, approvedElsewhere, posted, late, cursor } = request;
  const approvedSince = momentOf(request.approvedSince, now, zone);
  const deliveredBefore = momentOf(request.deliveredBefore, now, zone);
  const { items, ...page } = await tracking.page({
    shopId: shop.shopId,
    now,
    limit: request.limit ?? 20,
    ...(creator !== undefined && { creator: creator.replace(/^@/, '') }),
    ...(product !== undefined && { product }),
    ...(stage !== undefined && { stage }),
    ...(approvedSince !== null && { approvedSince }),
    ...(approvedElsewhere !== undefined && { approvedElsewhere }),
    ...(deliveredBefore !== null && { deliveredBefore }),
    ...(posted !== undefined && { posted }),
    ...(late !== undefined && { late }),
    ...(cursor !== undefined && { cursor }),
  });
  const states = await feeds.list(shop.shopId);
  const read = freshness(states, now).find(({ family }) => family === 'samples');
  return {
    shop,
    rows: items.map((sample) => ({
      sample,
      standing: standingOf(
        {
          milestones: sample.milestones,
          fulfillmentStatus: sample.application.fulfillmentStatus,
          route: settings.shipping.route,
          platformShips: sample.fulfillmentType === 'FULFILLMENT_BY_TIKTOK',
          resent: sample.resendReference !== null,
          agency: sample.application.agencyName !== null,
          waiting: sample.waiting,
        },
        now,
      ),
    })),
    page,
    asOf: read?.asOf ?? null,
    stale: read?.asOf != null && read.tooOld,
    contentRead: states.some(({ feed, completedAt }) => feed === 'content' && completedAt !== null),
    now,
  };
}

const AGE = /^(\d{1,4}) ?([hdw])$/;
const UNITS: Readonly<Record<string, number>> = { h: HOUR, d: DAY, w: 7 * DAY };

/** "14d" is that long ago; a day begins in the shop's zone. */
function momentOf(text: string | undefined, now: Timestamp, zone: string): Timestamp | null {
  if (text === undefined) return null;
  const [, number, unit = ''] = AGE.exec(text.trim()) ?? [];
  if (number !== undefined) return now - Number(number) * (UNITS[unit] ?? DAY);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text.trim());
  const at = day ? startOfDate(text.trim(), zone) : Date.parse(text);
  if (at !== null && !Number.isNaN(at)) return at;
  throw new OperatorError(
    'input',
    `"${text}" is neither a date nor an age.`,
    'Use a day such as 2026-11-20, or an age such as 14d, 6h or 2w.',
  );
}
