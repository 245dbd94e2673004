import { z } from 'zod';
import { STOPPED_AT } from '../programme.ts';
import type { Moment, World } from '../state.ts';
import { AppName, appBy, dropScope, scopesOf } from '../tiktok-shop/apps.ts';
import { SERVED } from '../tiktok-shop/gateway.ts';
import { revokeAndTell } from '../tiktok-shop/revoke.ts';
import { authorizationCode, expire, rotateElsewhere } from '../tiktok-shop/tokens.ts';
import { setShipping } from '../world/platform-shipping.ts';
import { notify, setOwnAddress } from '../world/webhooks.ts';

/** `true` is the main app. */
const WhichApp = z.union([z.literal(true), AppName]);
const named = (which: z.infer<typeof WhichApp>): string => (which === true ? 'main' : which);
const OfApp = <T extends z.ZodType>(value: T) => z.union([value, z.strictObject({ app: AppName, value })]);

/** What people do about apps, tokens, webhooks and the shop's settings, and what the platform does with its API. */
export const FRAME_ACTS = {
  revoke_token: WhichApp.optional(),
  /** The seller goes through the authorisation page and grants everything; answers the code. */
  authorize: WhichApp.optional(),
  rotate_token: WhichApp.optional(),
  hard_rotation: z.boolean().optional(),
  expire_access: WhichApp.optional(),
  expire_refresh: WhichApp.optional(),
  drop_scope: OfApp(z.string()).optional(),
  restore_scopes: z.literal(true).optional(),
  set_redirect_url: OfApp(z.url()).optional(),
  /** Seconds that the platform's clock is ahead where it looks at timestamps. */
  skew_clock: z.strictObject({ seconds: z.int() }).optional(),
  sunset: z.array(z.string()).optional(),
  restore_versions: z.literal(true).optional(),
  webhook_chaos: z.boolean().optional(),
  /** The app's own address in Partner Center, told of everything in every shop; null takes it away. */
  set_webhook_address: OfApp(z.union([z.url(), z.null()])).optional(),
  deliver_webhook: z
    .strictObject({
      type: z.int(),
      data: z.record(z.string(), z.unknown()),
      repeat: z.int().min(0).optional(),
    })
    .optional(),
  set_shipping: z.enum(['TIKTOK', 'SELLER']).optional(),
  /** Nothing happens in the world any more, though its clock goes on; false lets it all happen that was due. */
  freeze: z.boolean().optional(),
  open_shop: z.strictObject({ seed: z.int().min(0), name: z.string().min(1) }).optional(),
};
const FrameActs = z.object(FRAME_ACTS);
type FrameActs = z.infer<typeof FrameActs>;

/** Does them. `moment` is the shop that was chosen; apps and tokens are the first one's. */
export function actOnFrame(moment: Moment, world: World, acts: FrameActs): Record<string, unknown> {
  const { state } = world.first;
  const done: Record<string, unknown> = actOnTokens(world, acts);
  if (acts.restore_scopes) state.run("UPDATE apps SET dropped = '[]'");
  if (acts.drop_scope !== undefined) {
    const { app, value } = ofApp(acts.drop_scope);
    done.dropped_scopes = dropScope(state, app, value);
  }
  if (acts.set_redirect_url !== undefined) {
    const { app, value } = ofApp(acts.set_redirect_url);
    state.run('UPDATE apps SET redirect_url = ? WHERE app = ?', value, app);
  }
  if (acts.skew_clock) state.setMeta('clock_skew_seconds', String(acts.skew_clock.seconds));
  if (acts.restore_versions) state.setMeta('sunset', '[]');
  if (acts.sunset) done.sunset = sunset(world.first, acts.sunset);
  if (acts.freeze === true) state.setMeta(STOPPED_AT, String(moment.now));
  if (acts.freeze === false) state.run('DELETE FROM meta WHERE key = ?', STOPPED_AT);
  if (acts.set_shipping) setShipping(moment, acts.set_shipping);
  return { ...done, ...actOnWebhooks(moment, world, acts) };
}

function ofApp<T>(given: T | { app: string; value: T }): { app: string; value: T } {
  const pair = typeof given === 'object' && given !== null && 'app' in given;
  return pair ? given : { app: 'main', value: given };
}

function actOnTokens(world: World, acts: FrameActs): Record<string, unknown> {
  const { first } = world;
  const done: Record<string, unknown> = {};
  if (acts.hard_rotation !== undefined) {
    first.state.setMeta('hard_rotation', acts.hard_rotation ? '1' : '0');
  }
  if (acts.revoke_token) done.revoked = revokeAndTell(world, named(acts.revoke_token));
  if (acts.authorize) done.auth_code = authorizationCode(first, named(acts.authorize), '');
  if (acts.rotate_token) done.rotated = rotateElsewhere(first, named(acts.rotate_token));
  if (acts.expire_access) done.expired_access = expire(first, named(acts.expire_access), 'access');
  if (acts.expire_refresh) done.expired_refresh = expire(first, named(acts.expire_refresh), 'refresh');
  return done;
}

function sunset({ state }: Moment, paths: readonly string[]): { retired: string[]; unknown: string[] } {
  const known = paths.filter((path) => SERVED.includes(path));
  const before: string[] = z.array(z.string()).parse(JSON.parse(state.metaOrNull('sunset') ?? '[]'));
  const retired = [...new Set([...before, ...known])];
  state.setMeta('sunset', JSON.stringify(retired));
  return { retired, unknown: paths.filter((path) => !known.includes(path)) };
}

function actOnWebhooks(moment: Moment, world: World, acts: FrameActs): Record<string, unknown> {
  const done: Record<string, unknown> = {};
  if (acts.webhook_chaos !== undefined) {
    world.first.state.setMeta('webhook_chaos', acts.webhook_chaos ? '1' : '0');
  }
  if (acts.set_webhook_address !== undefined) {
    const { app, value } = ofApp(acts.set_webhook_address);
    for (const shop of world.shops) setOwnAddress(shop, app, value);
  }
  if (acts.deliver_webhook) {
    const { type, data, repeat } = acts.deliver_webhook;
    const event = { type, data: JSON.stringify(data), repeats: repeat ?? 0 };
    done.webhooks_queued = notify(moment, event);
  }
  return done;
}

/** Service ids, redirect addresses and scopes of the apps, for who sets something up. Secrets are not among them. */
export function appsOf({ state }: Moment): object[] {
  return AppName.options.flatMap((name) => {
    const app = appBy(state, 'app', name);
    if (app === undefined) return [];
    const { app_key, service_id, redirect_url } = app;
    return [{ app: name, app_key, service_id, redirect_url, scopes: scopesOf(app) }];
  });
}
