import type { z } from 'zod';
import type { ExternalError } from '../../domain/errors.ts';
import type { ShopRef } from '../../domain/shop.ts';
import { SECOND, type Timestamp } from '../../domain/time.ts';
import type { MachineClock, ProgramClock } from '../../ports/clock.ts';
import type { RequestBucket } from '../../ports/store/coordination.ts';
import { ENDPOINTS, type Endpoint, type OperationName } from './endpoints.ts';
import { type CallContext, type FailureFacts, failure } from './failures.ts';
import type { HttpHost, HttpRequest } from './http.ts';
import { backoff, type Limiter, tooBusy } from './limiter.ts';
import { sign } from './sign.ts';
import type { TokenSession } from './tokens.ts';
import { toSeconds } from './units.ts';
import { envelopeOf, judge, type Verdict } from './verdict.ts';
import type { BodyOf, PathOf, QueryOf } from './wire.ts';

/** One line per try. Route templates only: no URL, body, token or platform text. */
export type CallLog = (event: {
  readonly operation: string;
  readonly route: string;
  readonly status: number | null;
  readonly code: number | null;
  readonly requestId: string | null;
  readonly ms: number;
  readonly attempt: number;
}) => void;

export interface ClientOptions {
  readonly host: HttpHost;
  readonly appKey: string;
  readonly appSecret: string;
  readonly openSession: () => TokenSession;
  readonly limiter: Limiter;
  readonly programClock: ProgramClock;
  readonly machineClock: MachineClock;
  readonly log: CallLog;
}

export interface CallRequest<K extends OperationName> {
  /** Null for calls that are not about a shop. */
  readonly shop: ShopRef | null;
  readonly path?: PathOf<K>;
  readonly query?: QueryOf<K>;
  readonly body?: BodyOf<K>;
}

export interface Client {
  /**
   * One call with everything around it: slot, token, signature, safe retries. Throws `ExternalError`; a write that
   * may have happened throws kind `outcome_unknown`.
   */
  call<K extends OperationName, S extends z.ZodType>(
    operation: K,
    request: CallRequest<K>,
    answer: S,
  ): Promise<z.output<S>>;
}

const TRIES = 3;
const FAULT_BACKOFF_MS = SECOND / 2;
/**
 * How long a call may wait for slots. Writes run under an action's lease: nothing leaves after this time, and the
 * dispatcher comes back.
 */
const PATIENCE_MS = { read: 30 * SECOND, get_or_create: 10 * SECOND, write: 10 * SECOND };

/** A call on its way: what every try of it shares. */
interface Flight {
  readonly call: CallContext;
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Serialised once: these bytes are signed and sent. */
  readonly body: string;
  readonly bucket: RequestBucket;
  readonly session: TokenSession;
  readonly deadline: Timestamp;
  tries: number;
  otherTokenTried: boolean;
  clockRead: boolean;
}

