import { ExternalError } from '../../domain/errors.ts';
import type { ShopRef } from '../../domain/shop.ts';
import { DAY, SECOND, toIso } from '../../domain/time.ts';
import { createBudget } from './budget.ts';
import {
  ENDPOINTS,
  type Endpoint,
  type EndpointFamily,
  type OperationName,
  versionPath,
} from './endpoints.ts';
import { type CallContext, capabilityGone, clockSkew, unavailable, unreadable } from './failures.ts';
import { createGrants, type Grant } from './grants.ts';
import { openHost } from './http.ts';
import type { TikTokShopOptions } from './index.ts';
import { createLimiter, tooBusy } from './limiter.ts';
import { fillPath, jsonBody, queryTexts, signedRequest } from './outgoing.ts';
import { probeCalls } from './probe-calls.ts';
import { refreshTokens } from './refresh.ts';
import { envelopeOf, judge, type Verdict } from './verdict.ts';

export type ProbeOptions = Omit<TikTokShopOptions, 'notice'>;

/** What one version of one call said to one request. */
export interface Probed {
  readonly operation: OperationName;
  readonly family: EndpointFamily;
  readonly version: string;
  /**
   * `answers` also when it only says that there is no such thing; `refused` for reasons that have nothing to do with
   * versions; `silent` without a usable answer; `unsent` when nothing went out.
   */
  readonly outcome: 'answers' | 'gone' | 'refused' | 'silent' | 'unsent';
  /** Why not; null when it answers. */
  readonly error: ExternalError | null;
}

/** An authorisation, and why TikTok Shop does not take it; null when it does. */
export interface Asked {
  readonly appKey: string;
  readonly account: string;
  readonly error: ExternalError | null;
}

export interface Prober {
  /** Asks once under each authorisation, which shops it covers. */
  authorisations(): Promise<readonly Asked[]>;
  /**
   * One request per version of every call that only reads. Ends early when the host stays silent or the clock is wrong:
   * the rest would say the same.
   */
  versions(shop: ShopRef): AsyncGenerator<Probed>;
  close(): Promise<void>;
}

const PURPOSE = { name: 'doctor', leave: 0 };
const PATIENCE_MS = 5 * SECOND;
/** In a row; the host is down then. */
const MOST_SILENT = 3;
/** Analytics are a day late. */
const WINDOW_DAYS = 3;

/** For those who ask what is wrong: no retries, no fallback to older versions, no breaker. */
export function openProber(options: ProbeOptions): Prober {
  const { machineClock, programClock, log } = options;
  const api = openHost(options.apiUrl);
  const authorisation = openHost(options.authUrl);
  const limiter = createLimiter(options);
  const budget = createBudget(options);
  const grants = createGrants({
    ...options,
    refresh: (app, token) => refreshTokens({ host: authorisation, machineClock, log }, app, token),
  });

  async function ask(
    operation: OperationName,
    version: string,
    grant: Grant,
    about: { readonly shop: ShopRef | null; readonly query?: object; readonly body?: object },
  ): Promise<Verdict> {
    const endpoint: Endpoint = ENDPOINTS[operation];
    const call: CallContext = { operation, scope: endpoint.scope };
    const key = `${grant.appKey}:${about.shop?.shopId ?? '-'}:${operation}`;
    const cipher = endpoint.shopLevel && about.shop ? { shop_cipher: grant.cipher ?? about.shop.cipher } : {};
    const outgoing = {
      method: endpoint.method,
      // Of something that there is not.
      path: fillPath(versionPath(endpoint, version).replaceAll(/\{\w+\}/g, '{id}'), { id: '0' }),
      query: { app_key: grant.appKey, ...queryTexts(about.query ?? {}), ...cipher },
      body: jsonBody(about.body),
    };
    for (let attempt = 1; ; attempt += 1) {
      const accessToken = await grant.session.accessToken();
      await limiter.slot({ key, ...endpoint.rate }, call, machineClock.now() + PATIENCE_MS);
      await budget.spend({ call, purpose: PURPOSE, perDay: endpoint.perDay });
      const credentials = { appSecret: grant.appSecret, accessToken, now: programClock.now() };
      const answer = await api.send(signedRequest(outgoing, credentials));
      const verdict = judge(answer, envelopeOf(answer), call);
      if (attempt > 1) return verdict;
      const again =
        verdict.kind === 'token_rejected'
          ? await grant.session.rejected(accessToken, verdict.expired)
          : verdict.kind === 'clock_doubted' && (await programClock.resync());
      if (!again) return verdict;
    }
  }

  async function probe(
    operation: OperationName,
    version: string,
    shop: ShopRef,
    about: { readonly query?: object; readonly body?: object },
  ): Promise<Probed> {
    const { family, scope }: Endpoint = ENDPOINTS[operation];
    const context = { operation, scope };
    const common = { operation, family, version };
    try {
      const grant = await grants.forShop(shop, scope, context);
      const verdict = await ask(operation, version, grant, { shop, ...about });
      return { ...common, ...read(verdict, context, version) };
    } catch (error) {
      if (!(error instanceof ExternalError)) throw error;
      return { ...common, outcome: 'unsent', error };
    }
  }

  return {
    async authorisations() {
      const asked: Asked[] = [];
      for (const grant of await grants.all()) {
        const { appKey, account } = grant;
        const [version] = ENDPOINTS.list_authorized_shops.versions;
        const error = await ask('list_authorized_shops', version, grant, { shop: null }).then(
          (verdict) => read(verdict, { operation: 'list_authorized_shops' }, version).error,
          (reason: unknown) => {
            if (reason instanceof ExternalError) return reason;
            throw reason;
          },
        );
        asked.push({ appKey, account, error });
      }
      return asked;
    },

    async *versions(shop) {
      const now = programClock.now();
      const day = (daysAgo: number) => toIso(now - daysAgo * DAY).slice(0, 10);
      const calls = Object.entries(probeCalls({ from: day(WINDOW_DAYS), to: day(1) }));
      let silent = 0;
      for (const [name, about] of calls) {
        // The keys of probeCalls are operation names; Object.entries forgets it.
        const operation = name as OperationName;
        for (const version of ENDPOINTS[operation].versions) {
          const probed = await probe(operation, version, shop, about);
          yield probed;
          silent = probed.outcome === 'silent' ? silent + 1 : 0;
          if (silent === MOST_SILENT || probed.error?.kind === 'clock_skew') return;
        }
      }
    },

    async close() {
      await Promise.all([api.close(), authorisation.close()]);
    },
  };
}

function read(verdict: Verdict, call: CallContext, version: string): Pick<Probed, 'outcome' | 'error'> {
  switch (verdict.kind) {
    case 'accepted':
      return { outcome: 'answers', error: null };
    case 'version_gone':
      return { outcome: 'gone', error: capabilityGone(call, [version]) };
    case 'refused': {
      const { kind } = verdict.error;
      const isAboutUs = kind === 'auth' || kind === 'scope' || kind === 'quota';
      return isAboutUs ? { outcome: 'refused', error: verdict.error } : { outcome: 'answers', error: null };
    }
    case 'token_rejected':
      return { outcome: 'refused', error: verdict.error };
    case 'clock_doubted':
      return { outcome: 'refused', error: clockSkew(call) };
    case 'slow_down':
      return { outcome: 'silent', error: tooBusy(call, SECOND) };
    case 'unreadable':
      return { outcome: 'silent', error: unreadable(call, verdict) };
    case 'fault':
      return { outcome: 'silent', error: unavailable(call, 1, verdict) };
  }
}
