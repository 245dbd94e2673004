import { isShipped, type Order } from './order.ts';
import { sampleStage } from './sample-application.ts';
import { DAY, type Timestamp } from './time.ts';

/** A sample's place in its life, in the order in which it goes through them; the ends come last. */
export const LIFE_STAGES = [
  'requested',
  'approved',
  'ordered',
  'at_warehouse',
  'shipped',
  'delivered',
  'overdue',
  'posted',
  'posted_late',
  'not_posted',
  'exempted',
  'rejected',
  'expired',
  'withdrawn',
  'cancelled',
  'unknown',
] as const;
export type LifeStage = (typeof LIFE_STAGES)[number];

/** `overdue` is `delivered` whose time is up: it follows from the clock and is never stored. */
export type StoredStage = Exclude<LifeStage, 'overdue'>;

/** The creator's time to post after delivery (domain.md 2), and a hidden extension they may have taken. */
export const POST_WITHIN = 14 * DAY;
export const POST_EXTENSION = 7 * DAY;
/** A delivery without a scan counts as made this long after shipping (domain.md 3). */
const DELIVERY_GUESS = 7 * DAY;
/** Not delivered by then: somebody asks the carrier (domain.md 3 and 14). */
export const DELIVERY_LATE = 10 * DAY;
/** Decisions and shipments are late a day before the platform closes the matter (domain.md 3). */
const BUFFER = DAY;
/** A re-send has no deadline of the platform; a warehouse that has not sent it by then is asked. */
const RESEND_LATE = 3 * DAY;

/** Everything that says where a sample stands. The platform's status decides; the rest fills what it leaves out. */
export interface LifeFacts {
  readonly status: string;
  readonly fulfillmentStatus: string | null;
  readonly firstSeenAt: Timestamp;
  /** Of the last reading. */
  readonly asOf: Timestamp;
  readonly approveExpiresAt: Timestamp | null;
  readonly shipmentExpiresAt: Timestamp | null;
  /** When a reading first showed it, if it changed under our eyes; null for what was so at first sight. */
  readonly seen: {
    readonly approved: Timestamp | null;
    readonly shipped: Timestamp | null;
    readonly delivered: Timestamp | null;
    readonly present: Timestamp | null;
  };
  readonly order: Pick<Order, 'status' | 'createdAt' | 'shipBy' | 'shippedAt' | 'deliveredAt'> | null;
  /** The warehouse's latest order for it, cancelled ones left out. */
  readonly parcel: {
    readonly resend: boolean;
    readonly firstSeenAt: Timestamp;
    /** It has left the warehouse. */
    readonly sent: boolean;
    readonly shippedAt: Timestamp | null;
    readonly delivered: boolean;
    readonly deliveredAt: Timestamp | null;
  } | null;
  /** Of the content that the platform shows for it. */
  readonly firstContentAt: Timestamp | null;
}

export interface SampleMilestones {
  readonly stage: StoredStage;
  readonly since: Timestamp | null;
  readonly approvedAt: Timestamp | null;
  readonly shippedAt: Timestamp | null;
  readonly deliveredAt: Timestamp | null;
  /** Nobody gave the moment of delivery: seven days after shipping, or when it was first seen as delivered. */
  readonly deliveredEstimated: boolean;
  readonly postedAt: Timestamp | null;
  /** By when the next step has to be done; null when nobody sets a limit. */
  readonly deadline: Timestamp | null;
  /** From then on it is late in its stage; null for what has ended. */
  readonly lateAt: Timestamp | null;
}

/** Where a sample stands and since when, the present moment left out. */
export function sampleMilestones(facts: LifeFacts): SampleMilestones {
  const approvedAt = approvalOf(facts);
  const shippedAt = shipmentOf(facts);
  const { deliveredAt, deliveredEstimated } = deliveryOf(facts, shippedAt);
  const stage = stageOf(facts, deliveredAt);
  const posted = stage === 'posted' || stage === 'posted_late';
  const postedAt = posted ? (facts.firstContentAt ?? facts.seen.present) : null;
  const moments = { approvedAt, shippedAt, deliveredAt, deliveredEstimated, postedAt };
  return { stage, ...moments, since: sinceOf(stage, facts, moments), ...limitsOf(stage, facts, moments) };
}

type Moments = Pick<SampleMilestones, 'approvedAt' | 'shippedAt' | 'deliveredAt' | 'postedAt'>;

/** The platform tells no time of approval; it makes the order within seconds of it. */
function approvalOf({ order, seen }: LifeFacts): Timestamp | null {
  if (order === null) return seen.approved;
  return Math.min(order.createdAt, seen.approved ?? order.createdAt);
}

function shipmentOf({ order, parcel, seen }: LifeFacts): Timestamp | null {
  if (parcel?.resend) return parcel.shippedAt;
  return parcel?.shippedAt ?? order?.shippedAt ?? seen.shipped;
}

function deliveryOf(
  facts: LifeFacts,
  shippedAt: Timestamp | null,
): { deliveredAt: Timestamp | null; deliveredEstimated: boolean } {
  const { order, parcel, seen } = facts;
  const known = order?.deliveredAt ?? parcel?.deliveredAt ?? null;
  if (known !== null) return { deliveredAt: known, deliveredEstimated: false };
  if (!isDelivered(facts)) return { deliveredAt: null, deliveredEstimated: false };
  const guess = shippedAt === null ? null : shippedAt + DELIVERY_GUESS;
  const latest = seen.delivered ?? (guess === null ? null : facts.asOf);
  const deliveredAt = guess === null ? latest : Math.min(guess, latest ?? guess);
  return { deliveredAt, deliveredEstimated: deliveredAt !== null };
}

