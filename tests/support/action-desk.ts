import { createDispatcher, type Dispatcher } from '../../src/actions/dispatcher.ts';
import { newAction } from '../../src/actions/new-actions.ts';
import { DEFAULT_ALERTS } from '../../src/config/defaults.ts';
import { toAlertSettings } from '../../src/config/notify.ts';
import type { Action, ActionPlan, NewAction } from '../../src/domain/action.ts';
import type { Mode, Settings, ShopSettings } from '../../src/domain/settings.ts';
import type { Shop } from '../../src/domain/shop.ts';
import type { MachineClock, ProgramClock } from '../../src/ports/clock.ts';
import type { LimitRule, Store } from '../../src/ports/store/index.ts';
import { effectiveSettings } from '../../src/usecases/effective-settings.ts';
import { shopSettings } from '../rules/sample-facts.ts';
import {
  application,
  approvePlan,
  identity,
  MACHINE_NOW,
  NOW,
  order,
  SHOP,
  testStore,
} from '../store/support.ts';
import { FakeTikTokShop } from './fake-tiktok-shop.ts';
import { FakeWms } from './fake-wms.ts';

export const US_SHOP: Shop = { shopId: SHOP, cipher: 'cipher-1', name: 'Northbeam', region: 'US' };

/** Both clocks of a test: they stand still until they are moved; a wait moves the machine's. */
export class TestClocks {
  program = NOW;
  machine = MACHINE_NOW;
  readonly programClock: ProgramClock = { now: () => this.program, resync: async () => false };
  readonly machineClock: MachineClock = {
    now: () => this.machine,
    wait: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      this.machine += milliseconds;
    },
  };

  /** Live, both clocks go together. */
  advance(milliseconds: number): void {
    this.program += milliseconds;
    this.machine += milliseconds;
  }
}

export interface DeskOptions {
  readonly mode?: Mode;
  readonly wms?: FakeWms | null;
  readonly workers?: number;
}

/** The dispatcher over a real store and scripted counterparties, with one shop, one open request and its stock. */
export class ActionDesk {
  readonly clocks = new TestClocks();
  readonly tiktok = new FakeTikTokShop();
  readonly warehouse = new FakeWms();
  readonly wms: FakeWms | null;
  readonly dead = new Set<string>();
  readonly defects: unknown[] = [];
  readonly store: Store;
  readonly workers: number;
  mode: Mode;
  settings: ShopSettings = shopSettings();
  limits: () => Promise<readonly LimitRule[]> = async () => [];

  constructor(options: DeskOptions = {}) {
    this.wms = options.wms === undefined ? this.warehouse : options.wms;
    this.workers = options.workers ?? 2;
    this.mode = options.mode ?? 'confirm';
    this.store = testStore({
      machineNow: () => this.clocks.machine,
      isProcessAlive: ({ processId }) => !this.dead.has(processId),
    });
  }

  static async open(options: DeskOptions = {}): Promise<ActionDesk> {
    const desk = new ActionDesk(options);
    await desk.store.shops.record([US_SHOP], NOW);
    desk.tiktok.shops.push(US_SHOP);
    desk.tiktok.set(application());
    desk.tiktok.stockLevels.push({ productId: 'product-1', skuId: 'sku-1', available: 10 });
    desk.warehouse.free.set('SERUM-30', 10);
    await desk.seen();
    return desk;
  }

  /** What a sync would bring: applications and orders as the platform shows them now. */
  async seen(): Promise<void> {
    await this.store.samples.record(SHOP, [...this.tiktok.applications.values()], this.clocks.program);
    await this.store.orders.record(SHOP, [...this.tiktok.orderList.values()], this.clocks.program);
  }

  programSettings(): Settings {
    return {
      mode: this.mode,
      monitor: { schedule: '*/5 * * * *', cycleMinutes: 5 },
      alerts: toAlertSettings(DEFAULT_ALERTS),
      dailyRequestBudget: 10_000,
      backfillDays: 180,
      defaults: this.settings,
      shops: {},
    };
  }

  /** A process of its own, with the settings as they are now. */
  dispatcher(processId = 'process-1'): Dispatcher {
    const { tiktok: tiktokShop, wms, store } = this;
    const { programClock, machineClock } = this.clocks;
    return createDispatcher({
      world: { tiktokShop, wms, store, programClock, machineClock },
      store,
      process: identity(processId),
      mode: this.mode,
      shopSettings: (shopId) =>
        effectiveSettings({ automation: this.store.automation, settings: this.programSettings() }, shopId),
      limits: () => this.limits(),
      workers: this.workers,
      onDefect: (_action, error) => this.defects.push(error),
    });
  }

  /** Works until nothing is due at the present moment. */
  async run(processId?: string): Promise<number> {
    return this.dispatcher(processId).dispatchDue();
  }

  /** Lets time pass in steps and works at each, until the action stands in one of the statuses or time is up. */
  async runUntil(actionId: string, statuses: readonly Action['status'][], within: number): Promise<Action> {
    const end = this.clocks.program + within;
    for (;;) {
      await this.run();
      const action = await this.action(actionId);
      if (statuses.includes(action.status) || this.clocks.program >= end) return action;
      const waits = [
        ...(action.waitUntil === null ? [] : [action.waitUntil - this.clocks.program]),
        ...(action.retryAt === null ? [] : [action.retryAt - this.clocks.machine]),
      ];
      if (waits.length === 0) return action;
      this.clocks.advance(Math.max(1, ...waits));
    }
  }

  async insert(plan: ActionPlan, overrides: Partial<NewAction> = {}): Promise<string> {
    const made = newAction(plan, {
      shopId: SHOP,
      actionClass: 'C',
      proposedBy: 'operator',
      reason: 'Meets every condition of the sample rule.',
    });
    const [inserted] = await this.store.actions.insert([{ ...made, ...overrides }], this.clocks.program);
    if (!inserted?.inserted) throw new Error('The action was there before.');
    return inserted.action.actionId;
  }

  approve(plan: Parameters<typeof approvePlan>[0] = {}): Promise<string> {
    return this.insert(approvePlan(plan));
  }

  async fulfil(
    overrides: Parameters<typeof order>[0] = {},
    route: 'direct_create' | 'native_sync' = 'direct_create',
  ): Promise<string> {
    const made = order(overrides);
    this.tiktok.makeOrder(
      made,
      this.tiktok.applications.size > 0 ? [...this.tiktok.applications.keys()] : [],
    );
    await this.seen();
    const { orderId } = made;
    return this.insert({ kind: 'fulfil_order', orderId, route, reference: `SMP-${orderId}` });
  }

  async action(actionId: string): Promise<Action> {
    const action = await this.store.actions.get(actionId);
    if (!action) throw new Error(`No action ${actionId}.`);
    return action;
  }

  /** "step type" of every event, oldest first. */
  async trail(actionId: string): Promise<readonly string[]> {
    const events = await this.store.actions.events(actionId);
    return events.map(({ step, type }) => (step === null ? type : `${step} ${type}`));
  }

  async decide(actionId: string, to: 'approved' | 'cancelled' | 'done'): Promise<Action | null> {
    const { status } = await this.action(actionId);
    const type = to === 'done' ? 'marked_done' : to;
    return this.store.actions.resolve(
      { actionId, expected: [status], to, event: { step: null, type } },
      this.clocks.program,
    );
  }
}
