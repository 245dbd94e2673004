import { z } from 'zod';
import { seconds } from '../clock.ts';
import type { OrderLineRow, OrderRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { SHIPPING_PROVIDERS } from '../world/native.ts';
import { findOrder, markShipped } from '../world/orders.ts';
import { findPackage, type LabelRow, linesOfPackage } from '../world/packages.ts';
import { usesPlatformLabel } from '../world/platform-shipping.ts';
import { notify } from '../world/webhooks.ts';
import type { Call, Endpoint } from './call.ts';
import { decimal, invalidParams, param, parseBody } from './call.ts';
import { badRequest, CODE, Refusal } from './envelope.ts';
import { linesToShip, orderOf, refuseWrongOrder } from './fulfillment.ts';

const SCOPE = 'seller.fulfillment.basic';
const GRAMS_PER_POUND = 453.592;

const Dimension = z.object({
  length: z.string(),
  width: z.string(),
  height: z.string(),
  unit: z.enum(['CM', 'INCH']),
});
const Weight = z.object({ value: z.string(), unit: z.enum(['GRAM', 'POUND']) });
const QueryBody = z.object({
  order_line_item_ids: z.array(z.string()).optional(),
  dimension: Dimension.optional(),
  weight: Weight.optional(),
});
const Parcel = { dimension: Dimension, weight: Weight, shipping_service_id: z.string().optional() };
const OldBody = z.object({
  ...Parcel,
  order_id: z.string(),
  order_line_item_ids: z.array(z.string()).optional(),
});
const NewBody = z.object({
  ...Parcel,
  ship_type: z.enum(['1', '2', '3']),
  order_id: z.string().optional(),
  order_line_item: z.array(z.object({ order_line_id: z.string() })).optional(),
  order_list_ids: z.array(z.string()).optional(),
});

interface Service {
  id: string;
  name: string;
  provider: string;
  /** Cents for the first 250 g and for every further 250 g. Invented; the platform prints an estimate too. */
  first: number;
  further: number;
  days: readonly [number, number];
}
const SERVICES: readonly Service[] = [
  {
    id: '7208502187360519982',
    name: 'USPS Ground Advantage',
    provider: 'USPS',
    first: 432,
    further: 58,
    days: [2, 5],
  },
  {
    id: '7208502187360519983',
    name: 'USPS Priority Mail',
    provider: 'USPS',
    first: 689,
    further: 96,
    days: [1, 3],
  },
  { id: '7208502187360519984', name: 'UPS Ground', provider: 'UPS', first: 745, further: 82, days: [1, 5] },
];
/** What a parcel weighs for a quote that names no weight. */
const USUAL_WEIGHT = { value: '250', unit: 'GRAM' } as const;

function price(service: Service, weight: z.infer<typeof Weight>): number {
  const value = Number(weight.value);
  if (!(value > 0)) throw invalidParams('weight.value must be greater than 0.');
  const grams = weight.unit === 'POUND' ? value * GRAMS_PER_POUND : value;
  return service.first + service.further * (Math.max(1, Math.ceil(grams / 250)) - 1);
}

function providerOf(service: Service): { shipping_provider_id: string; shipping_provider_name: string } {
  const provider = SHIPPING_PROVIDERS.find((one) => one.name === service.provider);
  return { shipping_provider_id: provider?.id ?? '', shipping_provider_name: service.provider };
}

function serviceView(service: Service, weight: z.infer<typeof Weight>): object {
  return {
    id: service.id,
    name: service.name,
    price: decimal(price(service, weight)),
    currency: 'USD',
    earliest_delivery_days: service.days[0],
    latest_delivery_days: service.days[1],
    ...providerOf(service),
  };
}

function query(call: Call): object {
  const body = parseBody(QueryBody, call.body);
  const order = orderOf(call);
  refuseOwnShipping(call.moment, order);
  const lines = linesToShip(call.moment, order, body.order_line_item_ids);
  const weight = body.weight ?? USUAL_WEIGHT;
  return {
    order_id: order.order_id,
    order_line_id: lines.map((line) => line.line_id),
    ...(body.dimension === undefined ? {} : { dimension: body.dimension }),
    weight,
    shipping_services: SERVICES.map((service, index) => ({
      ...serviceView(service, weight),
      is_default: index === 0,
    })),
  };
}

function refuseOwnShipping(moment: Moment, order: OrderRow): void {
  refuseWrongOrder(order);
  if (!usesPlatformLabel(moment, order)) {
    throw new Refusal(
      CODE.wrongOrderStatus,
      'The order is shipped by the seller: it takes no platform label.',
    );
  }
}

function buyOld(call: Call): object {
  const body = parseBody(OldBody, call.body);
  const order = ownOrder(call, body.order_id);
  const lines = linesToShip(call.moment, order, body.order_line_item_ids);
  const bought = buy(call.moment, [{ order, lines }], body);
  return { ...bought, order_id: order.order_id, order_line_item_ids: lines.map((line) => line.line_id) };
}

function buyNew(call: Call): object {
  const body = parseBody(NewBody, call.body);
  return buy(call.moment, contents(call, body), body);
}

interface Content {
  order: OrderRow;
  lines: OrderLineRow[];
}

/** 1: a whole order; 2: the lines named; 3: several orders in one parcel. */
function contents(call: Call, body: z.infer<typeof NewBody>): Content[] {
  const { moment } = call;
  if (body.ship_type === '3') {
    const ids = [...new Set(body.order_list_ids ?? [])];
    if (ids.length < 2) throw invalidParams('order_list_ids is required for ship_type 3.');
    const found = ids.map((id) => ownOrder(call, id));
    if (new Set(found.map((order) => order.recipient)).size > 1)
      throw invalidParams('Orders of one package must have one recipient.');
    return found.map((order) => ({ order, lines: linesToShip(moment, order, undefined) }));
  }
  const named = (body.order_line_item ?? []).map((line) => line.order_line_id);
  if (body.ship_type === '2' && named.length === 0) {
    throw invalidParams('order_line_item is required for ship_type 2.');
  }
  const orderId = body.order_id ?? (body.ship_type === '2' ? orderOfLine(moment, named[0] ?? '') : undefined);
  if (orderId === undefined) throw invalidParams('order_id is required.');
  const order = ownOrder(call, orderId);
  return [{ order, lines: linesToShip(moment, order, body.ship_type === '2' ? named : undefined) }];
}

function orderOfLine({ state }: Moment, lineId: string): string | undefined {
  return state.one<OrderLineRow>('SELECT * FROM order_lines WHERE line_id = ?', lineId)?.order_id;
}

function ownOrder(call: Call, orderId: string): OrderRow {
  const order = findOrder(call.moment, orderId);
  if (order === undefined) throw new Refusal(CODE.notYourOrder, 'The order does not belong to this seller.');
  refuseOwnShipping(call.moment, order);
  return order;
}

/** Buys one label for what is in the parcel: money is spent and the orders wait for the carrier. */
function buy(
  moment: Moment,
  parcel: readonly Content[],
  body: z.infer<typeof OldBody> | z.infer<typeof NewBody>,
): object {
  const { state, random, now } = moment;
  const service = SERVICES.find((one) => one.id === (body.shipping_service_id ?? SERVICES[0]?.id));
  const [first] = parcel;
  if (service === undefined || first === undefined) throw invalidParams('Invalid shipping_service_id.');
  const { shipping_provider_id: providerId } = providerOf(service);
  const cost = price(service, body.weight);
  const serial = first.lines[0]?.line_id ?? first.order.order_id;
  const digits = String(random.integer(1, 999_999_999, 'label', serial)).padStart(9, '0');
  const trackingNumber =
    service.provider === 'UPS' ? `1Z000X0X0${digits}` : `9400111${digits}${digits.slice(0, 6)}`;
  const ids = parcel.map(({ order, lines }) =>
    markShipped(moment, order, lines, { trackingNumber, providerId }),
  );
  const packageId = ids[0] ?? '';
  for (const other of ids.slice(1)) {
    state.run('UPDATE order_lines SET package_id = ? WHERE package_id = ?', packageId, other);
  }
  if (parcel.length > 1) tellCombined(moment, packageId, parcel);
  state.insert('labels', {
    package_id: packageId,
    order_id: first.order.order_id,
    service_id: service.id,
    price_minor: cost,
    bought_ms: now,
    dimension: JSON.stringify(body.dimension),
    weight: JSON.stringify(body.weight),
  });
  return {
    package_id: packageId,
    create_time: seconds(now),
    dimension: body.dimension,
    weight: body.weight,
    shipping_service_info: serviceView(service, body.weight),
  };
}

function tellCombined(moment: Moment, packageId: string, parcel: readonly Content[]): void {
  const data = {
    sc_type: 'COMBINE',
    role_type: 'ROLE_SELLER',
    package_list: [{ package_id: packageId, order_id_list: parcel.map(({ order }) => order.order_id) }],
    update_time: seconds(moment.now),
  };
  notify(moment, { type: 4, data: JSON.stringify(data) });
}

const DOCUMENTS = [
  'SHIPPING_LABEL',
  'PACKING_SLIP',
  'SHIPPING_LABEL_AND_PACKING_SLIP',
  'SHIPPING_LABEL_PICTURE',
];

function documents(call: Call): object {
  const type = call.query.get('document_type') ?? '';
  if (!DOCUMENTS.includes(type)) throw badRequest('Invalid parameter: document_type.');
  const id = param(call, 'package_id');
  const label = call.moment.state.one<LabelRow>('SELECT * FROM labels WHERE package_id = ?', id);
  if (findPackage(call.moment, id) === undefined)
    throw new Refusal(CODE.notYourOrder, 'The package does not belong to this seller.');
  if (label === undefined)
    throw new Refusal(CODE.wrongOrderStatus, 'The package was not shipped with a platform label.');
  const format = type === 'SHIPPING_LABEL_PICTURE' ? 'png' : 'pdf';
  return {
    doc_url: `https://labels.example.com/${id}/${type.toLowerCase()}.${format}?until=${seconds(call.moment.now) + 86_400}`,
    tracking_number: linesOfPackage(call.moment, id)[0]?.tracking_number ?? '',
  };
}

function validation(call: Call): object {
  const number = call.query.get('tracking_number') ?? '';
  if (number === '') throw badRequest('Missing parameter: tracking_number.');
  const own = call.moment.state.one(
    'SELECT 1 FROM order_lines JOIN labels USING (package_id) WHERE tracking_number = ? LIMIT 1',
    number,
  );
  return { is_tiktok_shipping: own !== undefined, is_tiktok_collection: false };
}

export const LABELS: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/fulfillment/202309/orders/{order_id}/shipping_services/query',
    scope: SCOPE,
    shopLevel: true,
    handle: query,
  },
  { method: 'POST', path: '/fulfillment/202512/packages', scope: SCOPE, shopLevel: true, handle: buyNew },
  { method: 'POST', path: '/fulfillment/202309/packages', scope: SCOPE, shopLevel: true, handle: buyOld },
  {
    method: 'GET',
    path: '/fulfillment/202309/packages/{package_id}/shipping_documents',
    scope: SCOPE,
    shopLevel: true,
    handle: documents,
  },
  {
    method: 'GET',
    path: '/fulfillment/202508/tts_tracking_validation',
    scope: SCOPE,
    shopLevel: true,
    handle: validation,
  },
];
