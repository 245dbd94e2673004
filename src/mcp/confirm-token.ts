import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { PendingConfirmation } from '../ports/store/confirmations.ts';

/** 128 bits: nobody guesses it in ten minutes, and it stays short enough for a model to repeat. */
const SIGNATURE_BYTES = 16;

/** Hash over what binds an item: equal for equal values, whatever the order of their names. */
export function hashItem(binds: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(canonicalJson(binds)).digest('base64url');
}

/** `<confirmation id>.<signature over everything that the yes covers>`. */
export function confirmToken(pending: PendingConfirmation, key: Uint8Array): string {
  return `${pending.confirmationId}.${signature(pending, key).toString('base64url')}`;
}

export function tokenParts(token: string): { confirmationId: string } | null {
  const match = /^([A-Za-z0-9_-]{1,64})\.[A-Za-z0-9_-]{22}$/.exec(token.trim());
  return match?.[1] === undefined ? null : { confirmationId: match[1] };
}

export function tokenIsOurs(token: string, pending: PendingConfirmation, key: Uint8Array): boolean {
  const given = Buffer.from(token.trim().slice(token.trim().indexOf('.') + 1), 'base64url');
  const expected = signature(pending, key);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function signature(pending: PendingConfirmation, key: Uint8Array): Buffer {
  const { confirmationId, tool, shopId, items, context, expiresAt } = pending;
  const signed = canonicalJson({ confirmationId, tool, shopId, items, context, expiresAt });
  return createHmac('sha256', key)
    .update(`affiliate-ops confirm 1\n${signed}`)
    .digest()
    .subarray(0, SIGNATURE_BYTES);
}

/** JSON with the names of every object in order, as the store may give them back in another. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