export function createClient(options: ClientOptions): Client {
  const { host, appKey, appSecret, limiter, machineClock, programClock, log } = options;

  async function call<K extends OperationName, S extends z.ZodType>(
    operation: K,
    request: CallRequest<K>,
    answer: S,
  ): Promise<z.output<S>> {
    const flight = prepare(operation, request);
    for (let attempt = 1; ; attempt += 1) {
      const accessToken = await flight.session.accessToken();
      await limiter.admit(flight.bucket, flight.call, flight.deadline);
      if (mayHaveChanged(flight) && machineClock.now() > flight.deadline) throw tooLate(flight);
      const verdict = await tryOnce(flight, accessToken, attempt);
      if (verdict.kind === 'accepted') return readAnswer(flight, verdict.data, answer);
      await settle(flight, verdict, accessToken);
    }
  }

  function prepare<K extends OperationName>(operation: K, request: CallRequest<K>): Flight {
    const endpoint: Endpoint = ENDPOINTS[operation];
    const { shop } = request;
    return {
      call: { operation, scope: endpoint.scope },
      endpoint,
      path: fillPath(endpoint.path, request.path ?? {}),
      query: {
        app_key: appKey,
        ...textValues(request.query ?? {}),
        ...(endpoint.shopLevel && shop && { shop_cipher: shop.cipher }),
      },
      body: request.body === undefined ? '' : JSON.stringify(request.body),
      bucket: { key: `${appKey}:${shop?.shopId ?? '-'}:${operation}`, ...endpoint.rate },
      session: options.openSession(),
      deadline: machineClock.now() + PATIENCE_MS[endpoint.effect],
      tries: 0,
      otherTokenTried: false,
      clockRead: false,
    };
  }

  async function tryOnce(flight: Flight, accessToken: string, attempt: number): Promise<Verdict> {
    const started = machineClock.now();
    const answer = await host.send(signed(flight, accessToken));
    const envelope = envelopeOf(answer);
    log({
      operation: flight.call.operation,
      route: `${flight.endpoint.method} ${flight.endpoint.path}`,
      status: answer.kind === 'answered' ? answer.status : null,
      code: envelope?.code ?? null,
      requestId: envelope?.requestId ?? null,
      ms: machineClock.now() - started,
      attempt,
    });
    return judge(answer, envelope, flight.call);
  }

  /** A new timestamp and signature for each try. */
  function signed(flight: Flight, accessToken: string): HttpRequest {
    const { path, body, endpoint } = flight;
    const query = { ...flight.query, timestamp: String(toSeconds(programClock.now())) };
    const all = { ...query, sign: sign({ path, query, body }, appSecret) };
    const encoded = Object.entries(all).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return {
      method: endpoint.method,
      target: `${path}?${encoded.join('&')}`,
      headers: {
        'x-tts-access-token': accessToken,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body,
    };
  }

  /** Returns when another try is safe and may help; throws otherwise. */
  async function settle(
    flight: Flight,
    verdict: Exclude<Verdict, { kind: 'accepted' }>,
    accessToken: string,
  ): Promise<void> {
    switch (verdict.kind) {
      case 'refused':
        throw verdict.error;
      case 'unreadable':
        throw mayHaveChanged(flight) ? outcomeUnknown(flight, verdict) : unreadable(flight, verdict);
      case 'token_rejected':
        if (flight.otherTokenTried) throw verdict.error;
        flight.otherTokenTried = true;
        if (!(await flight.session.rejected(accessToken, verdict.expired))) throw verdict.error;
        return;
      case 'clock_doubted':
        if (flight.clockRead || !(await programClock.resync())) throw clockSkew(flight);
        flight.clockRead = true;
        return;
      case 'slow_down':
        return await slowDown(flight, verdict.retryAfter);
      case 'fault':
        if (verdict.sent && mayHaveChanged(flight)) throw outcomeUnknown(flight, verdict);
        return await afterFault(flight, verdict);
    }
  }

  async function slowDown(flight: Flight, retryAfter: string | null): Promise<void> {
    flight.tries += 1;
    const delay = await limiter.slowDown(flight.bucket.key, retryAfter, flight.tries);
    if (flight.tries >= TRIES || machineClock.now() + delay > flight.deadline) {
      throw tooBusy(flight.call, delay);
    }
  }

  async function afterFault(flight: Flight, trouble: Trouble): Promise<void> {
    flight.tries += 1;
    const delay = backoff(FAULT_BACKOFF_MS, flight.tries);
    if (flight.tries >= TRIES) throw unavailable(flight, trouble);
    await machineClock.wait(delay);
  }

  return { call };
}

function readAnswer<S extends z.ZodType>(flight: Flight, data: unknown, schema: S): z.output<S> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  if (mayHaveChanged(flight)) throw outcomeUnknown(flight, { facts: {} });
  const field = parsed.error.issues[0]?.path.join('.') || 'data';
  throw failure(
    'bad_answer',
    `The answer lacks ${field}, or has it in an unknown form. Nothing was changed. If it stays so, update affiliate-ops.`,
    flight.call,
  );
}

function fillPath(template: string, parameters: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}

function textValues(query: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}

function mayHaveChanged(flight: Flight): boolean {
  return flight.endpoint.effect === 'write';
}

/** What is known of a try that got no usable answer. */
interface Trouble {
  readonly facts: FailureFacts;
  readonly cause?: unknown;
}

function outcomeUnknown(flight: Flight, { facts, cause }: Trouble): ExternalError {
  return failure(
    'outcome_unknown',
    'It was sent and no readable answer came, so it may have happened. It is not sent again before reading back.',
    flight.call,
    facts,
    cause,
  );
}

function unavailable(flight: Flight, { facts, cause }: Trouble): ExternalError {
  return failure(
    'unavailable',
    `The platform gave no usable answer in ${TRIES} tries. Nothing was changed. It is tried again later.`,
    flight.call,
    facts,
    cause,
  );
}

function unreadable(flight: Flight, { facts }: Trouble): ExternalError {
  return failure(
    'bad_answer',
    'The answer was not what the platform documents. Nothing was changed. It is tried again later.',
    flight.call,
    facts,
  );
}

function clockSkew(flight: Flight): ExternalError {
  return failure(
    'clock_skew',
    "This machine's clock is more than 5 minutes late or 30 seconds early for the platform. Nothing was changed. Turn on network time and try again.",
    flight.call,
  );
}

function tooLate(flight: Flight): ExternalError {
  return failure(
    'unavailable',
    'Getting ready took too long, so nothing was sent and nothing was changed. It is tried again later.',
    flight.call,
  );
}
