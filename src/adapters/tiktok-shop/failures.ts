import { ExternalError, type ExternalErrorDetails, type ExternalErrorKind } from '../../domain/errors.ts';
import { CODES, type CodeMeaning, meaningOf } from './error-codes.ts';

/** The call that an error is about. */
export interface CallContext {
  readonly operation: string;
  /** Missing on the authorisation host. */
  readonly scope?: string;
}

export type FailureFacts = Pick<ExternalErrorDetails, 'code' | 'requestId' | 'retryAfterMs' | 'missingScope'>;

/** An error in our words, led by what was being done. */
export function failure(
  kind: ExternalErrorKind,
  message: string,
  call: CallContext,
  facts: FailureFacts = {},
  cause?: unknown,
): ExternalError {
  const details = { system: 'tiktok_shop', kind, operation: call.operation, ...facts } as const;
  const text = `TikTok Shop, ${call.operation.replaceAll('_', ' ')}: ${message}`;
  return new ExternalError(text, details, cause === undefined ? undefined : { cause });
}

/** The error for a code that is a definite no: nothing was changed by the request. */
export function failureOfCode(code: number, requestId: string | null, call: CallContext): ExternalError {
  const meaning = code === CODES.scopeMissing ? missingScope(call) : meaningOf(code);
  return failure(meaning.kind, `${meaning.message} Nothing was changed.`, call, {
    code: String(code),
    ...(requestId !== null && { requestId }),
    ...(code === CODES.scopeMissing && call.scope !== undefined && { missingScope: call.scope }),
  });
}

function missingScope(call: CallContext): CodeMeaning {
  const scope = call.scope ?? 'for this call';
  return {
    kind: 'scope',
    message: `The app or its authorisation lacks the scope ${scope}. Enable it for the app in Partner Center, authorise the app again in Seller Center, put the new refresh token in TIKTOK_SHOP_REFRESH_TOKEN and restart.`,
  };
}
