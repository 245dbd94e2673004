import { Agent, type Dispatcher } from 'undici';
import { SECOND } from '../../domain/time.ts';
import { parseJson } from './json.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query, encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for none. */
  readonly body: string | Uint8Array;
}

export type HttpAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfter: string | null;
      /** Parsed JSON; undefined when it is none. */
      readonly json: unknown;
    }
  /** Certainly never reached the platform. */
  | { readonly kind: 'unsent'; readonly cause: unknown }
  /** No whole answer came; the platform may have acted on the request. */
  | { readonly kind: 'lost'; readonly cause: unknown };

export interface HttpHost {
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** Larger than any documented page by far. */
const MAXIMUM_ANSWER_BYTES = 32 * 1024 * 1024;

/** A connection pool for one host. Never throws: trouble is part of the answer. */
export function openHost(url: string): HttpHost {
  const origin = new URL(url).origin;
  const agent = new Agent({
    connections: 8,
    connect: { timeout: 5 * SECOND },
    headersTimeout: 15 * SECOND,
    bodyTimeout: 15 * SECOND,
    maxResponseSize: MAXIMUM_ANSWER_BYTES,
  });
  return {
    send: (request) => send(agent, origin, request),
    close: () => agent.close(),
  };
}

async function send(agent: Agent, origin: string, request: HttpRequest): Promise<HttpAnswer> {
  try {
    const response = await agent.request({
      origin,
      path: request.target,
      method: request.method,
      headers: request.headers,
      body: request.body.length === 0 ? null : request.body,
    });
    const text = await response.body.text();
    const retryAfter = headerText(response.headers['retry-after']);
    return { kind: 'answered', status: response.statusCode, retryAfter, json: readJson(text) };
  } catch (cause) {
    return { kind: neverConnected(cause) ? 'unsent' : 'lost', cause };
  }
}

function headerText(value: Dispatcher.ResponseData['headers'][string]): string | null {
  return typeof value === 'string' ? value : null;
}

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

const BEFORE_SENDING = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_INVALID_ARG']);

/** Name resolution and connecting come before the first byte is sent. */
function neverConnected(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(neverConnected);
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && BEFORE_SENDING.has(error.code)) return true;
  return 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo');
}
