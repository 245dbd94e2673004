import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, it, vi } from 'vitest';
import type { Assistant } from '../support/assistants.ts';
import { startCli } from '../support/cli-child.ts';
import { type AssistantOptions, type Desk, openDesk } from '../support/desk.ts';
import { approve, firstReading, pending, settled } from '../support/morning.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 90_000, maxConcurrency: 8 });

const desks: Desk[] = [];
afterAll(async () => {
  await Promise.all(desks.splice(0).map((desk) => desk.close()));
});

/** A sandbox of its own for each test: a refresh token is worn out by the first database that uses it. */
async function freshDesk(): Promise<Desk> {
  const desk = await openDesk();
  desks.push(desk);
  return desk;
}

/** The status once it tells of trouble: the one line that a person reads first, or a warning. */
async function trouble(client: Assistant, named: string): Promise<string> {
  return until(
    `trouble with ${named}`,
    async () => {
      const { text: said } = await client.call('program_status');
      return said.includes(named) ? said : null;
    },
    async () => (await client.call('program_status')).text,
  );
}

async function ended(desk: Desk, options: AssistantOptions): Promise<{ code: unknown; said: string }> {
  const { command, args, env } = desk.command(options);
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end();
  const [said, code] = await Promise.all([text(child.stderr), once(child, 'exit').then(([exit]) => exit)]);
  return { code, said };
}

describe.concurrent('what TikTok Shop refuses is said in one line with its remedy', () => {
  it('a wrong app secret, at the first start', async ({ expect }) => {
    const desk = await freshDesk();
    const client = await desk.assistant({ env: { TIKTOK_SHOP_APP_SECRET: 'f'.repeat(40) } });
    const said = await trouble(client, 'app secret');
    const [line = ''] = said.split('\n');
    expect(line).toContain('TIKTOK_SHOP_APP_SECRET');
    expect(line).not.toContain('f'.repeat(40));
  });

  it('a wrong app secret while tokens are still good', async ({ expect }) => {
    const desk = await freshDesk();
    const before = await desk.assistant();
    await firstReading(before);
    await before.close();
    const client = await desk.assistant({ env: { TIKTOK_SHOP_APP_SECRET: 'e'.repeat(40) } });
    await client.call('program_status', { refresh: true });
    const said = await trouble(client, 'signature');
    expect(said.split('\n')[0]).toMatch(/app secret is wrong.*TIKTOK_SHOP_APP_SECRET/);
    expect(await pending(client)).not.toEqual([]);
  });

  it('a clock that is wrong', async ({ expect }) => {
    const desk = await freshDesk();
    const late = createServer((incoming, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
        const { TIKTOK_SHOP_API_URL: url = '' } = desk.environment;
        const { method = 'GET', headers } = incoming;
        const { host: _host, connection: _connection, ...kept } = headers;
        const answer = await fetch(`${url}${incoming.url}`, {
          method,
          headers: Object.entries(kept).map(([name, value]): [string, string] => [name, String(value)]),
          ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
        });
        const body = await answer.text();
        const shifted = body.replace(/"now_ms":(\d+)/, (_, now) => `"now_ms":${Number(now) - 600_000}`);
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(shifted);
      })();
    });
    await new Promise<void>((ready) => late.listen(0, '127.0.0.1', ready));
    const address = late.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const url = `http://127.0.0.1:${address.port}`;
    const client = await desk.assistant({
      env: { TIKTOK_SHOP_API_URL: url, TIKTOK_SHOP_AUTH_URL: url, SHIPBOB_API_URL: url },
    });
    try {
      const said = await trouble(client, 'clock');
      expect(said.split('\n')[0]).toMatch(/more than 5 minutes late.*Turn on network time/);
    } finally {
      await client.close();
      late.closeAllConnections();
      late.close();
    }
  });

  it('a missing scope, and what another scope opens goes on', async ({ expect }) => {
    const desk = await freshDesk();
    const client = await desk.assistant();
    await firstReading(client);
    const [item] = await pending(client, { verdict: 'approve', limit: 1 });
    await desk.control.act({ drop_scope: 'seller.affiliate_collaboration.write' });
    try {
      const made = await approve(client, [item?.application_id ?? '']);
      const [waiting] = await settled(client, made.values(), (one) => one.outcome !== undefined);
      expect(waiting?.outcome).toContain('lacks the scope seller.affiliate_collaboration.write');
      expect(waiting?.outcome).toContain('Nothing was changed');
      const said = await trouble(client, 'seller.affiliate_collaboration.write');
      expect(said).toContain('Partner Center');
      await desk.control.act({ drop_scope: 'seller.product.basic' });
      await desk.control.advance(0.3);
      await client.call('program_status', { refresh: true });
      expect(await trouble(client, 'seller.product.basic')).toContain('open sample requests');
    } finally {
      await desk.control.act({ restore_scopes: true });
    }
  });

  it('a revoked authorisation, until there is a new one', async ({ expect }) => {
    const desk = await freshDesk();
    const client = await desk.assistant();
    await firstReading(client);
    await desk.control.act({ revoke_token: true });
    await client.call('program_status', { refresh: true });
    const said = await trouble(client, 'authoris');
    expect(said.split('\n')[0]).toContain('Run "affiliate-ops auth"');
    await client.close();

    const { auth_code } = await desk.control.act({ authorize: true });
    const { env } = desk.command();
    const child = startCli(['auth', '--paste'], env);
    child.type(String(auth_code));
    expect((await child.ended()).code).toBe(0);
    const again = await desk.assistant();
    await again.call('program_status', { refresh: true });
    const { data: status } = await again.call('program_status');
    expect(status).not.toHaveProperty('warnings');
    expect(status.troubles).toEqual([]);
  });
});

