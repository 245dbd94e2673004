import { describeSpan, type Timestamp, toIso } from '../../domain/time.ts';
import type { MachineClock } from '../../ports/clock.ts';
import type { RequestStore } from '../../ports/store/coordination.ts';
import type { EndpointFamily } from './endpoints.ts';
import { type CallContext, failure } from './failures.ts';
import type { NoticeLog } from './notices.ts';

/** What fails together. */
export interface Circuit {
  readonly key: string;
  readonly family: EndpointFamily;
  readonly shopId: string | null;
}

export interface CircuitBreaker {
  /** Throws `unavailable` while it rests: asked before anything that takes time, and claims nothing. */
  look(circuit: Circuit, call: CallContext): Promise<void>;
  /**
   * Asked last before a request leaves. Throws `unavailable` while it is open: nothing is sent then. True: the call is
   * the one that tries after the rest, and all others wait for what comes of it.
   */
  pass(circuit: Circuit, call: CallContext): Promise<boolean>;
  /** A call that failed after its tries: no answer, a fault of theirs, or nothing readable. */
  failed(circuit: Circuit): Promise<void>;
  /** Any definite answer, a refusal too. */
  answered(circuit: Circuit): Promise<void>;
}

export interface BreakerOptions {
  readonly requests: RequestStore;
  readonly machineClock: MachineClock;
  readonly notice: NoticeLog;
}

export function circuitOf(appKey: string, shopId: string | null, family: EndpointFamily): Circuit {
  return { key: `${appKey}:${shopId ?? '-'}:${family}`, family, shopId };
}

/** Keeps all processes from asking what does not answer, and closes by itself. */
export function createBreaker({ requests, machineClock, notice }: BreakerOptions): CircuitBreaker {
  return {
    async look(circuit, call) {
      const now = machineClock.now();
      const open = (await requests.breakers(now)).find(({ key }) => key === circuit.key);
      if (open) throw resting(circuit, call, { since: open.openedAt, until: open.retryAt }, now);
    },

    async pass(circuit, call) {
      const now = machineClock.now();
      const state = await requests.mayPass(circuit.key, now);
      if (!state.pass) throw resting(circuit, call, state, now);
      return state.trial;
    },

    async failed({ key, family, shopId }) {
      const now = machineClock.now();
      const opened = await requests.recordFault(key, now);
      if (opened === null) return;
      const { times: timesInARow, retryAt } = opened;
      notice({ kind: 'breaker_opened', family, shopId, timesInARow, restMs: retryAt - now });
    },

    async answered({ key, family, shopId }) {
      if (await requests.recordAnswer(key)) notice({ kind: 'breaker_closed', family, shopId });
    },
  };
}

function resting(
  { family }: Circuit,
  call: CallContext,
  { since, until }: { readonly since: Timestamp; readonly until: Timestamp },
  now: Timestamp,
) {
  return failure(
    'unavailable',
    `The calls about ${family} have failed since ${toIso(since)}, so affiliate-ops rests until ${toIso(until)} (${describeSpan(until - now)}). Nothing was sent and nothing was changed. One call tries then, and with its answer the rest go on by themselves.`,
    call,
    { retryAfterMs: until - now },
  );
}
