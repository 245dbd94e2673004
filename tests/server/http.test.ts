import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer } from '../../src/server/create-server.ts';
import { serveHttp } from '../../src/server/http.ts';
import { ResourceWatch } from '../../src/server/subscriptions.ts';
import { ERAS } from '../support/mcp-clients.ts';
import { bench } from '../support/mcp-desk.ts';
import { type HttpDesk, httpClient, httpDesk, TOKEN } from '../support/mcp-http.ts';
import { PollClock } from '../support/poll-clock.ts';

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

async function connected(...how: Parameters<typeof httpClient>) {
  const connection = await httpClient(...how);
  clients.push(connection.client);
  return connection;
}

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};

/** Node's own client: unlike fetch it lets a test choose the Host. */
function raw(options: {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const target = new URL(options.path ?? '/mcp', server.url);
      const sent = httpRequest(
        target,
        {
          method: options.method ?? 'POST',
          headers: {
            authorization: `Bearer ${TOKEN}`,
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            ...options.headers,
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(options.body ?? JSON.stringify(INITIALIZE));
    },
  );
}

describe('over HTTP', () => {
  it.each(ERAS)('serves clients of the %s protocol', async (era) => {
    const { client } = await connected(server.url, era);
    expect(client.getProtocolEra()).toBe(era === 'new' ? 'modern' : 'legacy');
    expect((await client.listTools()).tools.map((tool) => tool.name)).toContain('list_parcels');
    const listed = await client.callTool({ name: 'list_parcels', arguments: { limit: 2 } });
    expect(listed.structuredContent).toMatchObject({ returned: 2, sandbox: true });
    const { completion } = await client.complete({
      ref: { type: 'ref/resource', uri: 'affiliate://parcels/{parcel_id}' },
      argument: { name: 'parcel_id', value: 'p' },
    });
    expect(completion.values).toEqual(['p1', 'p2', 'p3']);
  });

  it.each(ERAS)('asks the person in a form (%s protocol)', async (era) => {
    const { client } = await connected(server.url, era);
    const questions: string[] = [];
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      questions.push(params.message);
      return { action: 'accept', content: { confirm: true } };
    });
    const shipped = await client.callTool({ name: 'ship_parcels', arguments: { ids: ['p1'] } });
    expect(shipped.structuredContent).toMatchObject({ status: 'accepted' });
    expect(questions).toHaveLength(1);
  });

  it('serves the first SDK generation', async () => {
    const client = new FirstClient({ name: 'first', version: '1.0.0' });
    clients.push(client);
    await client.connect(
      new FirstTransport(new URL(server.url), {
        requestInit: { headers: { authorization: `Bearer ${TOKEN}` } },
      }),
    );
    const listed = await client.callTool({ name: 'list_parcels', arguments: {} });
    expect(listed.structuredContent).toMatchObject({ returned: 3 });
  });

  it('ends a session when the client says so, and then knows it no more', async () => {
    const { client, transport } = await connected(server.url, 'old');
    const session = { 'mcp-session-id': transport.sessionId ?? '' };
    await transport.terminateSession();
    const late = await raw({ headers: session, body: '{"jsonrpc":"2.0","id":2,"method":"tools/list"}' });
    expect(late.status).toBe(404);
    expect(JSON.parse(late.text)).toMatchObject({ error: { code: -32001 } });
    await client.close();
  });

  it('keeps 32 sessions and ends the one that was unused for the longest', async () => {
    const begin = async () => String((await raw({})).headers['mcp-session-id']);
    const list = (session: string) =>
      raw({ headers: { 'mcp-session-id': session }, body: '{"jsonrpc":"2.0","id":2,"method":"tools/list"}' });
    const first = await begin();
    const second = await begin();
    for (let number = 3; number <= 32; number += 1) await begin();
    expect((await list(first)).status).toBe(200);
    await begin();
    expect((await list(first)).status).toBe(200);
    expect((await list(second)).status).toBe(404);
  });
});

