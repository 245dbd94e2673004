import { randomBytes } from 'node:crypto';
import type { AuthorisationHost } from '../../adapters/tiktok-shop/refresh.ts';
import type { AppRole, Configuration, TikTokApp } from '../../config/index.ts';
import { ExternalError, OperatorError } from '../../domain/errors.ts';
import type { ShippingRoute, Shop } from '../../domain/shop.ts';
import type { Program } from '../../program/open-program.ts';
import type { Terminal } from '../command.ts';
import type { Lines } from './lines.ts';
import type { Arrived } from './wait.ts';

/** Nobody can guess a state of 192 bits. */
const STATE_BYTES = 24;

/** What the command line asked for. */
export interface AuthRequest {
  readonly role: AppRole;
  /** Null: no redirect is listened for. */
  readonly port: number | null;
  readonly routes: ReadonlyMap<string, ShippingRoute>;
  /** Nothing but routes was asked for. */
  readonly routesOnly: boolean;
  readonly json: boolean;
}

/** One run of the command, from the link to the answered questions. */
export class Authorising {
  readonly #configuration: Configuration;
  readonly #program: Program;
  readonly #request: AuthRequest;
  readonly #terminal: Terminal;
  readonly #say: (text: string) => void;

  constructor(configuration: Configuration, program: Program, request: AuthRequest, terminal: Terminal) {
    this.#configuration = configuration;
    this.#program = program;
    this.#request = request;
    this.#terminal = terminal;
    this.#say = request.json ? terminal.err : terminal.out;
  }

  async run(): Promise<number> {
    const { openLines } = await import('./lines.ts');
    const lines = openLines(process.stdin);
    try {
      const known = await this.#knownShops();
      if (known !== null) return await this.#finish(known, null);
      const app = this.#app();
      const arrived = await this.#arrive(app, lines);
      const shops = await this.#trade(app, arrived);
      return await this.#finish(shops, lines, app);
    } finally {
      lines.close();
    }
  }

