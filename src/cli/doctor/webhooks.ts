import { isLoopback } from '../../config/index.ts';
import { ExternalError } from '../../domain/errors.ts';
import type { Shop } from '../../domain/shop.ts';
import { SECOND } from '../../domain/time.ts';
import type { Program } from '../../program/open-program.ts';
import { type Check, fail, failure, ok, warn } from './check.ts';

const ANSWER_WITHIN = 5 * SECOND;
const PUT_RIGHT =
  'Start "affiliate-ops monitor --webhooks" behind that address, or register another one. Until then everything is still read by polling.';

/** Whether something answers where TikTok Shop was told to send its news. */
export async function checkWebhooks(program: Program, shops: readonly Shop[]): Promise<readonly Check[]> {
  const events = new Map<string, string[]>();
  try {
    for (const shop of shops) {
      for (const { event, url } of await program.outside.tiktokShop.webhooks(shop)) {
        events.set(url, [...(events.get(url) ?? []), event]);
      }
    }
  } catch (error) {
    if (!(error instanceof ExternalError)) throw error;
    return [failure('webhooks', error)];
  }
  if (events.size === 0) return [ok('webhooks', 'None is registered: everything is read by polling.')];
  return Promise.all([...events].map(([url, names]) => checkAddress(url, names, program.sandbox)));
}

async function checkAddress(address: string, events: readonly string[], sandbox: boolean): Promise<Check> {
  const url = URL.canParse(address) ? new URL(address) : null;
  const what = `${url?.origin ?? 'an address'} for ${[...new Set(events)].join(', ')}`;
  if (!url || !(isPublic(url) || (sandbox && isLoopback(address)))) {
    return fail(
      'webhooks',
      `${what}: TikTok Shop sends only to https addresses with a name and without a port.`,
      'Register such an address.',
    );
  }
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_WITHIN) });
    await response.body?.cancel();
    if (response.status < 500) return ok('webhooks', `${what}: something answers.`);
    return warn(
      'webhooks',
      `${what}: it answers ${response.status}, so nobody listens behind it.`,
      PUT_RIGHT,
    );
  } catch {
    return warn('webhooks', `${what}: nothing answers there.`, PUT_RIGHT);
  }
}

/** What the platform asks of an address (reference 8.1). */
function isPublic({ protocol, hostname, port }: URL): boolean {
  const isNumber = /^[\d.]+$/.test(hostname) || hostname.startsWith('[');
  return protocol === 'https:' && port === '' && !isNumber && hostname.includes('.');
}
