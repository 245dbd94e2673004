import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { NewAction } from '../../../src/domain/action.ts';
import type { ProcessIdentity } from '../../../src/ports/ids.ts';
import type { Store } from '../../../src/ports/store/index.ts';
import { openStore } from '../../../src/store/index.ts';

export const SHOP = 'shop-1';

/** Real processes share real time. */
export const now = (): number => Date.now();

export const self: ProcessIdentity = { processId: randomUUID(), pid: process.pid, host: hostname() };

export function openChildStore(): Store {
  return openStore({
    file: process.argv[2] ?? '',
    secretKey: new Uint8Array(32),
    ids: { next: (prefix) => `${prefix}_${randomUUID()}` },
    machineNow: now,
  });
}

export function say(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Resolves when the parent writes something. */
export async function go(): Promise<void> {
  await new Promise((resolve) => process.stdin.once('data', resolve));
  process.stdin.unref();
}

export function fulfilment(orderId: string): NewAction {
  return {
    shopId: SHOP,
    plan: { kind: 'fulfil_order', orderId, route: 'direct_create', reference: `SMP-${orderId}` },
    subject: orderId,
    businessKey: `fulfil_order:${orderId}:1`,
    subjectLock: `order:${orderId}`,
    actionClass: 'C',
    proposedBy: 'monitor',
    reason: 'A sample order awaits shipment.',
    status: 'approved',
    batchId: null,
    waitUntil: null,
  };
}
