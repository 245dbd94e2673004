import { randomUUID } from 'node:crypto';
import {
  isInitializeRequest,
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { errorResponse } from './http-guards.ts';

/** One person's clients on one machine. A client that left without saying so keeps its session until others need it. */
const MOST_SESSIONS = 32;

/** The protocol's answer to a session that is over: the client starts a new one. */
const SESSION_NOT_FOUND = -32_001;

interface Session {
  readonly server: McpServer;
  readonly transport: WebStandardStreamableHTTPServerTransport;
}

/**
 * Old clients (protocol 2025-11-25 and before) over HTTP. Each gets a session from its handshake on, because what the
 * server asks of them (a confirmation in a form) and tells them (a changed resource) comes back on other requests.
 */
export class HttpSessions {
  readonly #make: () => McpServer;
  /** By id, the one unused for the longest first. */
  readonly #sessions = new Map<string, Session>();

  constructor(make: () => McpServer) {
    this.#make = make;
  }

  async fetch(request: Request, body: unknown): Promise<Response> {
    const id = request.headers.get('mcp-session-id');
    if (id === null) {
      return isInitializeRequest(body)
        ? this.#start(request, body)
        : errorResponse(400, 'This request belongs to no session: send "initialize" first.');
    }
    const session = this.#sessions.get(id);
    if (session === undefined) {
      return errorResponse(404, 'This session is over: send "initialize" again.', {}, SESSION_NOT_FOUND);
    }
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    return session.transport.handleRequest(request, { parsedBody: body });
  }

  async close(): Promise<void> {
    const open = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.allSettled(open.map(({ server }) => server.close()));
  }

  async #start(request: Request, body: unknown): Promise<Response> {
    const server = this.#make();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => {
        this.#sessions.set(id, { server, transport });
        this.#makeRoom();
      },
      onsessionclosed: (id) => {
        this.#sessions.delete(id);
      },
    });
    await server.connect(transport);
    const response = await transport.handleRequest(request, { parsedBody: body });
    // The transport refused the handshake.
    if (transport.sessionId === undefined) await server.close();
    return response;
  }

  #makeRoom(): void {
    const [oldest] = this.#sessions;
    if (this.#sessions.size <= MOST_SESSIONS || oldest === undefined) return;
    this.#sessions.delete(oldest[0]);
    void oldest[1].server.close();
  }
}
