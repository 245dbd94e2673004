import { ExternalError, type ExternalErrorDetails, type ExternalErrorKind } from '../../domain/errors.ts';
import type { AppPair } from './apps.ts';
import { CODES, type CodeMeaning, meaningOf } from './error-codes.ts';

/** The call that an error is about. */
export interface CallContext {
  readonly operation: string;
  /** Missing on the authorisation host. */
  readonly scope?: string;
}

export type FailureFacts = Pick<ExternalErrorDetails, 'code' | 'requestId' | 'retryAfterMs' | 'missingScope'>;

/** What is known of a try that got no usable answer. */
export interface Trouble {
  readonly facts: FailureFacts;
  readonly cause?: unknown;
}

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
    message: `The app or its authorisation lacks the scope ${scope}. Enable it for the app in Partner Center, then run "affiliate-ops auth".`,
  };
}

export function outcomeUnknown(call: CallContext, { facts, cause }: Trouble): ExternalError {
  return failure(
    'outcome_unknown',
    'It was sent and no readable answer came, so it may have happened. It is not sent again before reading back.',
    call,
    facts,
    cause,
  );
}

export function unavailable(call: CallContext, tries: number, { facts, cause }: Trouble): ExternalError {
  return failure(
    'unavailable',
    `The platform gave no usable answer in ${tries} tries. Nothing was changed. It is tried again later.`,
    call,
    facts,
    cause,
  );
}

export function unreadable(call: CallContext, { facts }: Trouble): ExternalError {
  return failure(
    'bad_answer',
    'The answer was not what the platform documents. Nothing was changed. It is tried again later.',
    call,
    facts,
  );
}

/** `field` is its path in the answer, for example `orders.3.create_time`. */
export function lacksField(call: CallContext, field: string): ExternalError {
  return failure(
    'bad_answer',
    `The answer lacks ${field}, or has it in an unknown form. Nothing was changed. If it stays so, update affiliate-ops.`,
    call,
  );
}

/** The answer to a write: it happened, and what it made cannot be read. */
export function writtenLacksField(call: CallContext, field: string): ExternalError {
  return failure(
    'outcome_unknown',
    `It was sent, and the answer lacks ${field} or has it in an unknown form. It is not sent again before reading back.`,
    call,
  );
}

export function clockSkew(call: CallContext): ExternalError {
  return failure(
    'clock_skew',
    "This machine's clock is more than 5 minutes late or 30 seconds early for the platform. Nothing was changed. Turn on network time and try again.",
    call,
  );
}

export function tooLate(call: CallContext): ExternalError {
  return failure(
    'unavailable',
    'Getting ready took too long, so nothing was sent and nothing was changed. It is tried again later.',
    call,
  );
}

/** A refused authorisation is one app's: another of the shop's apps may still answer. */
export function underApp(error: unknown, { appKey, role }: Pick<AppPair, 'appKey' | 'role'>): unknown {
  if (!(error instanceof ExternalError) || error.kind !== 'auth') return error;
  const which = ' It is about the connector app, so with "--app connector" behind it.';
  const message = role === 'connector' ? `${error.message}${which}` : error.message;
  return new ExternalError(message, { ...error.details, appKey }, { cause: error });
}

/** Never sent: with it the path would be another one. */
export function badPathParameter(call: CallContext, name: string): ExternalError {
  return failure(
    'invalid',
    `The ${name} is empty or no plain id, so nothing was sent and nothing was changed. Look up the id and try again.`,
    call,
  );
}

/** No version of the call that we know is left. */
export function capabilityGone(
  call: CallContext,
  versions: readonly string[],
  facts: FailureFacts = {},
): ExternalError {
  return failure(
    'gone',
    `TikTok Shop has retired every version of this call that affiliate-ops knows (${versions.join(', ')}). Nothing was changed. Update affiliate-ops; until then this part stands still and the rest goes on.`,
    call,
    facts,
  );
}
