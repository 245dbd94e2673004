import { createHmac } from 'node:crypto';
import { DAY, HOUR, MINUTE, seconds } from '../clock.ts';
import type { Moment } from '../state.ts';

/** After an attempt that was not answered with 200; then the notification is dropped (platform reference 8.1). */
const RETRIES = [2 * MINUTE, 30 * MINUTE, 3 * HOUR, 12 * HOUR];
/** Reminders begin this long before an authorization ends, one a day. */
export const REMINDER_DAYS = 30;
/** Every one of these has an event type that can be set per shop; 24 and 27 come to an app's own address only. */
const EVENT_TYPES: Readonly<Record<number, string>> = {
  1: 'ORDER_STATUS_CHANGE',
  3: 'RECIPIENT_ADDRESS_UPDATE',
  4: 'PACKAGE_UPDATE',
  5: 'PRODUCT_STATUS_CHANGE',
  6: 'SELLER_DEAUTHORIZATION',
  7: 'UPCOMING_AUTHORIZATION_EXPIRATION',
  11: 'CANCELLATION_STATUS_CHANGE',
  12: 'RETURN_STATUS_CHANGE',
  13: 'NEW_CONVERSATION',
  14: 'NEW_MESSAGE',
  15: 'PRODUCT_INFORMATION_CHANGE',
  16: 'PRODUCT_CREATION',
  18: 'PRODUCT_CATEGORY_CHANGE',
  33: 'NEW_MESSAGE_LISTENER',
  37: 'PRODUCT_AUDIT_STATUS_CHANGE',
};
/** An app's own address in Partner Center, for every type and shop. */
const EVERYTHING = '*';

export interface Registration {
  app: string;
  event_type: string;
  address: string;
  created_ms: number;
  updated_ms: number;
}

export interface Notification {
  notification_id: number;
  app: string;
  address: string;
  type: number;
  at_ms: number;
  due_ms: number | null;
  data: string;
  attempts: number;
  repeats: number;
  outcome: 'waiting' | 'answered' | 'dropped';
  shuffled: number;
}

/** What an app set for this shop, without its own address for everything. */
export function registrations({ state }: Moment, app: string): Registration[] {
  return state.all<Registration>(
    'SELECT * FROM webhooks WHERE app = ? AND event_type <> ? ORDER BY event_type',
    app,
    EVERYTHING,
  );
}

export function register({ state, now }: Moment, app: string, eventType: string, address: string): void {
  state.run(
    `INSERT INTO webhooks VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (app, event_type) DO UPDATE SET address = excluded.address, updated_ms = excluded.updated_ms`,
    app,
    eventType,
    address,
    now,
    now,
  );
}

export function unregister({ state }: Moment, app: string, eventType: string): void {
  state.run('DELETE FROM webhooks WHERE app = ? AND event_type = ?', app, eventType);
}

/** Sets or takes away an app's own address, as in Partner Center. */
export function setOwnAddress(moment: Moment, app: string, address: string | null): void {
  if (address === null) unregister(moment, app, EVERYTHING);
  else register(moment, app, EVERYTHING, address);
}

/**
 * Notifies of an event that is no change of a table. Each app that set this type, or an own address, is told.
 * `repeats` is how many times more it comes although it was answered. Answers how many notifications there are.
 */
export function notify(
  moment: Moment,
  event: { type: number; data: string; repeats?: number; app?: string },
): number {
  const eventType = EVENT_TYPES[event.type] ?? EVERYTHING;
  return moment.state.run(
    `INSERT INTO notifications (app, address, type, at_ms, due_ms, data, repeats)
     SELECT app, address, ?, ?, ?, ?, ? FROM webhooks w WHERE (? = '' OR app = ?) AND (event_type = ? OR event_type = '*'
       AND NOT EXISTS (SELECT 1 FROM webhooks o WHERE o.app = w.app AND o.event_type = ?)) GROUP BY app, address`,
    event.type,
    moment.now,
    moment.now,
    event.data,
    event.repeats ?? 0,
    event.app ?? '',
    event.app ?? '',
    eventType,
    eventType,
  );
}

/** Once a day: the authorization ends soon. `expiresMs` is when the app's latest refresh token ends. */
export function remindOfExpiry(moment: Moment, app: string, expiresMs: number): void {
  const key = `expiry_reminder_${app}`;
  const day = String(Math.floor(moment.now / DAY));
  if (moment.state.metaOrNull(key) === day) return;
  moment.state.setMeta(key, day);
  const data = {
    message: 'The authorization of your app will expire soon.',
    expiration_time: String(seconds(expiresMs)),
  };
  notify(moment, { type: 7, data: JSON.stringify(data), app });
}

