import { toIso } from '../domain/time.ts';
import { defineResource, defineResourceTemplate } from '../mcp/define-resource.ts';
import type { SampleDescription } from '../usecases/describe-sample.ts';
import type { Services } from '../usecases/services.ts';
import { wireAction } from '../wire/action.ts';
import { shopLabel, when } from '../wire/fields.ts';
import { wireCondition, wireSample } from '../wire/sample.ts';

/** The most that a person reads in one go; the tool pages on. */
const SHOWN = 50;

/** What it needs is loaded with the first call: the lists of a host must not wait for it. */
async function shownOf(services: Services) {
  const { listPendingSamples } = await import('../usecases/list-pending-samples.ts');
  return listPendingSamples(services, { shop: null, limit: SHOWN });
}

export const pendingSamples = defineResource<Services>()({
  name: 'pending-samples',
  uri: 'affiliate://samples/pending',
  title: 'Pending sample requests',
  description:
    'The 50 open requests that run out first, with decisions. The tool list_pending_samples filters and pages.',
  read: async ({ services }) => {
    const { shop, page, counts, asOf } = await shownOf(services);
    return {
      summary: `${counts.open} open: ${counts.approve} to approve, ${counts.ask} for your judgement, ${counts.reject} to reject.`,
      shop: shopLabel(shop),
      asOf,
      data: { items: page.items.map(wireSample), returned: page.items.length, total: page.total },
    };
  },
});

export const sample = defineResourceTemplate<Services>()({
  name: 'sample',
  uriTemplate: 'affiliate://samples/{application_id}',
  variable: 'application_id',
  idPattern: /\d{1,32}/,
  title: 'Sample request',
  description:
    'One sample from request to parcel: decision with every condition, statuses seen, order, tracking, actions.',
  read: async (id, { services }) => {
    const { describeSample } = await import('../usecases/describe-sample.ts');
    const found = await describeSample(services, id);
    const { application } = found;
    return {
      summary: `Sample request ${id}: ${application.status}.`,
      shop: shopLabel(found.shop),
      asOf: application.asOf,
      data: wireDescription(found),
    };
  },
  list: async ({ services }) => {
    const { page } = await shownOf(services);
    return page.items.map(({ applicationId, creator, productTitle }) => ({
      id: applicationId,
      title: `@${creator.username}: ${productTitle}`,
    }));
  },
  complete: async (prefix, { services }) => {
    const { page } = await shownOf(services);
    return page.items.map((application) => application.applicationId).filter((id) => id.startsWith(prefix));
  },
});

function wireDescription({ application, statusChanges, order, shipment, actions }: SampleDescription) {
  return {
    ...wireSample(application),
    status: application.status,
    ...(application.fulfillmentStatus !== null && { fulfillment_status: application.fulfillmentStatus }),
    ...when('first_seen_at', application.firstSeenAt),
    ...when('ship_by', application.shipmentExpiresAt),
    ...(application.decision && { conditions: application.decision.conditions.map(wireCondition) }),
    statuses_seen: statusChanges.map(({ to, seenAt }) => ({ status: to, seen_at: toIso(seenAt) })),
    ...(order && {
      order: {
        order_id: order.orderId,
        status: order.status,
        units: order.lines.map(({ sellerSku, productName }) => ({
          seller_sku: sellerSku,
          product: productName,
        })),
        ...when('ship_by', order.shipBy),
        ...(order.town !== null && { town: order.town }),
        ...(order.country !== null && { country: order.country }),
      },
    }),
    ...(shipment && {
      parcel: {
        reference: shipment.reference,
        state: shipment.state,
        parcels: shipment.parcels.map(({ carrier, trackingNumber, shippedAt, deliveredAt, state }) => ({
          state,
          ...(carrier !== null && { carrier }),
          ...(trackingNumber !== null && { tracking_number: trackingNumber }),
          ...when('shipped_at', shippedAt),
          ...when('delivered_at', deliveredAt),
        })),
      },
    }),
    actions: actions.map((action) => wireAction(action, [])),
  };
}
