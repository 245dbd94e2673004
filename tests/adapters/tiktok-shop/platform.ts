import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { requestBreaches, type SentRequest } from '../../contract/breaches.ts';

export const APP_KEY = 'testkey123';
export const APP_SECRET = 'test_secret_0001';
export const REFRESH_ROUTE = 'GET /api/v2/token/refresh';
export const GET_TOKEN_ROUTE = 'GET /api/v2/token/get';

export interface Reply {
  readonly status?: number;
  readonly code?: number;
  readonly message?: string;
  readonly data?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent in place of the envelope. */
  readonly raw?: string;
  /** Cuts the connection after the request was read, without an answer. */
  readonly drop?: boolean;
  /** Runs before the answer leaves. */
  readonly before?: () => Promise<void> | void;
}

export interface ReceivedRequest extends SentRequest {
  readonly accessToken: string | null;
}

/**
 * TikTok Shop on loopback for one test: answers from a script, checks every signature with its own arithmetic and
 * every request against the platform's OpenAPI. What was not scripted counts as trouble.
 */
export class ScriptedPlatform {
  readonly requests: ReceivedRequest[] = [];
  readonly trouble: string[] = [];
  url = '';
  readonly #script = new Map<string, Reply[]>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<ScriptedPlatform> {
    const platform = new ScriptedPlatform();
    await new Promise<void>((resolve) => platform.#server.listen(0, '127.0.0.1', resolve));
    const address = platform.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    platform.url = `http://127.0.0.1:${address.port}`;
    return platform;
  }

  /** Queues answers for a route such as `GET /authorization/202309/shops`. */
  on(route: string, ...replies: Reply[]): this {
    this.#script.set(route, [...(this.#script.get(route) ?? []), ...replies]);
    return this;
  }

  sent(route: string): ReceivedRequest[] {
    return this.requests.filter(({ method, path }) => `${method} ${path}` === route);
  }

  /** Scripted answers that nobody asked for. */
  leftOver(): string[] {
    return [...this.#script].filter(([, replies]) => replies.length > 0).map(([route]) => route);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const received = receivedRequest(request, Buffer.concat(chunks).toString('utf8'));
    this.requests.push(received);
    const route = `${received.method} ${received.path}`;
    if (route !== REFRESH_ROUTE && route !== GET_TOKEN_ROUTE)
      this.trouble.push(...signatureTrouble(received), ...requestBreaches(received));
    const reply = this.#script.get(route)?.shift();
    if (!reply) {
      this.trouble.push(`not scripted: ${route}`);
      response.writeHead(404).end();
      return;
    }
    await reply.before?.();
    if (reply.drop) request.socket.destroy();
    else answer(response, reply);
  }
}

function receivedRequest(request: IncomingMessage, body: string): ReceivedRequest {
  const url = new URL(request.url ?? '', 'http://platform');
  const token = request.headers['x-tts-access-token'];
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    body,
    contentType: request.headers['content-type'] ?? '',
    accessToken: typeof token === 'string' ? token : null,
  };
}

/** Written apart from the adapter's own signing on purpose. */
function signatureTrouble({ path, query, body, contentType }: ReceivedRequest): string[] {
  let text = APP_SECRET + path;
  for (const name of Object.keys(query).sort()) if (name !== 'sign') text += name + query[name];
  const expected = createHmac('sha256', APP_SECRET)
    .update(text + (contentType.startsWith('multipart/') ? '' : body) + APP_SECRET)
    .digest('hex');
  return expected === query.sign ? [] : [`wrong signature on ${path}`];
}

function answer(response: ServerResponse, reply: Reply): void {
  const { code = 0, message = 'Success', data = {} } = reply;
  const text = reply.raw ?? JSON.stringify({ code, message, request_id: 'request-1', data });
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers }).end(text);
}
