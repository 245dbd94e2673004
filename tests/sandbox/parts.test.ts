import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openSandbox } from '../../src/sandbox/index.ts';
import { at, list, TestClient, text } from './client.ts';
import { harness } from './harness.ts';

const { connect, folder, open } = harness();

/** Takes from a state file what the frame's part brought, so that it looks as an older version left it. */
function age(file: string): void {
  const database = new Database(file);
  for (const { name } of database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    .all()) {
    database.exec(`DROP TRIGGER ${name}`);
  }
  const tables = [
    'apps',
    'shops',
    'labels',
    'tracking_corrections',
    'platform_shipping',
    'request_days',
    'webhooks',
  ];
  for (const table of [...tables, 'notifications', 'deliveries']) database.exec(`DROP TABLE ${table}`);
  for (const column of ['app', 'granted']) {
    database.exec(`ALTER TABLE token_pairs DROP COLUMN ${column}`);
    database.exec(`ALTER TABLE auth_codes DROP COLUMN ${column}`);
  }
  const parts: string[] = JSON.parse(
    database.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'parts'").get()?.value ??
      '[]',
  );
  database
    .prepare("UPDATE meta SET value = ? WHERE key = 'parts'")
    .run(JSON.stringify(parts.filter((part) => part !== 'frame')));
  database.close();
}

describe('a state file of an older version', () => {
  it('gets what is missing and keeps its programme and its tokens', async () => {
    const stateFile = join(folder(), 'sandbox.db');
    const before = await connect({ stateFile });
    const applications = await before.applications({});
    await before.sandbox.close();
    age(stateFile);

    const after = new TestClient(await open({ stateFile }));
    expect(after.sandbox.credentials.connectorServiceId).not.toBe('');
    after.accessToken = before.accessToken;
    after.cipher = before.cipher;
    expect((await after.applications({})).map((one) => text(one, 'id'))).toEqual(
      applications.map((one) => text(one, 'id')),
    );
    expect(at((await after.refresh(before.refreshToken)).body, 'code')).toBe(0);
  });

  it('is completed once, whoever opens it next', async () => {
    const stateFile = join(folder(), 'sandbox.db');
    const client = await connect({ stateFile });
    await client.control('act', { set_redirect_url: 'http://127.0.0.1:9100/kept' });
    const attached = await openSandbox({ stateFile });
    await attached.close();
    expect(text(await client.control('apps'), 0, 'redirect_url')).toBe('http://127.0.0.1:9100/kept');
  });
});

describe('a further shop', () => {
  it('is there again after a restart, at the clock of the first', async () => {
    const stateFile = join(folder(), 'sandbox.db');
    const client = await connect({ stateFile });
    await client.control('act', { open_shop: { seed: 8, name: 'Second' } });
    await client.advance(30);
    await client.sandbox.close();

    const again = new TestClient(await open({ stateFile }));
    again.accessToken = client.accessToken;
    again.cipher = client.cipher;
    const answer = await again.shop('/authorization/202309/shops', { cipher: null });
    const shops = list(answer.body, 'data', 'shops');
    expect(shops.map((shop) => text(shop, 'name'))).toEqual(['Northbeam Goods', 'Second']);
    const cipher = text(shops[1] ?? null, 'cipher');
    const orders = await again.shop('/order/202309/orders/search', {
      cipher,
      query: { page_size: '20' },
      body: {},
    });
    expect(list(orders.body, 'data', 'orders').length).toBeGreaterThan(0);
  });
});
