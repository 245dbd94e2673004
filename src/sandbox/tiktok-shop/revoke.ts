import type { World } from '../state.ts';
import { notify } from '../world/webhooks.ts';
import { revoke } from './tokens.ts';

/** The seller removes an app's authorization, and its webhooks in every shop are told. Answers how many pairs died. */
export function revokeAndTell(world: World, app: string): number {
  const data = JSON.stringify({ message: 'The seller removed the authorization of your app.' });
  for (const shop of world.shops) notify(shop, { type: 6, data, app });
  return revoke(world.first, app);
}
