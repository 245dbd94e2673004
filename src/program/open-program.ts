import { hkdfSync } from 'node:crypto';
import { createDispatcher } from '../actions/dispatcher.ts';
import type { ActionWorld } from '../actions/kind.ts';
import { createChannels } from '../adapters/notify/index.ts';
import { createTikTokShop } from '../adapters/tiktok-shop/index.ts';
import { readWebhook } from '../adapters/tiktok-shop/webhook.ts';
import { createShipBob } from '../adapters/wms/shipbob/index.ts';
import { type Configuration, createDataDirectory, type TikTokConnection } from '../config/index.ts';
import type { Action, ActionStatus } from '../domain/action.ts';
import { shopSettings } from '../domain/settings.ts';
import { defaultTimeZone } from '../domain/shop.ts';
import type { OpenProgram } from '../mcp/call.ts';
import { createAlertDelivery } from '../monitor/deliver-alerts.ts';
import { Monitor } from '../monitor/monitor.ts';
import { type OnceResult, type Turns, watchOnce } from '../monitor/once.ts';
import { listenForWebhooks, type WebhookListener } from '../monitor/webhook-listener.ts';
import type { ProcessIdentity } from '../ports/ids.ts';
import type { LimitRule, Store } from '../ports/store/index.ts';
import type { TikTokShop } from '../ports/tiktok-shop.ts';
import type { Wms } from '../ports/wms.ts';
import { openStore } from '../store/index.ts';
import { effectiveSettings } from '../usecases/effective-settings.ts';
import { followNews } from '../usecases/follow-news.ts';
import { limitRules, sampleLimitState } from '../usecases/sample-limits.ts';
import type { Services } from '../usecases/services.ts';
import { runCycle } from '../usecases/watch.ts';
import { machineClock } from './clocks.ts';
import { ids, processIdentity } from './ids.ts';
import type { Log } from './log.ts';
import { recordedWarehouse } from './recorded-warehouse.ts';
import { connect, type Surroundings } from './surroundings.ts';

export interface Program extends OpenProgram<Services> {
  /** One cycle and all work that is due; for a program that does not watch by itself. */
  watchOnce(signal: AbortSignal): Promise<OnceResult & { readonly turns: Turns }>;
  /** Takes the platform's webhooks on a listener of its own, until the program is closed. */
  listenForWebhooks(at: { readonly host: string; readonly port: number }): Promise<WebhookListener>;
  /** For checks that ask the outside systems themselves. */
  readonly outside: {
    readonly tiktokShop: TikTokShop;
    readonly tiktok: TikTokConnection;
    readonly wms: Wms | null;
  };
  close(): Promise<void>;
}

/**
 * Puts the parts together: the only place that knows which adapter is which. With `monitor` it starts watching
 * at once.
 */
