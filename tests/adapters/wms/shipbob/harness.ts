import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect } from 'vitest';
import { createShipBob, type ShipBobOptions } from '../../../../src/adapters/wms/shipbob/index.ts';
import { ExternalError } from '../../../../src/domain/errors.ts';
import type { RequestBucket } from '../../../../src/ports/store/coordination.ts';
import type { NewWmsOrder } from '../../../../src/ports/wms.ts';

export interface SeenRequest {
  readonly route: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Reply = (response: ServerResponse) => void;
type LogEvent = Parameters<ShipBobOptions['log']>[0];

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return text(status, JSON.stringify(body), headers);
}
export function text(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
/** The request arrived, then the connection breaks. */
export const hangUp: Reply = (response) => response.destroy();
/** Says 201 and breaks off in the middle of the body. */
export const breakOff: Reply = (response) => {
  response.writeHead(201, { 'content-length': '500' });
  response.write('{"id":');
  setImmediate(() => response.destroy());
};

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** A ShipBob that answers exactly what a test queued; anything else fails the test. */
async function startServer() {
  const queues = new Map<string, Reply[]>();
  const seen: SeenRequest[] = [];
  const unexpected: string[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    const route = `${request.method} ${url.pathname}`;
    seen.push({ route, query: url.searchParams, headers: request.headers, body: await readBody(request) });
    const reply = queues.get(route)?.shift();
    if (reply === undefined) unexpected.push(route);
    (reply ?? text(418, ''))(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP: never a pipe's name
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    unexpected,
    pending: () => [...queues].filter(([, replies]) => replies.length > 0).map(([route]) => route),
    /** Queues replies to `METHOD /path` below the version. */
    on(route: string, ...replies: Reply[]) {
      const key = route.replace(' ', ' /2026-07');
      queues.set(key, [...(queues.get(key) ?? []), ...replies]);
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function fakeClock() {
  let now = 1_795_000_000_000;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    async wait(milliseconds: number) {
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
}

/** One bucket; answers queued waits first, then only the hold after a 429. */
function fakeRequests() {
  const taken: RequestBucket[] = [];
  const queued: number[] = [];
  let heldUntil = 0;
  return {
    taken,
    queued,
    async take(bucket: RequestBucket, now: number) {
      const wait = queued.shift() ?? Math.max(0, heldUntil - now);
      if (wait === 0) taken.push(bucket);
      return wait;
    },
    async holdBack(_key: string, until: number) {
      heldUntil = until;
    },
  };
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

export async function start(overrides: Partial<ShipBobOptions> = {}) {
  const server = await startServer();
  const machineClock = fakeClock();
  const requests = fakeRequests();
  const logged: LogEvent[] = [];
  const shipBob = createShipBob({
    apiUrl: server.url,
    token: 'token-canary-5521',
    channelId: '439001',
    machineClock,
    requests,
    log: (event) => logged.push(event),
    ...overrides,
  });
  closers.push(async () => {
    await shipBob.close();
    await server.close();
    expect(server.unexpected, 'requests nobody expected').toEqual([]);
    expect(server.pending(), 'replies nobody asked for').toEqual([]);
  });
  return { server, shipBob, machineClock, requests, logged };
}

export async function failure(promise: Promise<unknown>): Promise<ExternalError> {
  const outcome = await promise.then(
    () => 'no error',
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(ExternalError);
  if (!(outcome instanceof ExternalError)) throw outcome;
  return outcome;
}

/** A part of an example of the reference, for example `fixture('create-order', 'response', 'body')`. */
export function fixture(name: string, ...path: string[]): Record<string, unknown> {
  const file = new URL(`../../../../fixtures/shipbob/${name}.json`, import.meta.url);
  return path.reduce((value, key) => value[key], JSON.parse(readFileSync(file, 'utf8')));
}

export const REFERENCE = 'SMP-US01-7Q2K9DXA';
export const CANARIES = [
  'Canary Person',
  '+1 555 0199',
  '77 Canary Lane',
  'Rear Canary',
  'Canaryville',
  '99777',
];

export function newOrder(overrides: Partial<NewWmsOrder> = {}): NewWmsOrder {
  const [name = '', phone = '', address1 = '', address2 = '', city = '', postalCode = ''] = CANARIES;
  return {
    reference: REFERENCE,
    recipient: { name, phone, address1, address2, city, region: 'TX', postalCode, country: 'US' },
    lines: [{ sku: 'SERUM-30ML', name: 'Glow Serum 30 ml', quantity: 1 }],
    shippingMethod: 'Standard',
    ...overrides,
  };
}

export interface ShipmentParts {
  readonly status: string;
  readonly details?: readonly number[];
  readonly number?: string | null;
  readonly delivered?: string | null;
}

/** An order with only the fields the adapter reads. */
export function orderWith(orderStatus: string, shipments: readonly ShipmentParts[]): Record<string, unknown> {
  return {
    id: 300123456,
    reference_id: REFERENCE,
    status: orderStatus,
    products: [{ reference_id: 'SERUM-30ML', sku: 'SERUM-30ML', quantity: 1 }],
    shipments: shipments.map((shipment, index) => ({
      id: 100987654 + index,
      status: shipment.status,
      status_details: (shipment.details ?? []).map((id) => ({
        id,
        name: 'Theirs',
        description: 'their text',
      })),
      tracking: { carrier: 'UPS', tracking_number: shipment.number ?? null, shipping_date: null },
      actual_fulfillment_date: '2026-11-18T20:10:00+00:00',
      delivery_date: shipment.delivered ?? null,
      products: [
        { reference_id: 'SERUM-30ML', sku: 'SERUM-30ML', inventory_items: [{ id: 20098765, quantity: 1 }] },
      ],
    })),
  };
}
