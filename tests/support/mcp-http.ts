import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createServer } from '../../src/server/create-server.ts';
import { serveHttp } from '../../src/server/http.ts';
import { ResourceWatch, resourceFacts } from '../../src/server/subscriptions.ts';
import type { Era } from './mcp-clients.ts';
import { bench } from './mcp-desk.ts';
import { PollClock } from './poll-clock.ts';

export const TOKEN = 'a-token-that-only-this-test-knows-0123456789';

/** The invented desk behind real HTTP on loopback. */
export async function httpDesk() {
  const desk = bench({ parcels: 3 });
  const clock = new PollClock();
  const state = { version: 1, closed: 0 };
  const watch = new ResourceWatch({
    facts: (uri) => resourceFacts(desk.parts.resources, uri, desk.parts.runtime),
    changes: async () => state.version,
    clock,
    log: desk.parts.runtime.log,
  });
  const serving = await serveHttp(() => createServer(desk.parts), {
    host: '127.0.0.1',
    port: 0,
    token: TOKEN,
    watch,
    onClose: async () => {
      state.closed += 1;
    },
    clock,
    log: desk.parts.runtime.log,
  });
  return { ...serving, desk: desk.desk, log: desk.log, clock, state };
}

export type HttpDesk = Awaited<ReturnType<typeof httpDesk>>;

/** A client of the given era over HTTP, and what it is told of changed resources, in order. */
export async function httpClient(url: string, era: Era, token = TOKEN) {
  const client = new Client(
    { name: 'http-client', version: '1.0.0' },
    {
      capabilities: { elicitation: { form: {} } },
      ...(era === 'new' ? { versionNegotiation: { mode: 'auto' as const } } : {}),
    },
  );
  const updates = new Updates();
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => updates.add(params.uri));
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  await client.connect(transport);
  return { client, transport, updates };
}

/** Uris as they come in; `next` waits for one that was not taken yet. */
export class Updates {
  readonly #come: string[] = [];
  #waiting: ((uri: string) => void) | null = null;

  add(uri: string): void {
    if (this.#waiting === null) {
      this.#come.push(uri);
      return;
    }
    this.#waiting(uri);
    this.#waiting = null;
  }

  next(): Promise<string> {
    const uri = this.#come.shift();
    if (uri !== undefined) return Promise.resolve(uri);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}