export async function openProgram(
  configuration: Configuration,
  log: Log,
  options: { readonly monitor: boolean },
): Promise<Program> {
  const { settings } = configuration;
  createDataDirectory(configuration.dataDir);
  const surroundings = await connect(configuration);
  const secret = configuration.secretKey();
  const store = openStore({
    file: configuration.databaseFile,
    secretKey: derive(secret, 'tokens at rest'),
    ids,
    machineNow: () => machineClock.now(),
  });
  const process = processIdentity();
  const { tiktok } = surroundings;
  const [{ appKey }] = tiktok.apps;
  await store.bind({ apiHost: surroundings.apiHost, appKey });

  const world = openWorld(configuration, surroundings, store, process, log);
  const turns = new Map<string, { kind: Action['kind']; status: ActionStatus }>();
  const dispatcher = createDispatcher({
    world,
    store,
    process,
    mode: settings.mode,
    shopSettings: (shopId) => effectiveSettings({ automation: store.automation, settings }, shopId),
    limits: () => allLimits(store, configuration, world),
    onTurn: ({ actionId, kind }, { status, stage }) => {
      // Only for a single cycle: a program that watches goes on for months.
      if (!options.monitor) turns.set(actionId, { kind, status });
      log.debug({ action_id: actionId, kind, status, stage }, 'turn');
    },
    onDefect: (action, error) =>
      log.error({ action_id: action.actionId, err: error }, 'a step met a fault of ours'),
  });
  const { programClock } = surroundings;
  const channels = createChannels(configuration.channels, machineClock);
  const alerts = {
    ...{ store, programClock, machineClock, settings, appKey, warehouse: world.wms },
    appKeys: tiktok.apps.map((app) => app.appKey),
    sandbox: surroundings.sandbox,
    channels: channels.map(({ name }) => name),
  };
  const cycleDeps = { tiktokShop: world.tiktokShop, store, programClock, settings, alerts };
  const watching = {
    ...{ store, process, machineClock, programClock, dispatcher },
    runCycle: (signal: AbortSignal) => runCycle(cycleDeps, signal),
    runNews: (signal: AbortSignal) => followNews(cycleDeps, signal),
    alertDelivery: createAlertDelivery({ store: store.alerts, channels, machineClock, programClock, log }),
  };
  const monitor = new Monitor({
    ...watching,
    schedule: settings.monitor.schedule,
    timeZone: (shop) => shopSettings(settings, shop.shopId).timeZone ?? defaultTimeZone(shop.region),
    log,
  });
  const listeners: WebhookListener[] = [];
  if (options.monitor) monitor.start();

  return {
    services: {
      store,
      programClock,
      machineClock,
      settings,
      settingSources: configuration.sources,
      appKey,
      refresh: () => monitor.refresh(),
      wakeDispatcher: () => monitor.wake(),
      watching: options.monitor,
    },
    sandbox: surroundings.sandbox,
    mode: settings.mode,
    confirmations: store.confirmations,
    machineClock,
    programClock,
    ids,
    confirmKey: derive(secret, 'confirm tokens'),
    outside: { tiktokShop: world.tiktokShop, tiktok, wms: world.wms },
    listenForWebhooks: async (at) => {
      const listener = await listenForWebhooks({
        ...at,
        ...{ news: store.news, programClock, machineClock, log },
        read: (rawBody, signature) => readWebhook(tiktok.apps, rawBody, signature),
        onNews: () => monitor.wake(),
      });
      listeners.push(listener);
      return listener;
    },
    watchOnce: async (signal) => {
      const readOnly = settings.mode === 'read-only';
      return { ...(await watchOnce({ ...watching, readOnly }, signal)), turns };
    },
    async close() {
      await Promise.all(listeners.map((listener) => listener.close()));
      await monitor.stop();
      await Promise.allSettled([
        world.tiktokShop.close(),
        world.wms?.close(),
        ...channels.map((channel) => channel.close()),
      ]);
      await store.close();
      await surroundings.close();
    },
  };
}

type Closing = { close(): Promise<void> };

interface ConnectedWorld extends ActionWorld {
  readonly tiktokShop: ActionWorld['tiktokShop'] & Closing;
  readonly wms: (NonNullable<ActionWorld['wms']> & Closing) | null;
}

function openWorld(
  configuration: Configuration,
  { tiktok, shipbob, programClock }: Surroundings,
  store: Store,
  process: ProcessIdentity,
  log: Log,
): ConnectedWorld {
  const { requests, leases, credentials } = store;
  const tiktokShop = createTikTokShop({
    ...tiktok,
    programClock,
    machineClock,
    process,
    credentials,
    leases,
    requests,
    dailyRequestBudget: configuration.settings.dailyRequestBudget,
    log: (call) => log.debug(call, 'tiktok shop'),
    notice: (notice) => log.warn(notice, 'tiktok shop'),
  });
  const warehouse =
    shipbob &&
    createShipBob({ ...shipbob, machineClock, requests, log: (call) => log.debug(call, 'shipbob') });
  const wms = warehouse && {
    ...recordedWarehouse(warehouse, store.health, programClock),
    close: () => warehouse.close(),
  };
  return { tiktokShop, wms, store, programClock, machineClock };
}

async function allLimits(
  store: Store,
  { settings }: Configuration,
  { programClock }: ActionWorld,
): Promise<readonly LimitRule[]> {
  const rules: LimitRule[] = [];
  for (const shop of await store.shops.list()) {
    const current = await effectiveSettings({ automation: store.automation, settings }, shop.shopId);
    const state = await sampleLimitState(store, shop, current, programClock.now());
    rules.push(...limitRules(shop, state));
  }
  return rules;
}

/** One secret, a key of its own for each purpose. */
function derive(secret: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), `affiliate-ops ${purpose}`, 32));
}
