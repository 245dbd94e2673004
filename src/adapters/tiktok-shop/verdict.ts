import { z } from 'zod';
import type { ExternalError } from '../../domain/errors.ts';
import { CODES, GONE_CODES } from './error-codes.ts';
import { type CallContext, type FailureFacts, failureOfCode } from './failures.ts';
import type { HttpAnswer } from './http.ts';

/** What an answer means for the request that got it. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly data: unknown }
  /** Turned away before anything was done. */
  | { readonly kind: 'slow_down'; readonly retryAfter: string | null }
  | { readonly kind: 'token_rejected'; readonly error: ExternalError; readonly expired: boolean }
  | { readonly kind: 'clock_doubted' }
  /** The platform does not know this version of the call (any more). */
  | { readonly kind: 'version_gone'; readonly facts: FailureFacts }
  /** No answer or a fault of theirs. `sent` false: the request never reached them. */
  | { readonly kind: 'fault'; readonly sent: boolean; readonly facts: FailureFacts; readonly cause?: unknown }
  | { readonly kind: 'unreadable'; readonly facts: FailureFacts }
  | { readonly kind: 'refused'; readonly error: ExternalError };

const envelopeSchema = z.object({
  code: z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)]),
  message: z.string().nullish(),
  request_id: z.string().nullish(),
  data: z.unknown().optional(),
});

export interface Envelope {
  readonly code: number;
  readonly message: string;
  readonly requestId: string | null;
  readonly data: unknown;
}

/** Null when there is no answer or it is not the platform's envelope. */
export function envelopeOf(answer: HttpAnswer): Envelope | null {
  if (answer.kind !== 'answered') return null;
  const parsed = envelopeSchema.safeParse(answer.json);
  if (!parsed.success) return null;
  const { code, message, request_id, data } = parsed.data;
  return { code, message: message ?? '', requestId: request_id ?? null, data: data ?? {} };
}

/** Decides on the body's code: the HTTP statuses of most codes are not documented. */
export function judge(answer: HttpAnswer, envelope: Envelope | null, call: CallContext): Verdict {
  if (answer.kind !== 'answered') {
    return { kind: 'fault', sent: answer.kind === 'lost', facts: {}, cause: answer.cause };
  }
  const code = envelope?.code;
  if (answer.status === 429 || code === CODES.tooManyRequests) {
    return { kind: 'slow_down', retryAfter: answer.retryAfter };
  }
  if (answer.status >= 500 || code === CODES.internalError || code === CODES.timedOut) {
    return { kind: 'fault', sent: true, facts: factsOf(envelope) };
  }
  const success = answer.status < 300;
  if (envelope === null || (code === CODES.success && !success)) {
    return { kind: 'unreadable', facts: factsOf(envelope) };
  }
  return judgeCode(envelope, call);
}

function judgeCode(envelope: Envelope, call: CallContext): Verdict {
  const { code, message, requestId, data } = envelope;
  if (code === CODES.success) return { kind: 'accepted', data };
  // One code for many causes: only the text tells the timestamp from the rest.
  if (code === CODES.badRequest && /timestamp/i.test(message)) return { kind: 'clock_doubted' };
  if (GONE_CODES.has(code)) return { kind: 'version_gone', facts: factsOf(envelope) };
  const error = failureOfCode(code, requestId, call);
  if (code === CODES.accessTokenExpired || code === CODES.authorisationRemoved) {
    return { kind: 'token_rejected', error, expired: code === CODES.accessTokenExpired };
  }
  return { kind: 'refused', error };
}

function factsOf(envelope: Envelope | null): FailureFacts {
  if (envelope === null) return {};
  const { code, requestId } = envelope;
  return { code: String(code), ...(requestId !== null && { requestId }) };
}
