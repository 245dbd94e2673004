/** What kind of trouble an outside system gave, so that callers decide by kind and never by text. */
export type ExternalErrorKind =
  /** Token revoked or expired for good, or a secret is wrong: a person must authorise again. */
  | 'auth'
  /** The app or token lacks a scope. */
  | 'scope'
  /** The machine's clock is outside the platform's window. */
  | 'clock_skew'
  /** Slow down; nothing was changed. */
  | 'rate_limited'
  /** A daily or weekly quota is used up; nothing was changed. */
  | 'quota'
  /** The system understood and said no; nothing was changed. `code` says why. */
  | 'refused'
  | 'not_found'
  /** The request was malformed in the system's eyes; nothing was changed. */
  | 'invalid'
  /** Every version of the call that we know was retired: only an update of affiliate-ops brings it back. */
  | 'gone'
  /** No connection, or a fault of theirs, on a request that cannot have changed anything. */
  | 'unavailable'
  /** A write was sent and no readable answer came: it may have happened. */
  | 'outcome_unknown'
  /** The answer to a read was not what the system documents. */
  | 'bad_answer';

export interface ExternalErrorDetails {
  readonly system: 'tiktok_shop' | 'wms';
  readonly kind: ExternalErrorKind;
  /** Our name for the call, for example review_sample_application. */
  readonly operation: string;
  /** The system's own error code, as text. */
  readonly code?: string;
  /** Support asks for it. */
  readonly requestId?: string;
  readonly retryAfterMs?: number;
  readonly missingScope?: string;
  /** Key of the app under which the call went out or would have; only where the kind is `auth`. */
  readonly appKey?: string;
}

/**
 * Trouble with TikTok Shop or the warehouse. `message` is ours, safe to show: never the other side's text,
 * a recipient's data, a token or a URL.
 */
export class ExternalError extends Error {
  override readonly name = 'ExternalError';
  readonly details: ExternalErrorDetails;

  constructor(message: string, details: ExternalErrorDetails, options?: ErrorOptions) {
    super(message, options);
    this.details = details;
  }

  get kind(): ExternalErrorKind {
    return this.details.kind;
  }
}

/** Trying the same again later can help without a person. */
export function isPassing(error: ExternalError): boolean {
  return ['rate_limited', 'unavailable', 'bad_answer'].includes(error.kind);
}

export type OperatorErrorKind = 'input' | 'not_found' | 'conflict' | 'policy' | 'setup' | 'storage';

/**
 * Something the operator or their assistant can act on. `message` says what happened, `changed` whether
 * anything was changed, `next` what to do.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
  readonly kind: OperatorErrorKind;
  readonly changed: string;
  readonly next: string;

  constructor(
    kind: OperatorErrorKind,
    message: string,
    next: string,
    changed = 'Nothing was changed.',
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.kind = kind;
    this.changed = changed;
    this.next = next;
  }
}

/** The lease on an action went to another process: stop at once, write nothing more. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** The operator paused the shop: the request that was about to leave must not. */
export class PausedError extends Error {
  override readonly name = 'PausedError';

  constructor() {
    super('The operator paused everything that writes.');
  }
}
