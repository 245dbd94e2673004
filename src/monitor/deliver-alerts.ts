import { DAY, HOUR, MINUTE, type Timestamp } from '../domain/time.ts';
import type { MachineClock, ProgramClock } from '../ports/clock.ts';
import type { NotifyChannel, SendResult } from '../ports/notify.ts';
import type { AlertStore, Delivery } from '../ports/store/index.ts';

/** Longer than any channel waits for an answer; a process that dies while sending frees its message by then. */
const CLAIM = MINUTE;
/** Before the second try, the third, …; then ever again the last. */
const BACKOFF = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];
/** An alert older than this is repeated by the rules if it still fires. */
const WORTH_SENDING = DAY;

export interface DeliveryDeps {
  readonly store: Pick<AlertStore, 'claimDelivery' | 'endDelivery' | 'nextDelivery'>;
  readonly channels: readonly NotifyChannel[];
  readonly machineClock: Pick<MachineClock, 'now'>;
  readonly programClock: Pick<ProgramClock, 'now'>;
  readonly log: { warn(fields: object, message: string): void };
}

export interface AlertDelivery {
  /** Sends what is due; gives the number of messages that went out. At least once: a kill can send one again. */
  deliverDue(signal: AbortSignal): Promise<number>;
}

/** Takes queued messages out, one at a time and channel by channel; retries are counted in their rows. */
export function createAlertDelivery(deps: DeliveryDeps): AlertDelivery {
  return {
    async deliverDue(signal) {
      if (!(await anythingDue(deps))) return 0;
      // One channel that hangs must not hold up the others.
      const sent = await Promise.all(deps.channels.map((channel) => drain(deps, channel, signal)));
      return sent.reduce((sum, count) => sum + count, 0);
    },
  };
}

async function anythingDue({ store, channels, machineClock }: DeliveryDeps): Promise<boolean> {
  if (channels.length === 0) return false;
  const next = await store.nextDelivery(channels.map(({ name }) => name));
  return next !== null && next <= machineClock.now();
}

async function drain(deps: DeliveryDeps, channel: NotifyChannel, signal: AbortSignal): Promise<number> {
  const { store, machineClock, programClock, log } = deps;
  let sent = 0;
  while (!signal.aborted) {
    const delivery = await store.claimDelivery({
      channels: [channel.name],
      machineNow: machineClock.now(),
      claimMs: CLAIM,
      worthMs: WORTH_SENDING,
    });
    if (!delivery) break;
    const result = await channel.send(delivery.deliveryId, delivery.message);
    const at = programClock.now();
    if (result.kind === 'sent') {
      await store.endDelivery(delivery, { retryAt: null, why: null, at });
      sent += 1;
      continue;
    }
    const retryAt = machineClock.now() + pauseAfter(delivery, result);
    log.warn(
      { channel: channel.name, attempts: delivery.attempts, reason: result.why },
      'an alert did not get out',
    );
    await store.endDelivery(delivery, { retryAt, why: result.why, at });
    break;
  }
  return sent;
}

function pauseAfter({ attempts }: Delivery, result: SendResult): Timestamp {
  const backoff = BACKOFF[Math.min(attempts, BACKOFF.length) - 1] ?? HOUR;
  return result.kind === 'failed' ? Math.max(backoff, result.retryAfterMs ?? 0) : backoff;
}
