import { createHmac } from 'node:crypto';
import { SECOND, toIso } from '../../domain/time.ts';
import type { MachineClock } from '../../ports/clock.ts';
import type { NotifyChannel, NotifyMessage } from '../../ports/notify.ts';
import { createPoster } from './post-json.ts';

export interface WebhookOptions {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly machineClock: Pick<MachineClock, 'now'>;
}

/**
 * A generic webhook: JSON by POST, any 2xx takes it. Headers:
 * `x-affiliate-ops-delivery` the same id on every try, so that a repeat can be dropped;
 * `x-affiliate-ops-timestamp` Unix seconds of this try;
 * `x-affiliate-ops-signature` `v1=` and the hexadecimal HMAC-SHA256, under the shared secret, of the timestamp, a
 * full stop and the body as it was sent. A receiver compares in constant time and refuses an old timestamp.
 */
export function createWebhook({ name, url, secret, machineClock }: WebhookOptions): NotifyChannel {
  const poster = createPoster();
  return {
    name,
    send: (deliveryId, message) => {
      const body = JSON.stringify(wireMessage(deliveryId, message));
      const timestamp = String(Math.floor(machineClock.now() / SECOND));
      const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
      return poster.post(url, body, {
        'x-affiliate-ops-delivery': deliveryId,
        'x-affiliate-ops-timestamp': timestamp,
        'x-affiliate-ops-signature': `v1=${signature}`,
      });
    },
    close: () => poster.close(),
  };
}

function wireMessage(deliveryId: string, message: NotifyMessage): Record<string, unknown> {
  const { kind, subject, lines, severity, rule, shop, sandbox, at, alerts } = message;
  return {
    version: 1,
    delivery_id: deliveryId,
    kind,
    subject,
    lines,
    severity,
    ...(rule !== null && { rule }),
    ...(shop && { shop: { shop_id: shop.shopId, name: shop.name } }),
    ...(sandbox && { sandbox }),
    at: toIso(at),
    alerts: alerts.map(({ alertId, title, state, startedAt, deadline }) => ({
      alert_id: alertId,
      title,
      state,
      started_at: toIso(startedAt),
      ...(deadline !== null && { deadline: toIso(deadline) }),
    })),
  };
}
