import { Agent, request } from 'undici';
import type { z } from 'zod';
import { ExternalError } from '../../../domain/errors.ts';
import type { MachineClock } from '../../../ports/clock.ts';
import type { RequestBucket, RequestStore } from '../../../ports/store/coordination.ts';
import type { ShipBobCall, ShipBobWrite } from './call.ts';
import { badAnswer, outcomeUnknown, rateLimited, refusal, unavailable } from './errors.ts';

/** Supported until 31 July 2028 (wms-apis reference 2.1). */
const API_VERSION = '2026-07';

/** ShipBob counts 150 requests in a sliding minute, per user and app: burst + a minute's refill stays below it. */
const RATE = { perSecond: 1.2, burst: 75 } as const;
const MAX_TRIES = 3;
const BACKOFF_MS = 500;
/** Longer than ShipBob usually asks for (25 s), shorter than a caller's lease. */
const MAX_WAIT_MS = 30_000;
const DEFAULT_RETRY_AFTER_MS = 10_000;
const MAX_RETRY_AFTER_MS = 10 * 60_000;
const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 20_000;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

export interface ShipBobOptions {
  /** For example https://api.shipbob.com; the version's path is added here. */
  readonly apiUrl: string;
  readonly token: string;
  /** Null: found through GET /channel by its write scopes. */
  readonly channelId: string | null;
  readonly machineClock: MachineClock;
  readonly requests: Pick<RequestStore, 'take' | 'holdBack'>;
  /** One event per request sent; `route` is a template, `status` null when no answer came. */
  readonly log: (event: {
    operation: string;
    route: string;
    status: number | null;
    ms: number;
    attempt: number;
  }) => void;
}

export interface Answer {
  readonly status: number;
  /** Parsed JSON; undefined when the body is not JSON. */
  readonly body: unknown;
}

type Exchange =
  | (Answer & { readonly type: 'answered'; readonly retryAfterMs: number })
  /** `sent` false: the connection was never made, so ShipBob cannot have seen the request. */
  | { readonly type: 'lost'; readonly code: string; readonly sent: boolean };

export interface ShipBobClient {
  /** Reads and parses; network errors and 5xx are tried again. */
  get<T>(call: ShipBobCall, schema: z.ZodType<T>): Promise<T>;
  /** The same, with null for a 404. */
  getOrNull<T>(call: ShipBobCall, schema: z.ZodType<T>): Promise<T | null>;
  /** Sends once; again only when nothing can have changed (429, no connection). Doubt is `outcome_unknown`. */
  post(call: ShipBobWrite): Promise<Answer>;
  /** The address of a next page; throws when it leads to another host, which must not see the token. */
  nextPage(call: ShipBobCall, next: string): URL;
  close(): Promise<void>;
}

function errorField(error: unknown, field: 'code' | 'syscall'): string | null {
  if (typeof error !== 'object' || error === null || !(field in error)) return null;
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' ? value : null;
}

