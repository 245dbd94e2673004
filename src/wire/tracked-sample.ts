import { toIso } from '../domain/time.ts';
import { plainLine } from '../mcp/untrusted.ts';
import type { TrackedRow } from '../usecases/track-samples.ts';
import { when } from './fields.ts';

/** A sample's place in its life, as the list shows it. No recipient: the store has none. */
export function wireTracked({ sample, standing }: TrackedRow) {
  const { application, milestones } = sample;
  const { next } = standing;
  return {
    application_id: application.applicationId,
    creator: { creator_id: application.creator.creatorId, username: application.creator.username },
    product: { product_id: application.productId, title: application.productTitle },
    stage: standing.stage,
    standing: standing.text,
    ...when('since', standing.since),
    ...when('deadline', standing.deadline),
    ...(standing.late && { late: true }),
    ...(next && { next: next.what, who: next.who }),
    ...(sample.waiting && { action_id: sample.waiting.actionId }),
    ...when('approved_at', milestones.approvedAt),
    ...(sample.approvedElsewhere && { approved_elsewhere: true }),
    ...(application.orderId !== null && { order_id: application.orderId }),
    ...(sample.parcels.length > 0 && {
      tracking: sample.parcels.map(({ carrier, trackingNumber }) => ({
        ...(carrier !== null && { carrier: plainLine(carrier) }),
        number: plainLine(trackingNumber),
      })),
    }),
    ...when('delivered_at', milestones.deliveredAt),
    ...(milestones.deliveredEstimated && { delivered_estimated: true }),
    ...(sample.content.length > 0 && { content: sample.content.map(wireContent) }),
  };
}

function wireContent(content: TrackedRow['sample']['content'][number]) {
  const { contentId, format, createdAt, link, views, likes, paidOrders, asOf } = content;
  return {
    content_id: contentId,
    format: plainLine(format),
    posted_at: toIso(createdAt),
    ...(link !== null && { link }),
    ...(views !== null && { views }),
    ...(likes !== null && { likes }),
    ...(paidOrders !== null && { paid_orders: paidOrders }),
    as_of: toIso(asOf),
  };
}
