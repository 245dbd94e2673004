import { createHmac } from 'node:crypto';

export interface SignedParts {
  /** Path as it stands in the URL, without host and query. */
  readonly path: string;
  /** Raw values, not percent-encoded. */
  readonly query: Readonly<Record<string, string>>;
  /** The exact bytes that are sent as JSON; empty without a body. A multipart body is never part of a signature. */
  readonly body: string;
}

/** The platform's request signature (reference 2): HMAC-SHA256 in lower-case hex. */
export function sign(parts: SignedParts, appSecret: string): string {
  const query = Object.entries(parts.query)
    .filter(([name]) => name !== 'sign' && name !== 'access_token')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => name + value)
    .join('');
  const text = `${appSecret}${parts.path}${query}${parts.body}${appSecret}`;
  return createHmac('sha256', appSecret).update(text, 'utf8').digest('hex');
}
