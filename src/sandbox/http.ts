import type { IncomingMessage } from 'node:http';

/** A request after its body was read: everything a handler may look at. */
export interface WireRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export interface WireAnswer {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** Compiles a path with `{name}` parts into a matcher that answers the parts, or null. */
export function pathMatcher(template: string): (path: string) => Record<string, string> | null {
  const names: string[] = [];
  const pattern = template.replace(/\{(\w+)\}|[.*+?^$()|[\]\\]/g, (found, name: string | undefined) => {
    if (name === undefined) return `\\${found}`;
    names.push(name);
    return '([^/:]+)';
  });
  const expression = new RegExp(`^${pattern}$`);
  return (path) => {
    const match = expression.exec(path);
    if (match === null) return null;
    return Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? '']));
  };
}

/** Counts calls per key in a sliding window. Answers how long to wait in milliseconds, 0 when the call may pass. */
export function slidingLimit(
  limit: number,
  windowMs: number,
): { take(key: string, now: number): { waitMs: number; left: number } } {
  const calls = new Map<string, number[]>();
  return {
    take: (key, now) => {
      const recent = (calls.get(key) ?? []).filter((at) => at > now - windowMs);
      calls.set(key, recent);
      if (recent.length >= limit) return { waitMs: (recent[0] ?? now) + windowMs - now, left: 0 };
      recent.push(now);
      return { waitMs: 0, left: limit - recent.length };
    },
  };
}
