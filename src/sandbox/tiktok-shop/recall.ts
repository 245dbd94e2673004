import { createHash } from 'node:crypto';
import { MINUTE } from '../clock.ts';
import type { WireRequest } from '../http.ts';

/** How old a stale answer may be; a cache that lags longer is not claimed of the platform. */
const STALE_FOR = 30 * MINUTE;
/** Answers that are kept; the oldest give way. */
const KEPT = 2000;
/** What only reads although it is a POST. */
const READ = /\/(search|query|filter|check)$/;
const ALIAS = /^again(\d+)\./;

/** What was answered before, for faults that answer it again. Lives as long as the hosting process. */
export interface Recall {
  /** What the identical request got before, if that is recent enough. */
  stale(request: WireRequest, now: number): { data: unknown } | null;
  /** The page before the one asked for, with a token that leads on to that one. */
  pageBefore(request: WireRequest): { data: unknown } | null;
  keep(request: WireRequest, data: unknown, now: number): void;
}

export function recall(): Recall {
  const answers = bounded<{ data: unknown; at: number }>();
  const pages = bounded<{ data: unknown }>();
  return {
    stale: (request, now) => {
      const before = isRead(request) ? answers.get(keyOf(request)) : undefined;
      return before === undefined || now - before.at > STALE_FOR ? null : before;
    },
    pageBefore: (request) => {
      const token = request.query.get('page_token');
      if (token === null || token === '') return null;
      const before = pages.get(keyOf(request, plainToken(token)));
      if (before === undefined) return null;
      const serial = Number(ALIAS.exec(token)?.[1] ?? 0) + 1;
      // Another spelling of the same token, so that a reader who fears going in circles goes on.
      return { data: withNextToken(before.data, `again${serial}.${plainToken(token)}`) };
    },
    keep: (request, data, now) => {
      if (!isRead(request)) return;
      answers.set(keyOf(request), { data, at: now });
      const next = nextToken(data);
      if (next !== '') pages.set(keyOf(request, next), { data });
    },
  };
}

/** Page tokens as the endpoints know them: without what a repeated page put before them. */
export function withPlainToken(query: URLSearchParams): URLSearchParams {
  const token = query.get('page_token');
  if (token === null || !ALIAS.test(token)) return query;
  const plain = new URLSearchParams(query);
  plain.set('page_token', plainToken(token));
  return plain;
}

const plainToken = (token: string): string => token.replace(ALIAS, '');

const isRead = (request: WireRequest): boolean => request.method === 'GET' || READ.test(request.path);

/** One key for requests that ask the same, whenever they are signed. */
function keyOf(request: WireRequest, pageToken = plainToken(request.query.get('page_token') ?? '')): string {
  const query = [...request.query]
    .filter(([name]) => !['sign', 'timestamp', 'page_token'].includes(name))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const text = JSON.stringify([request.method, request.path, query, pageToken]);
  return createHash('sha256').update(text).update(request.body).digest('base64url');
}

interface Paged {
  next_page_token?: unknown;
  data?: Paged;
}

/** Some routes put the payload one level deeper (platform reference 3.1). */
function holder(data: unknown): Paged | null {
  if (typeof data !== 'object' || data === null) return null;
  // Any object fits Paged: every key of it is optional and looked at as unknown.
  const paged = data as Paged;
  if ('next_page_token' in paged) return paged;
  return typeof paged.data === 'object' && paged.data !== null ? holder(paged.data) : null;
}

function nextToken(data: unknown): string {
  const token = holder(data)?.next_page_token;
  return typeof token === 'string' ? token : '';
}

function withNextToken(data: unknown, token: string): unknown {
  const copy: unknown = structuredClone(data);
  const paged = holder(copy);
  if (paged !== null) paged.next_page_token = token;
  return copy;
}

function bounded<T>(): { get(key: string): T | undefined; set(key: string, value: T): void } {
  const kept = new Map<string, T>();
  return {
    get: (key) => kept.get(key),
    set: (key, value) => {
      kept.delete(key);
      kept.set(key, value);
      const oldest = kept.size > KEPT ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
    },
  };
}
