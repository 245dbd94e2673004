import { createHmac, timingSafeEqual } from 'node:crypto';

interface SignedRequest {
  path: string;
  query: Iterable<readonly [string, string]>;
  contentType: string;
  body: Buffer | string;
}

/** The signature the platform expects: lower-case hex HMAC-SHA256 over path, sorted raw parameters and body. */
export function expectedSign(secret: string, request: SignedRequest): string {
  const parameters = [...request.query]
    .filter(([key]) => key !== 'sign' && key !== 'access_token')
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([key, value]) => key + value)
    .join('');
  const hmac = createHmac('sha256', secret).update(secret + request.path + parameters);
  if (!request.contentType.startsWith('multipart/form-data')) hmac.update(request.body);
  return hmac.update(secret).digest('hex');
}

export function sameSign(expected: string, given: string): boolean {
  const left = Buffer.from(expected);
  const right = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, right);
}