/** Mixes up what was not sent yet: some comes late, some twice. */
export function shuffleWaiting({ state, random }: Moment): void {
  const rows = state.all<Notification>(
    'SELECT * FROM notifications WHERE due_ms IS NOT NULL AND shuffled = 0 ORDER BY notification_id',
  );
  for (const { notification_id: id, due_ms: due } of rows) {
    const late = random.chance(0.6, 'webhook late', id) ? random.integer(1, 1200, 'webhook by', id) : 0;
    state.run(
      'UPDATE notifications SET shuffled = 1, due_ms = ?, repeats = repeats + ? WHERE notification_id = ?',
      (due ?? 0) + late * 1000,
      random.chance(0.25, 'webhook twice', id) ? 1 : 0,
      id,
    );
  }
}

export function nextDue({ state, now }: Moment): Notification | undefined {
  return state.one<Notification>(
    'SELECT * FROM notifications WHERE due_ms <= ? ORDER BY due_ms, notification_id LIMIT 1',
    now,
  );
}

/** The bytes to send; the same for every attempt. Events of a table without a time get theirs at the first one. */
export function bodyOf(moment: Moment, notification: Notification): string {
  const { state, now } = moment;
  let at = notification.at_ms;
  if (at === 0) {
    at = now;
    state.run(
      'UPDATE notifications SET at_ms = ? WHERE notification_id = ?',
      at,
      notification.notification_id,
    );
  }
  const id = `7327${String(notification.notification_id * 100_003).padStart(15, '0')}`;
  const head = {
    type: notification.type,
    // The platform's own sample of type 3 has no id.
    ...(notification.type === 3 ? {} : { tts_notification_id: id }),
    ...(notification.type === 24
      ? { seller_open_id: state.meta('seller_open_id') }
      : { shop_id: state.meta('shop_id') }),
    timestamp: seconds(at),
  };
  // The data stays as it was written: it may hold integers beyond 2^53.
  return `${JSON.stringify(head).slice(0, -1)},"data":${notification.data}}`;
}

/** Value of the header "Authorization": key is the app's secret, message is its key followed by the raw body. */
export const webhookSignature = (app: { app_key: string; app_secret: string }, body: string): string =>
  createHmac('sha256', app.app_secret).update(app.app_key).update(body).digest('hex');

/** Writes down how an attempt went and when the next one is due. */
export function recordDelivery(
  moment: Moment,
  id: number,
  answer: { status: number | null; error: string | null },
): void {
  const { state, now } = moment;
  state.insert('deliveries', { notification_id: id, at_ms: now, ...answer });
  const row = state.one<Notification>('SELECT * FROM notifications WHERE notification_id = ?', id);
  if (row === undefined) return;
  const update = (due: number | null, outcome: Notification['outcome'], repeats: number): void => {
    state.run(
      'UPDATE notifications SET due_ms = ?, outcome = ?, repeats = ?, attempts = attempts + 1 WHERE notification_id = ?',
      due,
      outcome,
      repeats,
      id,
    );
  };
  if (answer.status === 200) {
    const again = row.repeats > 0;
    update(again ? now : null, 'answered', again ? row.repeats - 1 : 0);
    return;
  }
  const pause = row.outcome === 'answered' ? undefined : RETRIES[row.attempts];
  if (pause !== undefined) update(now + pause, 'waiting', row.repeats);
  else update(null, row.outcome === 'answered' ? 'answered' : 'dropped', 0);
}

/** What was sent so far and how it was answered, for the control port. */
export function webhookLog({ state }: Moment): object {
  const attempts = state.all<{
    notification_id: number;
    at_ms: number;
    status: number | null;
    error: string | null;
  }>('SELECT * FROM deliveries ORDER BY rowid');
  return {
    webhooks: state.all<Registration>('SELECT * FROM webhooks ORDER BY app, event_type'),
    notifications: state
      .all<Notification>('SELECT * FROM notifications ORDER BY notification_id')
      .map(({ data, shuffled: _, ...row }) => ({
        ...row,
        data: JSON.parse(data) as unknown,
        deliveries: attempts
          .filter((one) => one.notification_id === row.notification_id)
          .map(({ at_ms, status, error }) => ({ at_ms, status, error })),
      })),
  };
}
