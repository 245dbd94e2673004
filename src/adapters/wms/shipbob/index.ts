import type { NewWmsOrder, Wms, WmsOrder } from '../../../ports/wms.ts';
import type { ShipBobCall } from './call.ts';
import { createChannelFinder } from './channel.ts';
import { createClient, type ShipBobOptions } from './client.ts';
import { outcomeUnknown, refusal, shipBobError } from './errors.ts';
import { newOrderBody } from './new-order.ts';
import { toWmsOrder } from './order.ts';
import { createStockReader } from './stock.ts';
import { ordersWire, orderWire } from './wire.ts';

export type { ShipBobOptions } from './client.ts';

const CREATE: ShipBobCall = {
  operation: 'create_order',
  route: '/order',
  target: '/order',
  scope: 'orders_write',
};
const FIND: ShipBobCall = {
  operation: 'find_order',
  route: '/order',
  target: '/order',
  scope: 'orders_read',
};
const GET: ShipBobCall = {
  operation: 'get_order',
  route: '/order/{orderId}',
  target: '/order',
  scope: 'orders_read',
};

/** Fits every supported warehouse and is never in need of escaping (wms-apis reference 8.3). */
function checkReference(call: ShipBobCall, reference: string): void {
  if (/^[A-Z0-9-]{1,40}$/.test(reference)) return;
  throw shipBobError(
    call,
    'invalid',
    'A warehouse reference has 1 to 40 characters of A-Z, 0-9 and "-". Nothing was sent to ShipBob.',
  );
}

function checkLines(order: NewWmsOrder): void {
  const good = order.lines.every(
    (line) => line.sku !== '' && Number.isInteger(line.quantity) && line.quantity > 0,
  );
  if (good && order.lines.length > 0) return;
  throw shipBobError(
    CREATE,
    'invalid',
    'A warehouse order needs at least one line, each with a SKU and a whole number of units. Nothing was sent to ShipBob.',
  );
}

/**
 * ShipBob behind the warehouse port, API 2026-07. Throws `ExternalError`; no error and no log event holds a
 * recipient, a token or ShipBob's own text. `close` ends its connections.
 */
export function createShipBob(options: ShipBobOptions): Wms & { close(): Promise<void> } {
  const client = createClient(options);
  const channels = createChannelFinder(client, options.channelId);

  /** Without the channel header, so that an order another channel imported by itself is seen too. */
  async function findByReference(reference: string): Promise<WmsOrder | null> {
    checkReference(FIND, reference);
    const target = `/order?ReferenceIds=${reference}&Page=1&Limit=50`;
    const orders = await client.get({ ...FIND, target }, ordersWire);
    const exact = orders.filter((order) => order.reference_id === reference).map(toWmsOrder);
    const found = exact.find((order) => order.state !== 'cancelled') ?? exact[0];
    if (found === undefined || exact.length === 1) return found ?? null;
    const problem = `ShipBob holds ${exact.length} orders under this reference: check in ShipBob that only one is shipped.`;
    return { ...found, problems: [...found.problems, problem] };
  }

  /** A 422 is a reference that exists or a malformed order: only looking tells which. */
  async function settleRefusal(order: NewWmsOrder, body: unknown): Promise<WmsOrder> {
    const existing = await findByReference(order.reference);
    if (existing !== null) return existing;
    throw refusal(CREATE, 422, body);
  }

  function readCreated(order: NewWmsOrder, status: number, body: unknown): WmsOrder {
    const parsed = orderWire.safeParse(body);
    if (parsed.success && parsed.data.reference_id === order.reference) return toWmsOrder(parsed.data);
    throw outcomeUnknown(CREATE, String(status));
  }

  return {
    vendor: 'shipbob',
    refusesDuplicates: true,
    check: () => channels.check(),
    async create(order) {
      checkReference(CREATE, order.reference);
      checkLines(order);
      const channelId = await channels.find();
      const answer = await client.post({ ...CREATE, channelId, body: newOrderBody(order) });
      if (answer.status === 422) return settleRefusal(order, answer.body);
      if (answer.status >= 400) throw refusal(CREATE, answer.status, answer.body);
      return readCreated(order, answer.status, answer.body);
    },
    findByReference,
    async get(wmsOrderId) {
      if (!/^\d{1,19}$/.test(wmsOrderId)) {
        throw shipBobError(GET, 'invalid', 'A ShipBob order id is a number. Nothing was sent to ShipBob.');
      }
      const found = await client.getOrNull({ ...GET, target: `/order/${wmsOrderId}` }, orderWire);
      return found === null ? null : toWmsOrder(found);
    },
    stock: createStockReader(client, options.machineClock),
    close: () => client.close(),
  };
}
