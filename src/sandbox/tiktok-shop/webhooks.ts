import { z } from 'zod';
import { seconds } from '../clock.ts';
import { register, registrations, unregister } from '../world/webhooks.ts';
import type { Call, Endpoint } from './call.ts';
import { parseBody } from './call.ts';
import { badRequest } from './envelope.ts';

const PATH = '/event/202309/webhooks';
const SCOPE = 'seller.authorization.info';

/** Topics the platform lets an app set for one shop; other types come only to the app's own address. */
const EventType = z.enum([
  'ORDER_STATUS_CHANGE',
  'RECIPIENT_ADDRESS_UPDATE',
  'PACKAGE_UPDATE',
  'PRODUCT_STATUS_CHANGE',
  'SELLER_DEAUTHORIZATION',
  'UPCOMING_AUTHORIZATION_EXPIRATION',
  'CANCELLATION_STATUS_CHANGE',
  'RETURN_STATUS_CHANGE',
  'NEW_CONVERSATION',
  'NEW_MESSAGE',
  'PRODUCT_INFORMATION_CHANGE',
  'PRODUCT_CREATION',
  'PRODUCT_CATEGORY_CHANGE',
  'NEW_MESSAGE_LISTENER',
  'INVOICE_STATUS_CHANGE',
  'PRODUCT_AUDIT_STATUS_CHANGE',
  'REVERSE_STATUS_UPDATE',
]);

const SetBody = z.object({ address: z.string().max(255), event_type: EventType });
const DeleteBody = z.object({ event_type: EventType });

function list({ moment, app }: Call): object {
  const rows = registrations(moment, app.app);
  return {
    total_count: rows.length,
    webhooks: rows.map((row) => ({
      event_type: row.event_type,
      address: row.address,
      create_time: seconds(row.created_ms),
      update_time: seconds(row.updated_ms),
    })),
  };
}

/** The platform wants https, a domain and no port. Plain http on this machine is the sandbox's own exception. */
function isAcceptable(address: string): boolean {
  const url = URL.parse(address);
  if (url === null) return false;
  if (url.protocol === 'http:') return ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  const isAddress = /^[\d.]+$/.test(url.hostname) || url.hostname.startsWith('[');
  return url.protocol === 'https:' && url.port === '' && !isAddress;
}

function set({ moment, app, body }: Call): object {
  const given = parseBody(SetBody, body);
  if (!isAcceptable(given.address)) throw badRequest('Invalid parameter: address.');
  register(moment, app.app, given.event_type, given.address);
  return {};
}

function remove({ moment, app, body }: Call): object {
  unregister(moment, app.app, parseBody(DeleteBody, body).event_type);
  return {};
}

export const WEBHOOKS: readonly Endpoint[] = [
  { method: 'GET', path: PATH, scope: SCOPE, shopLevel: true, handle: list },
  { method: 'PUT', path: PATH, scope: SCOPE, shopLevel: true, handle: set },
  { method: 'DELETE', path: PATH, scope: SCOPE, shopLevel: true, handle: remove },
];
