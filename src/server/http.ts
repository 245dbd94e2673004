import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import {
  createMcpHandler,
  isJsonContentType,
  isLegacyRequest,
  type McpServer,
  readRequestBody,
  type ServerEventBus,
} from '@modelcontextprotocol/server';
import type { McpLog } from '../mcp/call.ts';
import { errorResponse, type LoopbackHost, refusal } from './http-guards.ts';
import { HttpSessions } from './http-sessions.ts';
import { carrySubscriptions, listenedUris, listenRefusal, type ResourceWatch } from './subscriptions.ts';

export { LOOPBACK_HOSTS, type LoopbackHost } from './http-guards.ts';

const PATH = '/mcp';

/** The protocol's usual bound, and ours on arguments is far below it. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** For answers on their way when the server stops. */
const LEAVE_MS = 2_000;

const PARSE_ERROR = -32_700;

export interface HttpOptions {
  readonly host: LoopbackHost;
  /** 0 takes a free one. */
  readonly port: number;
  /** What every request carries as its bearer token. */
  readonly token: string;
  readonly watch: ResourceWatch;
  /** Closes what is open, after the last answer. */
  readonly onClose: () => Promise<void>;
  /** The machine clock: bounds how long leaving may take. */
  readonly clock: { wait(milliseconds: number, signal?: AbortSignal): Promise<void> };
  readonly log: McpLog;
}

export interface HttpServing {
  /** The MCP endpoint. */
  readonly url: string;
  /** Takes no more requests, ends open streams, waits shortly for answers on their way, then closes the program. */
  close(): Promise<void>;
}

/**
 * Serves MCP over HTTP on loopback, to old and new clients alike: new ones request by request, old ones in a session.
 * Resolves when it listens; rejects with Node's error when the port is taken.
 */
export async function serveHttp(factory: () => McpServer, options: HttpOptions): Promise<HttpServing> {
  const { host, port, log } = options;
  const endpoint = mcpEndpoint(factory, options);
  const answers = new Set<Promise<void>>();
  const answer = getRequestListener(endpoint.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => {
    const answered = new Promise<void>((resolve) => response.once('close', resolve));
    answers.add(answered);
    void answered.then(() => answers.delete(answered));
    void answer(request, response);
  });
  server.listen({ host, port });
  await once(server, 'listening');
  server.on('error', (error) => log.error({ reason: error.message }, 'trouble on the HTTP listener'));
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${portOf(server.address())}${PATH}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await endpoint.close();
      const left = new AbortController();
      const late = options.clock.wait(LEAVE_MS, left.signal).catch(() => undefined);
      await Promise.race([Promise.all(answers), late]);
      left.abort();
      server.closeAllConnections();
      await closed;
      await options.onClose();
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The HTTP listener has no port.');
  return address.port;
}

interface Endpoint {
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

function mcpEndpoint(factory: () => McpServer, { token, watch, log }: HttpOptions): Endpoint {
  const make = () => {
    const server = factory();
    carrySubscriptions(server, watch, log);
    return server;
  };
  const listening = new AsyncLocalStorage<readonly string[]>();
  const modern = createMcpHandler(make, {
    legacy: 'reject',
    bus: listenBus(watch, listening),
    onerror: (error) => log.warn({ reason: error.message }, 'trouble with an MCP request'),
  });
  const sessions = new HttpSessions(make);
  const dispatch = async (request: Request, body: unknown) => {
    if (await isLegacyRequest(request, body)) return sessions.fetch(request, body);
    const tooMany = listenRefusal(body);
    if (tooMany !== null) return Response.json(tooMany);
    return listening.run(listenedUris(body), () => modern.fetch(request, { parsedBody: body }));
  };
  return {
    fetch: async (request) => {
      const refused = refusal(request, token);
      if (refused !== null) return refused;
      if (new URL(request.url).pathname !== PATH) {
        return errorResponse(404, `There is nothing here: MCP is served at ${PATH}.`);
      }
      if (request.method !== 'POST') return dispatch(request, undefined);
      const body = await readJson(request);
      return body instanceof Response ? body : dispatch(request, body.value);
    },
    close: async () => {
      watch.close();
      await modern.close();
      await sessions.close();
    },
  };
}

/** The body, or the answer to one that cannot be taken. */
async function readJson(request: Request): Promise<{ readonly value: unknown } | Response> {
  if (!isJsonContentType(request.headers.get('content-type'))) {
    return errorResponse(415, 'Content-Type must be application/json.');
  }
  const read = await readRequestBody(request, MAX_BODY_BYTES);
  if (read.tooLarge) {
    return errorResponse(413, `The request is larger than ${MAX_BODY_BYTES} bytes.`, { connection: 'close' });
  }
  try {
    return { value: JSON.parse(read.text) };
  } catch {
    return errorResponse(400, 'The body is not JSON.', {}, PARSE_ERROR);
  }
}

/**
 * The SDK opens and ends listen streams and asks its bus for events, but does not say of what. The request that opens
 * one does: the stream is opened inside its asynchronous context.
 */
function listenBus(watch: ResourceWatch, listening: AsyncLocalStorage<readonly string[]>): ServerEventBus {
  return {
    // All our events come from the watch.
    publish: () => {},
    subscribe: (listener) => {
      const uris = new Set(listening.getStore());
      const stops = [...uris].map((uri) =>
        watch.follow(uri, () => listener({ kind: 'resource_updated', uri })),
      );
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
