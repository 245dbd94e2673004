import type { Asked, Prober } from '../../adapters/tiktok-shop/probe.ts';
import type { AppRole, Configuration, TikTokApp } from '../../config/index.ts';
import { ExternalError } from '../../domain/errors.ts';
import type { Shop } from '../../domain/shop.ts';
import { DAY, describeSpan, type Timestamp, toIso } from '../../domain/time.ts';
import type { Program } from '../../program/open-program.ts';
import { covering, lacksOf, readCoverage } from '../auth/coverage.ts';
import { type Known, knownAuthorisations } from '../auth/keep.ts';
import { routeIsSet } from '../auth/route.ts';
import { listed, needs } from '../features.ts';
import { type Check, fail, failure, ok, warn } from './check.ts';

/** TikTok Shop itself reminds from here on (reference 1.3). */
const ENDS_SOON_MS = 30 * DAY;
const REFRESH_REFUSED = '36004001';
/** Without these the programme goes on: not every shop has them. */
const OPTIONAL = new Set<string>(['marketplace', 'platform stock', 'analytics']);
/** Share of the day's requests from which it is worth a word. */
const MUCH_USED = 0.8;

/** What can be asked only of a shop whose authorisation works. */
export interface Access {
  readonly checks: readonly Check[];
  readonly shops: readonly Shop[];
}

/** Whether each authorisation is there, holds, and is taken by TikTok Shop. */
export async function checkAuthorisations(program: Program, prober: Prober): Promise<Access> {
  const { services, outside, programClock } = program;
  const { apps } = outside.tiktok;
  const known = await knownAuthorisations(services.store.credentials, apps);
  const missing = apps.flatMap((app) => unauthorised(app, known));
  const asked = missing.length === apps.length ? [] : await prober.authorisations();
  // Read again: asking may have traded a refresh token.
  const after = await knownAuthorisations(services.store.credentials, apps);
  const now = programClock.now();
  const states = asked.map((one) => state(one, apps, after, now));
  if (!asked.some(({ error }) => error === null)) return { checks: [...missing, ...states], shops: [] };
  const shops = await outside.tiktokShop.authorizedShops();
  const covers =
    shops.length > 0
      ? ok('authorisation', `The app may act for ${shops.map(({ name }) => name).join(', ')}.`)
      : fail(
          'authorisation',
          'The authorisation covers no shop.',
          'affiliate-ops auth, signed in as the owner of the shop',
        );
  return { checks: [covers, ...missing, ...states], shops };
}

function unauthorised({ role, appKey, refreshToken }: TikTokApp, known: readonly Known[]): readonly Check[] {
  if (refreshToken !== null || known.some((one) => one.appKey === appKey)) return [];
  if (role === 'affiliate') {
    return [fail('authorisation', 'No shop has authorised the app yet.', 'affiliate-ops auth')];
  }
  return [
    warn(
      'authorisation',
      'A connector app is set up, and no shop has authorised it.',
      'affiliate-ops auth --app connector',
    ),
  ];
}

function state(asked: Asked, apps: readonly TikTokApp[], known: readonly Known[], now: Timestamp): Check {
  const role = apps.find(({ appKey }) => appKey === asked.appKey)?.role ?? 'affiliate';
  const tokens = known.find((one) => one.appKey === asked.appKey && one.account === asked.account)?.tokens;
  const whose = `${role} app, ${tokens?.sellerName ?? 'seller not known yet'}`;
  const ends = tokens?.refreshExpiresAt ?? null;
  if (ends !== null && ends <= now) {
    return fail('token', `${whose}: the authorisation ended on ${toIso(ends)}.`, authAgain(role));
  }
  if (asked.error?.details.code === REFRESH_REFUSED) {
    return fail(
      'token',
      `${whose}: TikTok Shop does not take the stored refresh token any more, although it should hold${ends === null ? '' : ` until ${toIso(ends)}`}. Another program or machine renewed the same authorisation, the app was authorised anew elsewhere, or it was ended.`,
      `${authAgain(role)}, and let only one installation use the app`,
    );
  }
  if (asked.error !== null) {
    const check = failure('token', asked.error);
    const remedy = check.remedy === 'affiliate-ops auth' ? authAgain(role) : check.remedy;
    return { ...check, says: `${whose}: ${check.says}`, remedy };
  }
  if (ends !== null && ends - now < ENDS_SOON_MS) {
    return warn('token', `${whose}: the authorisation ends in ${describeSpan(ends - now)}.`, authAgain(role));
  }
  const until = ends === null ? '' : ` It renews itself until ${toIso(ends)}.`;
  return ok('token', `${whose}: TikTok Shop takes it.${until}`);
}

