import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { openSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/index.ts';
import { at, type Json, list, TestClient, text } from './client.ts';

/** Opens sandboxes in temporary folders and takes everything away after each test. */
export function harness(): {
  folder(): string;
  open(options?: Partial<SandboxOptions>): Promise<Sandbox>;
  connect(options?: Partial<SandboxOptions>): Promise<TestClient>;
} {
  const folders: string[] = [];
  const open: Sandbox[] = [];
  afterEach(async () => {
    for (const sandbox of open.splice(0).reverse()) await sandbox.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'affiliate-ops-sandbox-'));
    folders.push(made);
    return made;
  };
  const start = async (options: Partial<SandboxOptions> = {}): Promise<Sandbox> => {
    const sandbox = await openSandbox({ stateFile: join(folder(), 'sandbox.db'), ...options });
    open.push(sandbox);
    return sandbox;
  };
  return { folder, open: start, connect: async (options) => new TestClient(await start(options)).connect() };
}

export const isApprovable = (one: Json): boolean =>
  at(one, 'is_approvable') === true && text(one, 'partner_name') === '';

/** Adds good applications and answers their ids. */
export async function populate(client: TestClient, applications: number): Promise<string[]> {
  const done = await client.control('act', { populate: { applications } });
  return list(done, 'populated', 'application_ids').map(String);
}

/** Approves and waits until the order exists; answers the order's id. */
export async function approvedOrder(client: TestClient, applicationId: string): Promise<string> {
  await client.review(applicationId, { review_result: 'APPROVE' });
  await client.advance(1 / 60);
  return text(await client.application(applicationId), 'order_id');
}

export const UPS = '7117859084333745966';

/** A create call for the warehouse with the units of an order. */
export function wmsOrder(
  referenceId: string,
  products: Record<string, number>,
  address1 = '12 Alder Court',
): object {
  return {
    reference_id: referenceId,
    type: 'DTC',
    shipping_method: 'Standard',
    recipient: {
      name: 'Test Recipient',
      phone_number: '(+1)202-555-0100',
      address: { address1, city: 'Austin', state: 'TX', zip_code: '78701', country: 'US' },
    },
    products: Object.entries(products).map(([sku, quantity]) => ({ reference_id: sku, name: sku, quantity })),
  };
}
