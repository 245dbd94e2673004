import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { MINUTE, SECOND } from '../../../src/domain/time.ts';
import type { FaultPlan, Kill } from '../control.ts';
import { JournalView } from '../journal.ts';
import {
  ARGUMENTS,
  environment,
  type Folder,
  keepLog,
  SandboxProcess,
  ServerProcess,
  ToolError,
} from '../processes.ts';
import { AlertView } from './alert-view.ts';

const POLL = 50;
/** Of the default schedule. */
const CYCLE = 15 * MINUTE;
/** Machine time within which a cycle and what it makes due are over, faults and retries included. */
const PATIENCE = 90 * SECOND;
const RETRIED_WITHIN = 150 * SECOND;

const Granted = z.object({ data: z.object({ refresh_token: z.string() }) });
const Changed = z.looseObject({ status: z.string(), confirm_token: z.string().optional() });

/** A sandbox, a monitor that dies and comes back, and two servers with a client each, on one data folder. */
export class Household {
  readonly folder: Folder;
  readonly complaints: string[] = [];
  /** Faults that befell requests, over every plan of them. */
  readonly injected: Record<string, number> = {};
  readonly #sandbox: SandboxProcess;
  readonly #servers: ServerProcess[] = [];
  #connection: Readonly<Record<string, string>>;
  #monitor: ChildProcess | null = null;
  #journal: JournalView | null = null;
  #alerts: AlertView | null = null;
  #kill: Kill | null = null;
  #warehouseIsDown = false;
  /** What befalls requests besides. */
  #troubles: Pick<FaultPlan, 'rate' | 'kinds' | 'match' | 'seed'> = {};
  /** A harness that ends early leaves no monitor behind; servers end by themselves when their stdin closes. */
  readonly #abandon = (): void => void this.#monitor?.kill('SIGKILL');

  private constructor(folder: Folder, sandbox: SandboxProcess) {
    this.folder = folder;
    this.#sandbox = sandbox;
    this.#connection = sandbox.connection;
    process.on('exit', this.#abandon);
  }

  static async open(folder: Folder, seed: number): Promise<Household> {
    const household = new Household(
      folder,
      await SandboxProcess.start(folder, { seed, nativeConnection: false }),
    );
    try {
      await household.#open();
    } catch (error) {
      await household.close();
      throw error;
    }
    return household;
  }

  async #open(): Promise<void> {
    await this.startMonitor();
    for (let server = 0; server < 2; server += 1) {
      this.#servers.push(
        await ServerProcess.start(this.folder, this.#connection, (line) => this.complaints.push(line)),
      );
    }
    // The first call opens the program; only then is there a database to look into.
    await this.call(0, 'program_status', {});
    this.#journal = new JournalView(this.folder);
    this.#alerts = new AlertView(this.folder);
    // The first reading.
    await this.settle(0);
  }

  get url(): string {
    return this.#sandbox.url;
  }

  get control() {
    return this.#sandbox.control;
  }

