import { count, wireMoney } from '../mcp/render.ts';
import { plainLine } from '../mcp/untrusted.ts';
import type { CollaborationList, ListedCollaboration } from '../usecases/list-collaborations.ts';
import { NOT_WHOLE, when } from './fields.ts';

/** Names shown of an invitation's products and creators; the counts say how many there are. */
const SHOWN = 5;

/** What the list was asked for; of many, these are shown first. */
export type AskedFor = Pick<CollaborationList, 'creator' | 'productId'>;

/** A deal as lists show it. Rates are basis points, and percent for people. */
export function wireCollaboration(deal: ListedCollaboration, asked: AskedFor) {
  const { creators, lastRateChange: change } = deal;
  const products = firstOf(deal.products, ({ productId }) => productId === asked.productId);
  return {
    collaboration_id: deal.collaborationId,
    kind: deal.kind,
    name: plainLine(deal.name),
    state: deal.state,
    platform_state: deal.rawState,
    ...(deal.lowestRateBps !== null && { rate_bps: deal.lowestRateBps }),
    ...(deal.highestRateBps !== null &&
      deal.highestRateBps !== deal.lowestRateBps && { highest_rate_bps: deal.highestRateBps }),
    ...when('ends_at', deal.endsAt),
    ...(deal.gmv30d && { gmv_30d: wireMoney(deal.gmv30d) }),
    product_count: deal.products.length,
    products: products.slice(0, SHOWN).map(({ productId, title, rateBps }) => ({
      product_id: productId,
      ...(title !== null && { title: plainLine(title) }),
      rate_bps: rateBps,
    })),
    ...(creators && wireCreators(creators, asked)),
    ...(creators && when('creators_as_of', deal.detailAsOf)),
    ...(change && {
      rate_changed: {
        product_id: change.productId,
        from_bps: change.fromBps,
        to_bps: change.toBps,
        ...when('seen_at', change.seenAt),
      },
    }),
    ...when('as_of', deal.asOf),
  };
}

/** Those who have not accepted come first, after who was asked for: they are what somebody can do something about. */
function wireCreators(creators: NonNullable<ListedCollaboration['creators']>, { creator }: AskedFor) {
  const waiting = firstOf(creators, ({ accepted }) => !accepted);
  const shown = firstOf(waiting, ({ creatorId }) => creatorId === creator?.creatorId).slice(0, SHOWN);
  return {
    invited: creators.length,
    accepted: creators.filter(({ accepted }) => accepted).length,
    creators: shown.map(({ creatorId, username, accepted }) => ({
      creator_id: creatorId,
      username: plainLine(username),
      accepted,
    })),
  };
}

function firstOf<Row>(rows: readonly Row[], isFirst: (row: Row) => boolean): readonly Row[] {
  return [...rows.filter(isFirst), ...rows.filter((row) => !isFirst(row))];
}

/** "12 %", "8.5–12 %". */
export function rateText(lowestBps: number, highestBps: number = lowestBps): string {
  const percent = (bps: number) => String(bps / 100);
  return lowestBps === highestBps
    ? `${percent(lowestBps)} %`
    : `${percent(lowestBps)}–${percent(highestBps)} %`;
}

export function collaborationsSummary({ collaborations, total, asOf }: CollaborationList): string {
  const whole = asOf === null ? ` ${NOT_WHOLE}` : '';
  if (total === 0) return `${asOf === null ? 'No such deal was read yet.' : 'No deal matches.'}${whole}`;
  const invitations = collaborations.filter((one) => one.kind === 'target').length;
  const plans = collaborations.length - invitations;
  const invited = collaborations.flatMap((one) => one.creators ?? []);
  const waiting = invited.filter(({ accepted }) => !accepted).length;
  const shown = `${count(total, 'deal')}; shown are ${count(plans, 'open plan')} and ${count(invitations, 'invitation')}`;
  const answers =
    invited.length === 0 ? '' : `, which ${waiting} of ${count(invited.length, 'creator')} have not accepted`;
  return `${shown}${answers}.${whole}`;
}
