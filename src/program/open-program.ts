import { hkdfSync } from 'node:crypto';
import { createDispatcher } from '../actions/dispatcher.ts';
import type { ActionWorld } from '../actions/kind.ts';
import { createChannels } from '../adapters/notify/index.ts';
import { createTikTokShop } from '../adapters/tiktok-shop/index.ts';
import { createShipBob } from '../adapters/wms/shipbob/index.ts';
import { type Configuration, createDataDirectory } from '../config/index.ts';
import type { OpenProgram } from '../mcp/call.ts';
import { createAlertDelivery } from '../monitor/deliver-alerts.ts';
import { Monitor } from '../monitor/monitor.ts';
import type { ProcessIdentity } from '../ports/ids.ts';
import type { LimitRule, Store } from '../ports/store/index.ts';
import { openStore } from '../store/index.ts';
import { effectiveSettings } from '../usecases/effective-settings.ts';
import { limitRules, sampleLimitState } from '../usecases/sample-limits.ts';
import type { Services } from '../usecases/services.ts';
import { runCycle } from '../usecases/watch.ts';
import { machineClock } from './clocks.ts';
import { ids, processIdentity } from './ids.ts';
import type { Log } from './log.ts';
import { recordedWarehouse } from './recorded-warehouse.ts';
import { connect, type Surroundings } from './surroundings.ts';

export interface Program extends OpenProgram<Services> {
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
  await store.bind({ apiHost: surroundings.apiHost, appKey: tiktok.appKey });

  const world = openWorld(configuration, surroundings, store, process, log);
  const dispatcher = createDispatcher({
    world,
    store,
    process,
    mode: settings.mode,
    shopSettings: (shopId) => effectiveSettings({ automation: store.automation, settings }, shopId),
    limits: () => allLimits(store, configuration, world),
    onTurn: (action, end) =>
      log.debug(
        { action_id: action.actionId, kind: action.kind, status: end.status, stage: end.stage },
        'turn',
      ),
    onDefect: (action, error) =>
      log.error({ action_id: action.actionId, err: error }, 'a step met a fault of ours'),
  });
  const { programClock } = surroundings;
  const channels = createChannels(configuration.channels, machineClock);
  const alerts = {
    ...{ store, programClock, machineClock, settings, appKey: tiktok.appKey, warehouse: world.wms },
    sandbox: surroundings.sandbox,
    channels: channels.map(({ name }) => name),
  };
  const cycleDeps = { tiktokShop: world.tiktokShop, store, programClock, settings, alerts };
  const monitor = new Monitor({
    store,
    process,
    machineClock,
    programClock,
    cycleMinutes: settings.monitor.cycleMinutes,
    runCycle: (signal) => runCycle(cycleDeps, signal),
    dispatcher,
    alertDelivery: createAlertDelivery({ store: store.alerts, channels, machineClock, programClock, log }),
    log,
  });
  if (options.monitor) monitor.start();

  return {
    services: {
      store,
      programClock,
      settings,
      settingSources: configuration.sources,
      appKey: tiktok.appKey,
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
    async close() {
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