  get journal(): JournalView {
    if (!this.#journal) throw new Error('The household is not open.');
    return this.#journal;
  }

  get alerts(): AlertView {
    if (!this.#alerts) throw new Error('The household is not open.');
    return this.#alerts;
  }

  async call(server: number, name: string, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    const process = this.#servers[server];
    if (!process) throw new Error(`There is no server ${server}.`);
    try {
      return await process.call(name, input);
    } catch (error) {
      if (error instanceof ToolError && /SQLITE|database is locked/.test(error.message)) {
        this.complaints.push(error.message);
      }
      throw error;
    }
  }

  /** A change of the rules as an assistant makes it: at once, or after a yes. Says which. */
  async steer(changes: readonly string[], reason: string): Promise<'at once' | 'after a yes'> {
    const answer = Changed.parse(await this.call(0, 'set_automation', { changes, reason }));
    if (answer.confirm_token === undefined) return 'at once';
    const confirmed = Changed.parse(
      await this.call(0, 'set_automation', { confirm_token: answer.confirm_token }),
    );
    if (confirmed.status !== 'accepted') throw new Error(`set_automation ended as ${confirmed.status}.`);
    return 'after a yes';
  }

  get monitorLives(): boolean {
    const monitor = this.#monitor;
    return monitor !== null && monitor.exitCode === null && monitor.signalCode === null;
  }

  async startMonitor(): Promise<void> {
    const monitor = spawn(process.execPath, [...ARGUMENTS, 'monitor'], {
      env: environment(this.folder, this.#connection),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    keepLog(monitor.stderr, join(this.folder.root, 'monitor.log'), (line) => {
      if (line.includes('a fault of ours') || line.includes('SQLITE_')) this.complaints.push(line);
    });
    this.#monitor = monitor;
    // What killed the one before is spent.
    this.#kill = null;
    await this.#setFaults();
  }

  async killMonitor(): Promise<void> {
    const monitor = this.#monitor;
    if (!monitor || !this.monitorLives) return;
    const gone = once(monitor, 'exit');
    monitor.kill('SIGKILL');
    await gone;
  }

  /** The monitor dies on a request of its own. */
  async armKill(kill: Kill): Promise<void> {
    this.#kill = kill;
    await this.#setFaults();
  }

  /** Replaces what befalls requests, the monitor's and the servers' alike. */
  async setTroubles(troubles: Pick<FaultPlan, 'rate' | 'kinds' | 'match' | 'seed'>): Promise<void> {
    this.#troubles = troubles;
    await this.#setFaults();
  }

  async setWarehouseDown(down: boolean): Promise<void> {
    this.#warehouseIsDown = down;
    await this.#setFaults();
  }

  /** A new plan begins to count anew, so what the one before did is added up first. */
  async countInjected(): Promise<void> {
    const { injected } = await this.control.faultCounters();
    for (const [kind, times] of Object.entries(injected)) {
      this.injected[kind] = (this.injected[kind] ?? 0) + times;
    }
  }

  async #setFaults(): Promise<void> {
    await this.countInjected();
    const pid = this.monitorLives ? this.#monitor?.pid : undefined;
    const plan: FaultPlan = {
      ...this.#troubles,
      ...(this.#warehouseIsDown && { rate: 1, match: '/2026-07', kinds: ['http_500', 'lost_before'] }),
      ...(this.#kill && pid !== undefined && { kill: { ...this.#kill, pid } }),
    };
    await this.control.setFaults(plan);
  }

  /** The seller authorises again, and the operator starts the monitor with the new token. The servers stay open. */
  async authoriseAgain(): Promise<void> {
    const { auth_code: code } = await this.control.act({ authorize: true });
    const {
      TIKTOK_SHOP_API_URL: url,
      TIKTOK_SHOP_APP_KEY: key,
      TIKTOK_SHOP_APP_SECRET: secret,
    } = this.#connection;
    const query = `app_key=${key}&app_secret=${secret}&auth_code=${code}&grant_type=authorized_code`;
    const answer = await fetch(`${url}/api/v2/token/get?${query}`);
    const { data } = Granted.parse(await answer.json());
    this.#connection = { ...this.#connection, TIKTOK_SHOP_REFRESH_TOKEN: data.refresh_token };
    await this.killMonitor();
    await this.startMonitor();
  }

  /** Waits until somebody has gone through the cycle that was due last before `since`, and nothing is due. */
  async settle(since: number, patience = PATIENCE): Promise<void> {
    const giveUpAt = performance.now() + patience;
    const due = since - (since % CYCLE);
    for (;;) {
      const outlook = this.journal.outlook(await this.control.now(), Date.now());
      const cycled = (outlook.cycleStartedAt ?? 0) >= due && this.alerts.evaluatedAt() >= due;
      if (cycled && !outlook.busy) return;
      if (performance.now() > giveUpAt) {
        throw new Error(`Nobody finished a cycle in ${patience / SECOND} s: ${JSON.stringify(outlook)}`);
      }
      await pause(POLL);
    }
  }

  /**
   * What failed is tried again after up to two minutes of machine time. Live that is soon; here program time would
   * run days ahead meanwhile, so it stands still.
   */
  async outwaitRetries(): Promise<void> {
    const giveUpAt = performance.now() + RETRIED_WITHIN;
    for (;;) {
      const { retryAt, busy } = this.journal.outlook(await this.control.now(), Date.now());
      if ((retryAt === null && !busy) || performance.now() > giveUpAt) return;
      await pause(POLL);
    }
  }

  async close(): Promise<void> {
    this.#journal?.close();
    this.#alerts?.close();
    process.off('exit', this.#abandon);
    await this.killMonitor();
    await Promise.allSettled(this.#servers.map((server) => server.stop()));
    await this.#sandbox.stop();
  }
}
