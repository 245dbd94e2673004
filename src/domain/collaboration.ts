import type { Timestamp } from './time.ts';

/** The public offer for one product. */
export interface OpenCollaboration {
  readonly collaborationId: string;
  readonly productId: string;
  readonly rateBps: number;
  /** NORMAL or TERMINATING; ended ones are not listed any more. */
  readonly status: string;
  /** When the present rate began and ends; null when the platform does not say. */
  readonly rateFrom: Timestamp | null;
  readonly rateUntil: Timestamp | null;
  readonly creatorsWithContent: number | null;
  readonly creatorsWithShowcase: number | null;
}

/** Search words of the platform; VALID is ONGOING and EXPIRING together. */
export const TARGET_STATUSES = ['ONGOING', 'EXPIRING', 'CANCELING', 'COMPLETED'] as const;
export type TargetStatus = (typeof TARGET_STATUSES)[number];

export interface SampleOffer {
  readonly hasFreeSample: boolean;
  /** Samples of invited creators are approved without review. */
  readonly approvalExempt: boolean;
}

/** An invitation as lists show it. */
export interface TargetCollaborationSummary {
  readonly collaborationId: string;
  readonly name: string;
  /** STANDARD or TOP_CREATOR_PROGRAM; only the first can be changed. */
  readonly type: string;
  readonly startsAt: Timestamp | null;
  readonly endsAt: Timestamp | null;
  readonly updatedAt: Timestamp;
  readonly sampleOffer: SampleOffer;
  readonly products: number | null;
  readonly creatorsInvited: number | null;
  readonly creatorsWithContent: number | null;
  readonly creatorsWithShowcase: number | null;
}

export interface TargetProduct {
  readonly productId: string;
  readonly title: string;
  readonly rateBps: number;
  readonly adsRateBps: number | null;
  /** NORMAL, DELETING (until next midnight) or DELETED. */
  readonly status: string;
  /** EFFECTIVE_ALL, EFFECTIVE_PARTIALLY, EFFECTIVE_NONE. */
  readonly effect: string | null;
}

export interface TargetCreator {
  readonly creatorId: string;
  readonly username: string;
  readonly nickname: string | null;
  readonly status: string;
  readonly effect: string | null;
  readonly contentProducts: number | null;
  readonly showcaseProducts: number | null;
}

export interface TargetCollaboration extends TargetCollaborationSummary {
  readonly contactEmail: string | null;
  /** What the invitation says to creators; ours. */
  readonly message: string | null;
  readonly productList: readonly TargetProduct[];
  readonly creatorList: readonly TargetCreator[];
}

/** True when the creator took the offer up: the deal counts for them, or the product stands in their showcase. */
export function hasAccepted(
  creator: Pick<TargetCreator, 'effect' | 'showcaseProducts' | 'contentProducts'>,
): boolean {
  const takenUp = creator.effect === 'EFFECTIVE_ALL' || creator.effect === 'EFFECTIVE_PARTIALLY';
  return takenUp || (creator.showcaseProducts ?? 0) > 0 || (creator.contentProducts ?? 0) > 0;
}

export interface TargetDraft {
  readonly name: string;
  readonly endsAt: Timestamp;
  readonly contactEmail: string;
  readonly message: string | null;
  readonly sampleOffer: SampleOffer;
  /** At most 50. */
  readonly creatorIds: readonly string[];
  /** At most 100. */
  readonly products: readonly {
    readonly productId: string;
    readonly rateBps: number;
    readonly adsRateBps: number | null;
  }[];
}

/** What a change of an invitation shall be afterwards; what is absent stays. */
export interface TargetChange {
  readonly name?: string;
  readonly endsAt?: Timestamp;
  readonly addCreatorIds?: readonly string[];
  readonly removeCreatorIds?: readonly string[];
  readonly setProducts?: TargetDraft['products'];
  readonly removeProductIds?: readonly string[];
}

/** A pair that another live invitation holds. */
export interface TargetConflict {
  readonly creatorId: string;
  readonly productId: string;
  readonly heldBy: string | null;
}

export interface TargetUpdate {
  readonly conflicts: readonly TargetConflict[];
  /** Parts the platform did not change although it accepted the call, in words such as "rate of product 17…". */
  readonly notChanged: readonly string[];
}

export interface SampleThresholds {
  readonly minimumFollowers: number | null;
  readonly minimumGmv: number | null;
  readonly averageVideoViews: number | null;
  readonly categoryIds: readonly string[];
  /** ALL, LOW, MEDIUM or HIGH. */
  readonly fulfilmentRank: string | null;
}

/** Who may ask for a free sample of a product on the open plan. */
export interface SampleRequestRule {
  readonly productId: string;
  readonly status: string;
  readonly quota: number | null;
  readonly available: number | null;
  readonly startsAt: Timestamp | null;
  readonly endsAt: Timestamp | null;
  readonly thresholds: SampleThresholds;
}