function isDelivered({ status, order, parcel }: LifeFacts): boolean {
  const platform = sampleStage(status);
  return (
    ['delivered', 'posted', 'not_posted'].includes(platform) ||
    order?.status === 'DELIVERED' ||
    order?.status === 'COMPLETED' ||
    parcel?.delivered === true
  );
}

function stageOf(facts: LifeFacts, deliveredAt: Timestamp | null): StoredStage {
  const platform = sampleStage(facts.status);
  switch (platform) {
    case 'requested':
    case 'rejected':
    case 'expired':
    case 'withdrawn':
    case 'cancelled':
    case 'unknown':
      return platform;
    default:
      return facts.fulfillmentStatus === 'EXEMPTED' && isDelivered(facts)
        ? 'exempted'
        : (contentStage(facts, deliveredAt) ?? wayStage(facts));
  }
}

/** What content, or the platform's word on it, says; null while none is there. */
function contentStage(facts: LifeFacts, deliveredAt: Timestamp | null): StoredStage | null {
  const { firstContentAt, fulfillmentStatus } = facts;
  const platform = sampleStage(facts.status);
  const late = deliveredAt !== null && firstContentAt !== null && firstContentAt > deliveredAt + POST_WITHIN;
  // Content in time that the platform did not accept (deleted, too short) is not a post.
  if (platform === 'not_posted') return late ? 'posted_late' : 'not_posted';
  const accepted = platform === 'posted' || (firstContentAt !== null && fulfillmentStatus !== 'FAILED');
  if (!accepted) return null;
  return late ? 'posted_late' : 'posted';
}

function wayStage(facts: LifeFacts): StoredStage {
  const { order, parcel } = facts;
  if (isDelivered(facts)) return 'delivered';
  // What the platform shows as shipped is the parcel that got lost.
  if (parcel?.resend) return parcel.sent ? 'shipped' : 'at_warehouse';
  if (sampleStage(facts.status) === 'shipped' || (order && isShipped(order)) || parcel?.sent)
    return 'shipped';
  if (parcel) return 'at_warehouse';
  return order ? 'ordered' : 'approved';
}

function sinceOf(stage: StoredStage, facts: LifeFacts, moments: Moments): Timestamp | null {
  switch (stage) {
    case 'requested':
      return facts.firstSeenAt;
    case 'approved':
      return moments.approvedAt;
    case 'ordered':
      return facts.order?.createdAt ?? null;
    case 'at_warehouse':
      return facts.parcel?.firstSeenAt ?? null;
    case 'shipped':
      return moments.shippedAt;
    case 'delivered':
    case 'exempted':
      return moments.deliveredAt;
    case 'posted':
    case 'posted_late':
      return moments.postedAt;
    case 'not_posted':
      return facts.seen.present ?? (moments.deliveredAt === null ? null : moments.deliveredAt + POST_WITHIN);
    default:
      return facts.seen.present;
  }
}

function limitsOf(
  stage: StoredStage,
  facts: LifeFacts,
  { shippedAt, deliveredAt }: Moments,
): Pick<SampleMilestones, 'deadline' | 'lateAt'> {
  const after = (from: Timestamp | null | undefined, span: number) => (from == null ? null : from + span);
  switch (stage) {
    case 'requested':
      return { deadline: facts.approveExpiresAt, lateAt: after(facts.approveExpiresAt, -BUFFER) };
    case 'approved':
    case 'ordered':
    case 'at_warehouse': {
      if (facts.parcel?.resend) return { deadline: null, lateAt: facts.parcel.firstSeenAt + RESEND_LATE };
      const deadline = facts.order?.shipBy ?? facts.shipmentExpiresAt;
      return { deadline, lateAt: after(deadline, -BUFFER) };
    }
    case 'shipped':
      return { deadline: null, lateAt: after(shippedAt, DELIVERY_LATE) };
    case 'delivered': {
      const deadline = after(deliveredAt, POST_WITHIN);
      return { deadline, lateAt: deadline };
    }
    default:
      return { deadline: null, lateAt: null };
  }
}

/** The stage and its limit at a moment: a delivered sample whose time is up is overdue, with a possible extension left. */
export function lifeAt(
  milestones: SampleMilestones,
  now: Timestamp,
): {
  readonly stage: LifeStage;
  readonly since: Timestamp | null;
  readonly deadline: Timestamp | null;
  readonly late: boolean;
} {
  const { stage, since, deadline, lateAt } = milestones;
  const late = lateAt !== null && lateAt <= now;
  if (stage !== 'delivered' || !late || deadline === null) return { stage, since, deadline, late };
  return { stage: 'overdue', since: deadline, deadline: deadline + POST_EXTENSION, late };
}

/** Figures of a piece hardly move after a month (domain.md 3: revenue is judged 14 and 30 days after it). */
const FIGURES_GROW = 30 * DAY;

/** Whether content is read for it at all: it has been delivered, and it is not one that ended without any. */
export function mayHaveContent(status: string, stage: StoredStage): boolean {
  return status === 'COMPLETED' || status === 'CONTENT_PENDING' || stage === 'delivered';
}

/** True when reading it again would bring nothing worth a request. An open sample is never final. */
export function isContentFinal(
  status: string,
  readAt: Timestamp,
  newest: { readonly contentAt: Timestamp | null; readonly deliveredAt: Timestamp | null },
): boolean {
  if (status !== 'COMPLETED') return false;
  const from = newest.contentAt ?? newest.deliveredAt;
  return from === null || readAt >= from + FIGURES_GROW;
}