  /** For `--route` alone: the shops it names. Null where none is authorised yet, or more is wanted than routes. */
  async #knownShops(): Promise<readonly Shop[] | null> {
    const { routes, routesOnly } = this.#request;
    const known = await this.#program.services.store.shops.list();
    if (!routesOnly || routes.size === 0 || known.length === 0) return null;
    return known.filter(({ shopId }) => routes.has(shopId));
  }

  /** A mistyped id must not become a setting that nobody misses. */
  async #checkRoutes(): Promise<void> {
    const known = await this.#program.services.store.shops.list();
    const unknown = [...this.#request.routes.keys()].filter(
      (id) => !known.some(({ shopId }) => shopId === id),
    );
    if (unknown.length === 0) return;
    throw new OperatorError(
      'not_found',
      `No authorised shop has the id ${unknown.join(', ')}.`,
      `Authorised are: ${known.map(({ name, shopId }) => `${name} (${shopId})`).join(', ')}.`,
      'No route was written.',
    );
  }

  #app(): TikTokApp {
    const { role } = this.#request;
    const app = this.#program.outside.tiktok.apps.find((one) => one.role === role);
    if (app) return app;
    throw new OperatorError(
      'setup',
      'There is no connector app in the environment.',
      'Set TIKTOK_SHOP_CONNECTOR_APP_KEY and TIKTOK_SHOP_CONNECTOR_APP_SECRET, or leave out --app.',
    );
  }

  /** Everything that could spoil a code is looked at before there is one. */
  async #arrive(app: TikTokApp, lines: Lines): Promise<Arrived> {
    const { knownAuthorisations } = await import('./keep.ts');
    const { outside, services } = this.#program;
    await knownAuthorisations(services.store.credentials, [app]);
    const state = randomBytes(STATE_BYTES).toString('base64url');
    const { authorisationLink } = await import('../../adapters/tiktok-shop/authorise.ts');
    const { waitForCode } = await import('./wait.ts');
    const stop = new AbortController();
    const onSignal = () => stop.abort();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
    try {
      return await waitForCode({
        state,
        port: this.#request.port,
        lines,
        say: this.#say,
        stopped: stop.signal,
        onReady: (url) => this.#printLink(authorisationLink(outside.tiktok, app, state), app, url),
      });
    } finally {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
    }
  }

  #printLink(link: string, { role }: TikTokApp, callbackUrl: string | null): void {
    const { port } = this.#request;
    const which = this.#program.outside.tiktok.apps.length > 1 ? ` for the ${role} app` : '';
    if (this.#configuration.connection.kind === 'sandbox') {
      this.#say(
        'No TIKTOK_ variable is set here, so this connects the sandbox, an invented shop. For your shop set TIKTOK_SHOP_APP_KEY\nand TIKTOK_SHOP_APP_SECRET first, as for your assistant.\n\n',
      );
    }
    this.#say(
      `Open this link${which} in a browser, signed in as the owner of the shop, and authorise:\n\n  ${link}\n\n`,
    );
    if (callbackUrl !== null) {
      this.#say(
        `The answer comes by itself if the app's redirect address is ${callbackUrl}. If the browser ends\nelsewhere, paste`,
      );
    } else {
      this.#say(port === null ? 'Paste' : `Port ${port} of this machine is taken, so paste`);
    }
    this.#say(
      ` the whole address that it ends on, or the code alone, and press Enter. This waits for 30 minutes; Ctrl+C\nstops it, and nothing is stored then.\n`,
    );
  }

  /** From here on a signal does not stop it: the code is used up. */
  async #trade(app: TikTokApp, { code, show }: Arrived): Promise<readonly Shop[]> {
    const ignore = () => {};
    process.on('SIGINT', ignore);
    try {
      const key = await this.#exchange(app, code);
      const shops = await this.#listShops(key.account, app);
      show({
        title: 'It worked',
        text: 'The shop is connected. You can close this page and go back to the terminal.',
      });
      return shops;
    } catch (error) {
      const text =
        error instanceof ExternalError || error instanceof OperatorError
          ? error.message
          : 'The terminal says more.';
      show({ title: 'It did not work', text });
      throw error;
    } finally {
      process.off('SIGINT', ignore);
    }
  }

  async #exchange(app: TikTokApp, code: string) {
    const { exchangeCode } = await import('../../adapters/tiktok-shop/authorise.ts');
    const { openHost } = await import('../../adapters/tiktok-shop/http.ts');
    const { keepTokens } = await import('./keep.ts');
    const { machineClock, outside, services } = this.#program;
    const host = openHost(outside.tiktok.authUrl);
    const on: AuthorisationHost = { host, machineClock, log: () => {} };
    try {
      const tokens = await exchangeCode(on, app, code);
      const key = await keepTokens(services.store.credentials, app, tokens);
      this.#say(`\nAuthorised by ${tokens.sellerName ?? 'the seller'}; the tokens are stored encrypted.\n`);
      return key;
    } finally {
      await host.close();
    }
  }

  async #listShops(account: string, { appKey }: TikTokApp): Promise<readonly Shop[]> {
    const { outside, services, programClock } = this.#program;
    const { store } = services;
    try {
      const all = await outside.tiktokShop.authorizedShops();
      await store.shops.record(all, programClock.now());
      const mine = (await store.credentials.access()).filter(
        (one) => one.appKey === appKey && one.account === account,
      );
      return all.filter(({ shopId }) => mine.some((one) => one.shopId === shopId));
    } catch (error) {
      if (!(error instanceof ExternalError)) throw error;
      throw new OperatorError(
        'setup',
        `The shops could not be listed: ${error.message}`,
        'Mend that; "affiliate-ops doctor" looks at all of it.',
        'The tokens are stored.',
      );
    }
  }

  async #finish(shops: readonly Shop[], lines: Lines | null, app?: TikTokApp): Promise<number> {
    const { settleRoutes } = await import('./route.ts');
    const { readCoverage } = await import('./coverage.ts');
    const { outside, services } = this.#program;
    const coverage = await readCoverage(services.store.credentials, outside.tiktok.apps);
    const { showShops, showRoutes, resultOf } = await import('./report.ts');
    if (app) showShops(shops, coverage, outside.tiktok.apps, this.#say);
    await this.#checkRoutes();
    const routes = await settleRoutes(
      { configuration: this.#configuration, given: this.#request.routes, lines, say: this.#say },
      shops,
    );
    showRoutes(routes, this.#say);
    if (app && shops.length > 0) this.#say('\n"affiliate-ops doctor" checks all of it.\n');
    if (this.#request.json) this.#print(resultOf(shops, coverage, outside.tiktok.apps, routes));
    return shops.length > 0 ? 0 : 1;
  }

  #print(result: object): void {
    this.#terminal.out(`${JSON.stringify(result)}\n`);
  }
}