/** True only for failures of name look-up and of connecting; a reset may come after the request was read. */
function wasNeverSent(error: unknown): boolean {
  if (errorField(error, 'code') === 'UND_ERR_CONNECT_TIMEOUT') return true;
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(wasNeverSent);
  return ['connect', 'getaddrinfo'].includes(errorField(error, 'syscall') ?? '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function retryAfter(header: string | string[] | undefined): number {
  const seconds = Number(Array.isArray(header) ? header[0] : header);
  if (!Number.isFinite(seconds) || seconds <= 0) return DEFAULT_RETRY_AFTER_MS;
  return Math.min(seconds * 1000, MAX_RETRY_AFTER_MS);
}

/** Names the first field that does not fit: paths come from our schema and never hold a value. */
function misfit(error: z.ZodError): string {
  const path = error.issues[0]?.path ?? [];
  const name = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return name === '' ? 'the body is missing or of another shape' : `${name} is missing or of another type`;
}

function parseAnswer<T>(call: ShipBobCall, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw badAnswer(call, misfit(parsed.error));
}

/** HTTP with ShipBob: address, token, timeouts, shared rate limit, retries. Knows nothing of orders. */
export function createClient(options: ShipBobOptions): ShipBobClient {
  const base = `${options.apiUrl.replace(/\/+$/, '')}/${API_VERSION}`;
  const origin = new URL(base).origin;
  const bucket: RequestBucket = { key: `shipbob ${origin}`, ...RATE };
  const clock = options.machineClock;
  const agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
    maxResponseSize: MAX_ANSWER_BYTES,
    // One request per connection at a time: a lost connection then puts one write in doubt, not several.
    allowH2: false,
  });

  async function takeTurn(call: ShipBobCall): Promise<void> {
    for (let waited = 0; ; ) {
      const wait = await options.requests.take(bucket, clock.now());
      if (wait <= 0) return;
      waited += wait;
      if (waited > MAX_WAIT_MS) throw rateLimited(call, wait);
      await clock.wait(wait);
    }
  }

  async function exchange(call: ShipBobCall | ShipBobWrite, attempt: number): Promise<Exchange> {
    const url = call.target instanceof URL ? call.target : new URL(`${base}${call.target}`);
    const startedAt = clock.now();
    let status: number | null = null;
    try {
      const response = await request(url, { dispatcher: agent, ...requestOf(call, options.token) });
      status = response.statusCode;
      const body = parseJson(await response.body.text());
      const retryAfterMs = retryAfter(response.headers['x-retry-after']);
      return { type: 'answered', status, body, retryAfterMs };
    } catch (error) {
      const code = errorField(error, 'code') ?? 'no answer';
      return { type: 'lost', code, sent: !wasNeverSent(error) };
    } finally {
      const ms = clock.now() - startedAt;
      options.log({ operation: call.operation, route: call.route, status, ms, attempt });
    }
  }

  async function send(call: ShipBobCall | ShipBobWrite): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      await takeTurn(call);
      const answer = settled(call, await exchange(call, attempt));
      if (!(answer instanceof ExternalError)) return answer;
      const { kind, retryAfterMs } = answer.details;
      if (kind === 'rate_limited')
        await options.requests.holdBack(bucket.key, clock.now() + (retryAfterMs ?? 0));
      if (kind === 'outcome_unknown' || attempt === MAX_TRIES) throw answer;
      // After a 429 the limiter makes everybody wait; other failures get a growing pause.
      if (kind === 'unavailable') await clock.wait(backoff(attempt));
    }
  }

  async function getOrNull<T>(call: ShipBobCall, schema: z.ZodType<T>): Promise<T | null> {
    const answer = await send(call);
    if (answer.status === 404) return null;
    if (answer.status < 200 || answer.status > 299) throw refusal(call, answer.status, answer.body);
    return parseAnswer(call, schema, answer.body);
  }

  return {
    getOrNull,
    async get(call, schema) {
      const found = await getOrNull(call, schema);
      if (found === null) throw refusal(call, 404, undefined);
      return found;
    },
    post: send,
    nextPage(call, next) {
      const url = URL.parse(next, `${base}${call.route}`);
      if (url?.origin !== origin)
        throw badAnswer(call, 'the next page lies on another host, so it was not read');
      return url;
    },
    close: () => agent.close(),
  };
}

/** The answer to work with, or the failure that prevents one. A write that may have arrived is in doubt. */
function settled(call: ShipBobCall | ShipBobWrite, exchanged: Exchange): Answer | ExternalError {
  const write = 'body' in call;
  if (exchanged.type === 'lost') {
    const inDoubt = write && exchanged.sent;
    return inDoubt ? outcomeUnknown(call, exchanged.code) : unavailable(call, exchanged.code);
  }
  const { status } = exchanged;
  if (status === 429) return rateLimited(call, exchanged.retryAfterMs);
  if (status < 500 && status !== 408) return exchanged;
  return write ? outcomeUnknown(call, String(status)) : unavailable(call, String(status));
}

function requestOf(call: ShipBobCall | ShipBobWrite, token: string) {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  if (!('body' in call)) return { method: 'GET', headers } as const;
  return {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', shipbob_channel_id: call.channelId },
    body: JSON.stringify(call.body),
  } as const;
}

function backoff(attempt: number): number {
  return Math.round(BACKOFF_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
}
