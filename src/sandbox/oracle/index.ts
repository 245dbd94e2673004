import type { State } from '../state.ts';
import { labelsBought } from '../world/packages.ts';
import { affiliateOrders } from './affiliate-orders.ts';
import { collaborations } from './collaborations.ts';
import { content } from './content.ts';
import { messages } from './messages.ts';
import { oracle, sampleOrders } from './programme.ts';

/** What is true of each part of the world, by the name that the control port takes. */
export const ORACLES: Readonly<Record<string, (state: State, now: number) => object>> = {
  programme: oracle,
  'sample-orders': sampleOrders,
  'affiliate-orders': affiliateOrders,
  content,
  collaborations,
  messages,
  labels: (state) => labelsBought({ state }),
  requests: (state) => ({ days: state.all('SELECT * FROM request_days ORDER BY day, app_key') }),
};
