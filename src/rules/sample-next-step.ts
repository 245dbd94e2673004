import type { Blocked } from '../domain/action.ts';
import { type LifeStage, lifeAt, type SampleMilestones } from '../domain/sample-milestones.ts';
import type { ShippingRoute } from '../domain/shop.ts';
import { describeSpan, MINUTE, type Timestamp } from '../domain/time.ts';

export interface Standing {
  readonly stage: LifeStage;
  readonly since: Timestamp | null;
  /** Of the present stage; for an overdue sample the end of an extension that the creator may have taken. */
  readonly deadline: Timestamp | null;
  readonly late: boolean;
  /** One clause for people: stage, age, what is left. */
  readonly text: string;
  /** Null when nothing is left to do. */
  readonly next: { readonly who: string; readonly what: string } | null;
}

export interface StandingFacts {
  readonly milestones: SampleMilestones;
  readonly fulfillmentStatus: string | null;
  readonly route: ShippingRoute;
  /** TikTok's own warehouse ships it. */
  readonly platformShips: boolean;
  readonly resent: boolean;
  /** An agency asked: the seller cannot review it. */
  readonly agency: boolean;
  readonly waiting: { readonly blocked: Blocked | null } | null;
}

/** Where a sample stands now, in words, and who has to do what. An action that waits for a person goes first. */
export function standingOf(facts: StandingFacts, now: Timestamp): Standing {
  const life = lifeAt(facts.milestones, now);
  const waiting = facts.waiting && {
    who: facts.waiting.blocked?.who ?? 'operator',
    what: facts.waiting.blocked
      ? `${facts.waiting.blocked.why} ${facts.waiting.blocked.next}`
      : 'A write went out without an answer: look at list_actions with status unknown.',
  };
  return { ...life, text: textOf(facts, life, now), next: waiting ?? nextStep(facts, life, now) };
}

type Life = ReturnType<typeof lifeAt>;

const WORDS: Readonly<Record<LifeStage, string>> = {
  requested: 'requested',
  approved: 'approved, no order yet',
  ordered: 'ordered, not at the warehouse yet',
  at_warehouse: 'at the warehouse',
  shipped: 'on its way',
  delivered: 'delivered, nothing posted yet',
  overdue: 'overdue: delivered and nothing posted',
  posted: 'posted',
  posted_late: 'posted late',
  not_posted: 'closed without a post',
  exempted: 'exempted by TikTok Shop: counts neither way',
  rejected: 'rejected',
  expired: 'ran out without a decision',
  withdrawn: 'withdrawn by the creator',
  cancelled: 'cancelled',
  unknown: 'in a status this version does not know',
};

function textOf({ milestones, resent }: StandingFacts, life: Life, now: Timestamp): string {
  const { deliveredAt, deliveredEstimated } = milestones;
  const again = resent ? 'sent again, ' : '';
  const from = life.stage === 'overdue' ? deliveredAt : life.since;
  const about =
    deliveredEstimated && (life.stage === 'delivered' || life.stage === 'overdue') ? 'about ' : '';
  const age = from === null || from > now ? '' : ageText(now - from, about);
  return `${again}${WORDS[life.stage]}${ageWord(life.stage, age)}${limit(life, now)}`;
}

function ageText(span: number, about: string): string {
  return span < MINUTE ? ', just now' : `, ${about}${describeSpan(span)} ago`;
}

/** "at the warehouse for 3 h" and "on its way for 2 d", but "delivered 3 d ago". */
function ageWord(stage: LifeStage, age: string): string {
  if (!age.endsWith(' ago')) return age;
  return ['ordered', 'at_warehouse', 'shipped', 'approved'].includes(stage)
    ? age.replace(', ', ' for ').replace(/ ago$/, '')
    : age;
}

function limit({ stage, deadline }: Life, now: Timestamp): string {
  if (deadline === null) return '';
  const span = describeSpan(Math.abs(deadline - now));
  if (stage === 'overdue')
    return deadline > now ? `; an extension may run ${span} more` : '; any extension is over';
  return deadline > now ? `; ${span} left` : `; time was up ${span} ago`;
}

function nextStep(facts: StandingFacts, { stage, late, deadline }: Life, now: Timestamp): Standing['next'] {
  switch (stage) {
    case 'requested':
      return facts.agency
        ? { who: 'agency', what: 'Only the agency can approve it.' }
        : { who: 'operator', what: 'Decide it with approve_and_ship or reject_sample.' };
    case 'approved':
      return { who: 'TikTok Shop', what: 'Makes the order, usually within a minute.' };
    case 'ordered':
      return orderedStep(facts);
    case 'at_warehouse':
      return {
        who: 'warehouse',
        what: late ? 'Packs it: ask them to ship it now.' : 'Packs it and hands it to the carrier.',
      };
    case 'shipped':
      return late
        ? {
            who: 'operator',
            what: 'Ask the carrier; if it is lost, approve_and_ship with reship_of sends it again.',
          }
        : { who: 'carrier', what: 'Delivers it.' };
    case 'delivered':
      return {
        who: 'creator',
        what:
          facts.fulfillmentStatus === 'FAILED'
            ? 'Posts again: what was posted did not meet the criteria of TikTok Shop.'
            : 'Posts a video or goes live.',
      };
    case 'overdue':
      return {
        who: 'creator',
        what:
          (deadline ?? 0) > now
            ? 'Owes a post; ask whether they took the extension.'
            : 'Owes a post; TikTok Shop closes it soon.',
      };
    case 'unknown':
      return { who: 'operator', what: 'Look at it in Seller Center.' };
    default:
      return null;
  }
}

function orderedStep({ route, platformShips }: StandingFacts): Standing['next'] {
  if (platformShips) return { who: 'TikTok Shop', what: 'Ships it from its own warehouse.' };
  return route === 'direct_create'
    ? { who: 'affiliate-ops', what: 'Hands it to the warehouse, within minutes.' }
    : { who: 'warehouse', what: 'Imports the order by itself and packs it.' };
}