const authAgain = (role: AppRole): string =>
  role === 'affiliate' ? 'affiliate-ops auth' : 'affiliate-ops auth --app connector';

/** What each shop may do: every scope that a feature needs, and the app that has it. */
export async function checkScopes(program: Program, shops: readonly Shop[]): Promise<readonly Check[]> {
  const { services, outside } = program;
  const { apps } = outside.tiktok;
  const coverage = await readCoverage(services.store.credentials, apps);
  return shops.flatMap(({ shopId, name }) => {
    const lacks = lacksOf(coverage, shopId, apps);
    const missing = lacks.map(({ scope, features, app, unauthorised: alone }) => {
      const says = `${name}: ${scope} is not granted to the ${app.role} app, so ${listed(features)} will not work.`;
      const remedy = alone
        ? authAgain(app.role)
        : `Enable it for the app in Partner Center, then ${authAgain(app.role)}.`;
      return features.every((feature) => OPTIONAL.has(feature))
        ? warn('scopes', says, remedy)
        : fail('scopes', says, remedy);
    });
    const having = covering(coverage, shopId);
    const used = apps.flatMap(({ role, appKey }) => {
      const granted = having
        .filter((one) => one.appKey === appKey)
        .flatMap(({ tokens }) => tokens.grantedScopes);
      const features = needs().flatMap((need) => (granted.includes(need.scope) ? need.features : []));
      return features.length === 0 ? [] : [`${role} app: ${[...new Set(features)].join(', ')}`];
    });
    return [...missing, ...(used.length > 0 ? [ok('scopes', `${name}: ${used.join('; ')}.`)] : [])];
  });
}

/** How much of the day's requests has been used, by all apps together. */
export async function checkBudget({ services, programClock }: Program): Promise<readonly Check[]> {
  const limit = services.settings.dailyRequestBudget;
  const day = toIso(programClock.now()).slice(0, 10);
  const counts = Object.values(await services.store.requests.counts(services.appKey, day));
  const used = counts.reduce((sum, count) => sum + count, 0);
  const says = `${used} of today's ${limit} requests are used.`;
  const remedy =
    'Wait until 00:00 UTC, or raise daily_request_budget in mcp.config.json if TikTok Shop allows you more.';
  if (used >= limit) return [fail('budget', says, remedy)];
  return [used >= MUCH_USED * limit ? warn('budget', says, remedy) : ok('budget', says)];
}

/** Whether somebody said, for each shop, how samples leave the warehouse. The own sandbox answers it itself. */
export function checkRoutes(configuration: Configuration, shops: readonly Shop[]): readonly Check[] {
  const { connection, settings } = configuration;
  return shops.map(({ shopId, name }) => {
    const { route } = (settings.shops[shopId] ?? settings.defaults).shipping;
    if (connection.kind === 'sandbox' || routeIsSet(configuration, shopId)) {
      return ok('route', `${name}: ${route}.`);
    }
    return warn(
      'route',
      `${name}: nobody has said whether its warehouse imports TikTok Shop orders by itself; ${route} holds meanwhile. A wrong route ships twice or not at all.`,
      `affiliate-ops auth --route ${shopId}=native_sync if it does, --route ${shopId}=direct_create if not`,
    );
  });
}

/** The warehouse takes the token and the channel. */
export async function checkWarehouse({ outside }: Program): Promise<readonly Check[]> {
  const { wms } = outside;
  if (!wms) return [];
  try {
    await wms.check();
    return [ok('warehouse access', `${wms.vendor} accepts the token and the channel.`)];
  } catch (error) {
    if (!(error instanceof ExternalError)) throw error;
    return [failure('warehouse access', error)];
  }
}
