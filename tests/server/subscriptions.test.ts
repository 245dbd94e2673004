import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ERAS, type Era } from '../support/mcp-clients.ts';
import { type HttpDesk, httpClient, httpDesk, Updates } from '../support/mcp-http.ts';

const DESK = 'affiliate://desk';
const P1 = 'affiliate://parcels/p1';
const P2 = 'affiliate://parcels/p2';

/** Subscribes in the way of the era and gives the way to stop. */
async function subscribe(client: Client, era: Era, uris: readonly string[]): Promise<() => Promise<unknown>> {
  if (era === 'new') {
    const stream = await client.listen({ resourceSubscriptions: [...uris] });
    expect(stream.honoredFilter).toEqual({ resourceSubscriptions: uris });
    return () => stream.close();
  }
  for (const uri of uris) await client.subscribeResource({ uri });
  return () => Promise.all(uris.map((uri) => client.unsubscribeResource({ uri })));
}

describe.each(ERAS)('subscriptions over HTTP (%s protocol)', (era) => {
  let server: HttpDesk;
  let clients: { close(): Promise<void> }[] = [];
  beforeEach(async () => {
    server = await httpDesk();
  });
  afterEach(async () => {
    for (const client of clients) await client.close();
    clients = [];
    await server.close();
  });

  async function connected() {
    const connection = await httpClient(server.url, era);
    clients.push(connection.client);
    return connection;
  }

  /** Another process commits, and the next look comes. */
  function commit(change: () => void): void {
    change();
    server.state.version += 1;
    server.clock.tick();
  }

  it('are declared', async () => {
    const { client } = await connected();
    expect(client.getServerCapabilities()?.resources).toMatchObject({ subscribe: true });
  });

  it('tell of a resource when what it shows has changed, and only then', async () => {
    const { client, updates } = await connected();
    await subscribe(client, era, [DESK, P1, P2]);
    const units = (id: string, count: number) => () => {
      const parcel = server.desk.parcels.get(id);
      if (parcel) parcel.units = count;
    };
    commit(units('p2', 9));
    expect(await updates.next()).toBe(P2);
    commit(() => {});
    commit(units('p1', 5));
    expect(await updates.next()).toBe(P1);
    commit(() => server.desk.parcels.set('p4', { id: 'p4', units: 1, nickname: 'n' }));
    expect(await updates.next()).toBe(DESK);
  });

  it('reach every client that follows, until it stops', async () => {
    const one = await connected();
    const other = await connected();
    const stop = await subscribe(one.client, era, [DESK]);
    await subscribe(other.client, era, [DESK]);
    commit(() => server.desk.parcels.delete('p3'));
    expect(await one.updates.next()).toBe(DESK);
    expect(await other.updates.next()).toBe(DESK);
    await stop();
    await subscribe(one.client, era, [P1]);
    commit(() => server.desk.parcels.delete('p2'));
    expect(await other.updates.next()).toBe(DESK);
    commit(() => server.desk.parcels.set('p1', { id: 'p1', units: 7, nickname: 'n' }));
    expect(await one.updates.next()).toBe(P1);
  });

  it('look for changes only while somebody follows', async () => {
    const { client } = await connected();
    expect(server.clock.waiting).toBe(0);
    const stop = await subscribe(client, era, [DESK]);
    expect(server.clock.waiting).toBe(1);
    await stop();
    await expect.poll(() => server.clock.waiting).toBe(0);
    await subscribe(client, era, [DESK]);
    expect(server.clock.waiting).toBe(1);
    if (era === 'old') await fetch(server.url, { method: 'DELETE', headers: await sessionOf(client) });
    await client.close();
    await expect.poll(() => server.clock.waiting).toBe(0);
  });

  async function sessionOf(client: Client): Promise<Record<string, string>> {
    const { TOKEN } = await import('../support/mcp-http.ts');
    const session = client.transport?.sessionId ?? '';
    return { authorization: `Bearer ${TOKEN}`, 'mcp-session-id': session };
  }

  it('survive trouble with a look', async () => {
    const { client, updates } = await connected();
    await subscribe(client, era, [P1]);
    server.desk.failure = new Error('planted');
    commit(() => {});
    await expect.poll(() => server.clock.waiting).toBe(1);
    server.desk.failure = null;
    commit(() => server.desk.parcels.set('p1', { id: 'p1', units: 8, nickname: 'n' }));
    expect(await updates.next()).toBe(P1);
  });

  it('are refused above 100 resources', async () => {
    const { client } = await connected();
    const many = Array.from({ length: 101 }, (_, index) => `affiliate://parcels/p${index + 1}`);
    for (const uri of many) {
      const id = uri.slice('affiliate://parcels/'.length);
      server.desk.parcels.set(id, { id, units: 1, nickname: 'n' });
    }
    await expect(subscribe(client, era, many)).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('100 resources'),
    });
  });
});

it('of old clients to what does not exist are refused', async () => {
  const server = await httpDesk();
  const { client } = await httpClient(server.url, 'old');
  for (const uri of ['affiliate://parcels/p99', 'affiliate://nothing']) {
    await expect(client.subscribeResource({ uri })).rejects.toMatchObject({ code: -32602 });
  }
  await client.close();
  await server.close();
});

describe.each(ERAS)('subscriptions over stdio (%s protocol)', (era) => {
  it('tell of changes until the client stops', async () => {
    const updates = new Updates();
    const options = era === 'new' ? { versionNegotiation: { mode: 'auto' as const } } : {};
    const client = new Client({ name: 'stdio', version: '1.0.0' }, options);
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => updates.add(params.uri));
    const server = fileURLToPath(new URL('./fixture-server.ts', import.meta.url));
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [server, 'growing'],
        stderr: 'ignore',
      }),
    );
    expect(client.getServerCapabilities()?.resources).toMatchObject({ subscribe: true });
    // This desk gets a parcel at every look.
    const stop = await subscribe(client, era, [DESK]);
    expect(await updates.next()).toBe(DESK);
    expect(await updates.next()).toBe(DESK);
    await stop();
    const parcels = async () => JSON.stringify((await client.readResource({ uri: DESK })).contents);
    const stopped = await parcels();
    await client.listTools();
    expect(await parcels()).toBe(stopped);
    await client.close();
  });
});
