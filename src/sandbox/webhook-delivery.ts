import { DAY } from './clock.ts';
import { type Programme, present, type Shop, transact } from './programme.ts';
import type { Moment } from './state.ts';
import { appBy } from './tiktok-shop/apps.ts';
import { somethingDue } from './world/advance.ts';
import {
  bodyOf,
  nextDue,
  REMINDER_DAYS,
  recordDelivery,
  remindOfExpiry,
  shuffleWaiting,
  webhookSignature,
} from './world/webhooks.ts';

/** How often the host looks whether something is due. */
const LOOK_MS = 100;
/** The platform waits this long for an answer (platform reference 8.1). */
const PATIENCE_MS = 3000;
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

interface Letter {
  shop: Shop;
  id: number;
  address: string;
  body: string;
  signature: string;
}

/** Sends what webhooks were registered for, one after the other, while a process hosts the programme. */
export function deliverWebhooks(programme: Programme): { stop(): Promise<void> } {
  let stopped = false;
  let running = Promise.resolve();
  let busy = false;
  const aborted = new AbortController();
  const run = async (): Promise<void> => {
    for (;;) {
      const letter = stopped ? null : nextLetter(programme);
      if (letter === null) return;
      const answer = await send(letter, aborted.signal);
      if (stopped) return;
      letter.shop.state.transact(() => recordDelivery(momentOf(programme, letter.shop), letter.id, answer));
    }
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = run()
      // A locked file or the like: the next look tries again.
      .catch(() => {})
      .finally(() => {
        busy = false;
      });
  }, LOOK_MS);
  timer.unref();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      aborted.abort();
      await running;
    },
  };
}

const momentOf = (programme: Programme, { state, random }: Shop): Moment => ({
  state,
  random,
  now: programme.clock.now(),
});

const isRegistered = ({ state }: Shop): boolean => state.one('SELECT 1 FROM webhooks LIMIT 1') !== undefined;

/** The next notification that is due in any shop, ready to be sent. */
function nextLetter(programme: Programme): Letter | null {
  for (const shop of [programme, ...programme.others]) {
    if (!isRegistered(shop)) continue;
    prepare(programme, shop);
    const due = nextDue(momentOf(programme, shop));
    const app = due === undefined ? undefined : appBy(programme.state, 'app', due.app);
    if (due === undefined || app === undefined) continue;
    const body = shop.state.transact(() => bodyOf(momentOf(programme, shop), due));
    const signature = webhookSignature(app, body);
    return { shop, id: due.notification_id, address: due.address, body, signature };
  }
  return null;
}

/** Lets happen what is due, so that somebody who only waits for a webhook gets it. */
function prepare(programme: Programme, shop: Shop): void {
  const now = programme.clock.now();
  const chaos = programme.state.metaOrNull('webhook_chaos') === '1';
  const expiring = programme.state.all<{ app: string; expires: number }>(
    `SELECT app, max(refresh_expires_ms) AS expires FROM token_pairs WHERE revoked = 0 GROUP BY app
     HAVING expires > ? AND expires <= ?`,
    now,
    now + REMINDER_DAYS * DAY,
  );
  const fresh =
    shop.state.one('SELECT 1 FROM notifications WHERE due_ms IS NOT NULL AND shuffled = 0 LIMIT 1') !==
    undefined;
  if (!somethingDue(shop.state, now) && expiring.length === 0 && !(chaos && fresh)) return;
  transact(programme, () => {
    const moment = present(programme, shop);
    for (const { app, expires } of expiring) remindOfExpiry(moment, app, expires);
    if (chaos) shuffleWaiting(moment);
  });
}

/** Only this machine is ever called: the sandbox tells nobody outside about invented orders. */
async function send(
  letter: Letter,
  signal: AbortSignal,
): Promise<{ status: number | null; error: string | null }> {
  const { hostname } = new URL(letter.address);
  if (!LOOPBACK.includes(hostname)) {
    return { status: null, error: 'The sandbox delivers to addresses on this machine only.' };
  }
  try {
    const response = await fetch(letter.address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: letter.signature },
      body: letter.body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    await response.body?.cancel();
    return { status: response.status, error: null };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    return { status: null, error: name === 'TimeoutError' ? 'No answer within 3 seconds.' : 'Not reached.' };
  }
}
