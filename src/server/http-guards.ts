import { createHash, timingSafeEqual } from 'node:crypto';
import {
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from '@modelcontextprotocol/server';

/** Where the server may listen: only this machine reaches it, whoever has the token. */
export const LOOPBACK_HOSTS = ['127.0.0.1', '::1', 'localhost'] as const;
export type LoopbackHost = (typeof LOOPBACK_HOSTS)[number];

/** JSON-RPC leaves -32000 to servers; the SDK's own guards answer with it too. */
const REFUSED = -32_000;

/**
 * The answer to a request that may not come in, or null. A page in a browser on this machine can reach loopback by a
 * name of its own (DNS rebinding): its Host or Origin gives it away, before the token is looked at.
 */
export function refusal(request: Request, token: string): Response | null {
  return (
    hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
    originValidationResponse(request, localhostAllowedOrigins()) ??
    bearerRefusal(request, token)
  );
}

function bearerRefusal(request: Request, token: string): Response | null {
  const given = /^bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (given !== undefined && sameSecret(given, token)) return null;
  const challenge = 'Bearer realm="affiliate-ops"';
  return errorResponse(
    401,
    given === undefined
      ? 'This server needs its token: send the header "Authorization: Bearer TOKEN".'
      : 'This is not the token of this server.',
    { 'www-authenticate': given === undefined ? challenge : `${challenge}, error="invalid_token"` },
  );
}

/** Digests have one length, so that the comparison takes the same time whatever was given. */
function sameSecret(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** A refusal before any MCP server saw the request, in the form that clients read. */
export function errorResponse(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  code = REFUSED,
): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status, headers });
}
