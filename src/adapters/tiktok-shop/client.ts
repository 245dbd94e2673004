import type { z } from 'zod';
import type { ShopRef } from '../../domain/shop.ts';
import { SECOND, type Timestamp } from '../../domain/time.ts';
import type { MachineClock, ProgramClock } from '../../ports/clock.ts';
import type { RequestBucket } from '../../ports/store/coordination.ts';
import type { RequestPurpose } from '../../ports/tiktok-shop.ts';
import type { AnswerWatch } from './answer-watch.ts';
import { type Circuit, type CircuitBreaker, circuitOf } from './breaker.ts';
import type { Budget } from './budget.ts';
import { ENDPOINTS, type Endpoint, type OperationName, versionPath } from './endpoints.ts';
import {
  badPathParameter,
  type CallContext,
  capabilityGone,
  clockSkew,
  lacksField,
  outcomeUnknown,
  type Trouble,
  tooLate,
  unavailable,
  underApp,
  unreadable,
  writtenLacksField,
} from './failures.ts';
import type { Grant, Grants } from './grants.ts';
import type { HttpHost } from './http.ts';
import { backoff, type Limiter, tooBusy } from './limiter.ts';
import type { NoticeLog } from './notices.ts';
import {
  type FilePart,
  fileBody,
  fillPath,
  jsonBody,
  type OutgoingBody,
  queryTexts,
  signedRequest,
  unfitParameter,
} from './outgoing.ts';
import { envelopeOf, judge, type Verdict } from './verdict.ts';
import type { Versions } from './versions.ts';
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
  readonly grants: Grants;
  readonly limiter: Limiter;
  readonly budget: Budget;
  readonly breaker: CircuitBreaker;
  readonly versions: Versions;
  readonly watch: AnswerWatch;
  readonly programClock: ProgramClock;
  readonly machineClock: MachineClock;
  readonly log: CallLog;
  readonly notice: NoticeLog;
}

/** The shop a call is about, or the authorisation under which one goes out that is about no shop. */
type About = { readonly shop: ShopRef } | { readonly grant: Grant };

export type CallRequest<K extends OperationName> = About & {
  readonly path?: PathOf<K>;
  readonly query?: QueryOf<K>;
  readonly body?: BodyOf<K>;
  /** In place of a body, where the endpoint takes a file. */
  readonly file?: FilePart;
};

export interface Client {
  /**
   * One call with everything around it: grant, version, slot, budget, breaker, token, signature, safe retries. Throws
   * `ExternalError`; a write that may have happened throws kind `outcome_unknown`.
   */
  call<K extends OperationName, S extends z.ZodType>(
    operation: K,
    request: CallRequest<K>,
    answer: S,
  ): Promise<z.output<S>>;
  /** The same client, its requests counted under the purpose. */
  spentOn(purpose: RequestPurpose): Client;
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
  readonly operation: OperationName;
  readonly call: CallContext;
  readonly endpoint: Endpoint;
  readonly grant: Grant;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: OutgoingBody;
  readonly bucket: RequestBucket;
  readonly circuit: Circuit;
  readonly deadline: Timestamp;
  version: string;
  /** Lets the later tries of the call through, which the breaker holds back for all others. */
  isTrial: boolean;
  tries: number;
  otherTokenTried: boolean;
  clockRead: boolean;
}