describe.concurrent('starting', () => {
  it('is refused with half a set of credentials, naming what is missing', async ({ expect }) => {
    const desk = await freshDesk();
    for (const name of ['TIKTOK_SHOP_APP_SECRET', 'TIKTOK_SHOP_CONNECTOR_APP_KEY', 'SHIPBOB_CHANNEL_ID']) {
      const { code, said } = await ended(desk, { env: { [name]: undefined } });
      expect(code).toBe(1);
      expect(said).toContain(`${name} is missing`);
      expect(said.trim().split('\n')).toHaveLength(1);
    }
  });

  it('shows an empty state that says what happens next', async ({ expect }) => {
    const desk = await freshDesk();
    const quiet = await desk.assistant({ args: ['--no-monitor'] });
    const first = await quiet.call('program_status');
    expect(first.failed).toBe(false);
    expect(first.data).toMatchObject({ needs_you: [], shops: [] });
    expect(first.text).toContain('No shop has been read yet, and this process reads nothing by itself');
    for (const tool of ['list_pending_samples', 'list_actions']) {
      const answer = await quiet.call(tool);
      expect(answer.text).toContain('No shop has been read from TikTok Shop yet');
      expect(answer.text).toContain('program_status');
    }
    expect(await quiet.read('affiliate://program')).toMatchObject({ needs_you: [] });
  });
});

describe.concurrent('the sandbox', () => {
  it('that does not run is named with what to do', async ({ expect }) => {
    const desk = await freshDesk();
    const client = await desk.assistant({ env: { TIKTOK_SHOP_API_URL: 'http://127.0.0.1:9' } });
    const answer = await client.call('program_status');
    expect(answer.failed).toBe(true);
    expect(answer.text).toMatch(/sandbox at http:\/\/127.0.0.1:9 does not answer.*affiliate-ops sandbox/);
  });

  it('without credentials is made, and outlives the server that made it', async ({ expect }) => {
    const desk = await freshDesk();
    const env = Object.fromEntries(Object.keys(desk.environment).map((name) => [name, undefined]));
    const host = await desk.assistant({ env });
    await firstReading(host);
    const guest = await desk.assistant({ env });
    expect((await guest.call('program_status')).data).toMatchObject({ sandbox: true });
    const [item] = await pending(guest, { verdict: 'approve', limit: 1 });
    await host.close();
    const made = await approve(guest, [item?.application_id ?? '']);
    const [approved] = await settled(guest, made.values(), (one) => one.stage === 'await_order');
    expect(approved).toMatchObject({ status: 'running', subject: item?.application_id });
  });
});

describe.concurrent('the data folder', () => {
  it('with a newer schema is refused, and stays as it is', async ({ expect }) => {
    const desk = await freshDesk();
    const client = await desk.assistant();
    await client.call('program_status');
    await client.close();
    const file = desk.databaseFile;
    const database = new Sqlite(file);
    database.pragma('user_version = 999');
    database.close();
    const old = await desk.assistant();
    const answer = await old.call('program_status');
    expect(answer.failed).toBe(true);
    expect(answer.text).toMatch(
      /written by a newer affiliate-ops: its schema is version 999.*Nothing was changed.*Update/,
    );
    await old.close();
    const after = new Sqlite(file, { readonly: true });
    expect(after.pragma('user_version', { simple: true })).toBe(999);
    after.close();
  });

  it('that cannot be made is named with what to do', async ({ expect }) => {
    const desk = await freshDesk();
    const occupied = join(desk.folder, 'a-file');
    writeFileSync(occupied, '');
    const client = await desk.assistant({ env: { AFFILIATE_OPS_DATA_DIR: join(occupied, 'data') } });
    const answer = await client.call('program_status');
    expect(answer.failed).toBe(true);
    expect(answer.text).toContain('AFFILIATE_OPS_DATA_DIR');
    expect(answer.text).not.toContain('inside the server');
  });

  it('of another program is left alone', async ({ expect }) => {
    const desk = await freshDesk();
    mkdirSync(desk.dataDir);
    const foreign = new Sqlite(desk.databaseFile);
    foreign.exec('CREATE TABLE recipes (name TEXT)');
    foreign.close();
    const client = await desk.assistant();
    expect((await client.call('program_status')).text).toContain('is a database of another program');
  });
});