describe('the guards', () => {
  it('let in who has the token', async () => {
    expect(await raw({})).toMatchObject({ status: 200 });
    expect(await raw({ headers: { host: 'localhost:1', origin: 'http://localhost:5173' } })).toMatchObject({
      status: 200,
    });
  });

  it.each([
    ['no token', {}, 'Bearer realm="affiliate-ops"'],
    ['another token', { authorization: `Bearer ${TOKEN}x` }, 'error="invalid_token"'],
    ['another scheme', { authorization: `Basic ${TOKEN}` }, 'Bearer realm="affiliate-ops"'],
  ])('refuse %s with 401 and how to do it', async (_what, headers, challenge) => {
    const answer = await raw({ headers: { authorization: '', ...headers } });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toContain(challenge);
    expect(answer.text).not.toContain(TOKEN);
  });

  it.each(['GET', 'DELETE', 'OPTIONS'])('refuse %s without a token too', async (method) => {
    expect((await raw({ method, headers: { authorization: '' }, body: '' })).status).toBe(401);
  });

  it.each([
    ['Host', { host: 'shop.example.com' }],
    ['Host with our name in it', { host: '127.0.0.1.example.com' }],
    ['Origin', { origin: 'https://shop.example.com' }],
    ['Origin without a name', { origin: 'null' }],
  ])('refuse a wrong %s, whatever token comes with it', async (_what, headers) => {
    const answer = await raw({ headers });
    expect(answer.status).toBe(403);
    expect(answer.headers['mcp-session-id']).toBeUndefined();
  });

  it('refuse a body above 4 MiB, told beforehand or not', async () => {
    const body = Buffer.alloc(4 * 1024 * 1024 + 1, 0x20);
    const told = await raw({ headers: { 'content-length': String(body.length) }, body });
    const untold = await raw({ headers: { 'transfer-encoding': 'chunked' }, body });
    expect([told.status, untold.status]).toEqual([413, 413]);
    const fits = Buffer.concat([Buffer.from(JSON.stringify(INITIALIZE)), body.subarray(0, 4_000_000)]);
    expect((await raw({ body: fits })).status).toBe(200);
  });

  it('refuse what is not JSON, and other paths', async () => {
    expect((await raw({ headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect(await raw({ body: '{' })).toMatchObject({ status: 400, text: expect.stringContaining('-32700') });
    expect((await raw({ path: '/' })).status).toBe(404);
    expect((await raw({ body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' })).status).toBe(400);
  });
});

describe('stopping', () => {
  it('ends open streams, closes the program once, and is not reachable any more', async () => {
    const { client } = await connected(server.url, 'new');
    const stream = await client.listen({ resourceSubscriptions: ['affiliate://desk'] });
    await connected(server.url, 'old');
    await server.close();
    expect(await stream.closed).toBe('graceful');
    expect(server.state.closed).toBe(1);
    await expect(raw({})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    server = await httpDesk();
  });

  it('tells a taken port to who starts it', async () => {
    const { parts } = bench();
    const clock = new PollClock();
    const second = serveHttp(() => createServer(parts), {
      host: '127.0.0.1',
      port: Number(new URL(server.url).port),
      token: TOKEN,
      watch: new ResourceWatch({
        facts: async () => null,
        changes: async () => 0,
        clock,
        log: parts.runtime.log,
      }),
      onClose: async () => {},
      clock,
      log: parts.runtime.log,
    });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('cuts a connection that never finishes', async () => {
    const target = new URL(server.url);
    const hanging = httpRequest(target, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
        'content-length': '100',
      },
    });
    const cut = once(hanging, 'error');
    await new Promise((resolve) => hanging.write('{', resolve));
    const closing = server.close();
    await expect
      .poll(() => {
        server.clock.tick();
        return server.state.closed;
      })
      .toBe(1);
    await closing;
    await cut;
    server = await httpDesk();
  });
});