export function createClient(options: ClientOptions, purpose: RequestPurpose | null = null): Client {
  const { host, grants, limiter, budget, breaker, versions, machineClock, programClock, log } = options;

  async function call<K extends OperationName, S extends z.ZodType>(
    operation: K,
    request: CallRequest<K>,
    answer: S,
  ): Promise<z.output<S>> {
    const flight = await prepare(operation, request);
    try {
      return await fly(flight, answer);
    } catch (error) {
      throw underApp(error, flight.grant);
    }
  }

  async function fly<S extends z.ZodType>(flight: Flight, answer: S): Promise<z.output<S>> {
    for (let attempt = 1; ; attempt += 1) {
      const accessToken = await clear(flight);
      const verdict = await tryOnce(flight, accessToken, attempt);
      if (isAnswer(verdict)) await breaker.answered(flight.circuit);
      if (verdict.kind === 'accepted') return readAnswer(flight, verdict.data, answer);
      await settle(flight, verdict, accessToken);
    }
  }

  async function prepare<K extends OperationName>(operation: K, request: CallRequest<K>): Promise<Flight> {
    const endpoint: Endpoint = ENDPOINTS[operation];
    const context = { operation, scope: endpoint.scope };
    const version = versions.current(operation);
    if (version === null) throw capabilityGone(context, endpoint.versions);
    const pathParameters = request.path ?? {};
    const unfit = unfitParameter(versionPath(endpoint, version), pathParameters);
    if (unfit !== null) throw badPathParameter(context, unfit);
    const shop = 'shop' in request ? request.shop : null;
    const deadline = machineClock.now() + PATIENCE_MS[endpoint.effect];
    const grant =
      'shop' in request ? await grants.forShop(request.shop, endpoint.scope, context) : request.grant;
    return {
      operation,
      call: context,
      endpoint,
      grant,
      pathParameters,
      query: {
        app_key: grant.appKey,
        ...queryTexts(request.query ?? {}),
        ...(endpoint.shopLevel && shop && { shop_cipher: grant.cipher ?? shop.cipher }),
      },
      body: request.file ? fileBody(request.file) : jsonBody(request.body),
      bucket: { key: `${grant.appKey}:${shop?.shopId ?? '-'}:${operation}`, ...endpoint.rate },
      circuit: circuitOf(grant.appKey, shop?.shopId ?? null, endpoint.family),
      deadline,
      version,
      isTrial: false,
      tries: 0,
      otherTokenTried: false,
      clockRead: false,
    };
  }

  /** Everything that may hold a request back; the access token when nothing does. */
  async function clear(flight: Flight): Promise<string> {
    const { call: context, circuit, deadline, endpoint, grant } = flight;
    if (!flight.isTrial) await breaker.look(circuit, context);
    const accessToken = await grant.session.accessToken();
    await limiter.slot(flight.bucket, context, deadline);
    if (mayHaveChanged(flight) && machineClock.now() > deadline) throw tooLate(context);
    // While it waited others may have failed: a request that does not leave is not counted.
    if (!flight.isTrial) await breaker.look(circuit, context);
    await budget.spend({ call: context, purpose, perDay: endpoint.perDay });
    // A trial that is claimed and not sent would keep all others waiting for nothing.
    flight.isTrial ||= await breaker.pass(circuit, context);
    return accessToken;
  }

  async function tryOnce(flight: Flight, accessToken: string, attempt: number): Promise<Verdict> {
    const { endpoint, grant, query, body } = flight;
    const route = versionPath(endpoint, flight.version);
    const outgoing = { method: endpoint.method, path: fillPath(route, flight.pathParameters), query, body };
    const credentials = { appSecret: grant.appSecret, accessToken, now: programClock.now() };
    const started = machineClock.now();
    const answer = await host.send(signedRequest(outgoing, credentials));
    const envelope = envelopeOf(answer);
    log({
      operation: flight.operation,
      route: `${endpoint.method} ${route}`,
      status: answer.kind === 'answered' ? answer.status : null,
      code: envelope?.code ?? null,
      requestId: envelope?.requestId ?? null,
      ms: machineClock.now() - started,
      attempt,
    });
    return judge(answer, envelope, flight.call);
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
      case 'version_gone':
        return nextVersion(flight, verdict);
      case 'unreadable':
        await breaker.failed(flight.circuit);
        throw (mayHaveChanged(flight) ? outcomeUnknown : unreadable)(flight.call, verdict);
      case 'token_rejected':
        if (flight.otherTokenTried) throw verdict.error;
        flight.otherTokenTried = true;
        if (!(await flight.grant.session.rejected(accessToken, verdict.expired))) throw verdict.error;
        return;
      case 'clock_doubted':
        if (flight.clockRead || !(await programClock.resync())) throw clockSkew(flight.call);
        flight.clockRead = true;
        return;
      case 'slow_down':
        return await slowDown(flight, verdict.retryAfter);
      case 'fault':
        return await afterFault(flight, verdict);
    }
  }

  /** Nothing has happened under a retired version, so writes go on too. */
  function nextVersion(flight: Flight, { facts }: Trouble): void {
    const { operation, version } = flight;
    versions.retire(operation, version);
    const next = versions.current(operation);
    options.notice({ kind: 'version_gone', operation, version, next });
    if (next === null) throw capabilityGone(flight.call, flight.endpoint.versions, facts);
    flight.version = next;
  }

  async function slowDown(flight: Flight, retryAfter: string | null): Promise<void> {
    flight.tries += 1;
    const delay = await limiter.slowDown(flight.bucket.key, retryAfter, flight.tries);
    if (flight.tries >= TRIES || machineClock.now() + delay > flight.deadline) {
      throw tooBusy(flight.call, delay);
    }
  }

  async function afterFault(flight: Flight, fault: Trouble & { readonly sent: boolean }): Promise<void> {
    flight.tries += 1;
    const mayHaveHappened = fault.sent && mayHaveChanged(flight);
    if (mayHaveHappened || flight.tries >= TRIES) {
      await breaker.failed(flight.circuit);
      throw mayHaveHappened ? outcomeUnknown(flight.call, fault) : unavailable(flight.call, TRIES, fault);
    }
    await machineClock.wait(backoff(FAULT_BACKOFF_MS, flight.tries));
  }

  function readAnswer<S extends z.ZodType>(flight: Flight, data: unknown, schema: S): z.output<S> {
    const parsed = schema.safeParse(data);
    if (!parsed.success) {
      const field = parsed.error.issues[0]?.path.join('.') || 'data';
      throw (mayHaveChanged(flight) ? writtenLacksField : lacksField)(flight.call, field);
    }
    options.watch(flight.operation, data);
    return parsed.data;
  }

  return { call, spentOn: (another) => createClient(options, another) };
}

function isAnswer(verdict: Verdict): boolean {
  return verdict.kind !== 'fault' && verdict.kind !== 'unreadable';
}

function mayHaveChanged(flight: Flight): boolean {
  return flight.endpoint.effect === 'write';
}
