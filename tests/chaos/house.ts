import { setTimeout as pause } from 'node:timers/promises';
import { MINUTE } from '../../src/domain/time.ts';
import type { FaultPlan, Kill } from './control.ts';
import { JournalView } from './journal.ts';
import { type Folder, type SandboxOptions, SandboxProcess, ServerProcess, ToolError } from './processes.ts';

/** Milliseconds within which the end of a process is known here. */
const DEATH_NOTICED = 200;

/** What goes wrong while a batch is under way. Kills hit the first server, one after the other. */
export interface Trouble {
  readonly kills: readonly Kill[];
  /** Share of other requests that get a fault. */
  readonly rate?: number;
  readonly seed?: number;
}

export interface Death {
  readonly kill: Kill;
  /** What the server was at. */
  readonly at: readonly string[];
}

/** One sandbox and one or two servers on one database, each a process; dead servers are started again. */
export class House {
  readonly folder: Folder;
  readonly deaths: Death[] = [];
  readonly injected: Record<string, number> = {};
  /** Words that no log and no tool result should hold. */
  readonly complaints: string[] = [];
  readonly #sandbox: SandboxProcess;
  readonly #connection: Readonly<Record<string, string>>;
  readonly #servers: ServerProcess[] = [];
  #journal: JournalView | null = null;
  #trouble: Trouble = { kills: [] };
  #revival: Promise<void> | null = null;

  constructor(folder: Folder, sandbox: SandboxProcess, connection: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.#sandbox = sandbox;
    this.#connection = connection;
  }

  /** `options` make a new programme; null opens the folder's. `connection` is that of the programme's first start. */
  static async open(
    folder: Folder,
    servers: number,
    options: SandboxOptions | null,
    connection?: Readonly<Record<string, string>>,
  ): Promise<House> {
    const sandbox = await SandboxProcess.start(folder, options);
    const { url } = sandbox;
    const known = connection ?? sandbox.connection;
    // The port may be another one than when the connection was first given.
    const addressed = Object.entries(known).map(([name, value]) => [
      name,
      name.endsWith('_URL') ? url : value,
    ]);
    const house = new House(folder, sandbox, Object.fromEntries(addressed));
    try {
      for (let index = 0; index < servers; index += 1) house.#servers.push(await house.#startServer());
      // The first call opens the program; only then is there a database to look into.
      await house.call(0, 'program_status', {});
      house.#journal = new JournalView(folder);
    } catch (error) {
      await house.close();
      throw error;
    }
    return house;
  }

  get control() {
    return this.#sandbox.control;
  }

  get connection() {
    return this.#connection;
  }

  get servers(): number {
    return this.#servers.length;
  }

  get journal(): JournalView {
    if (!this.#journal) throw new Error('The house is not open.');
    return this.#journal;
  }

  async arm(trouble: Trouble): Promise<void> {
    this.#trouble = trouble;
    await this.#setFaults();
  }

  /** From here on nothing goes wrong any more; a kill under way is still seen to its end. */
  async clearFaults(): Promise<void> {
    await this.#countInjected();
    this.#trouble = { kills: this.#trouble.kills.slice(0, 1) };
    await this.control.setFaults({});
    await pause(DEATH_NOTICED);
    await this.revive();
    await this.arm({ kills: [] });
  }

  /** Starts dead servers again and arms the next kill. */
  revive(): Promise<void> {
    this.#revival ??= this.#reviveAll().finally(() => {
      this.#revival = null;
    });
    return this.#revival;
  }

  /** A tool call that outlives the server: it is made again on the one that comes after. */
  async call(server: number, name: string, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    const giveUpAt = performance.now() + 2 * MINUTE;
    for (;;) {
      await this.revive();
      const process = this.#servers[server];
      if (!process) throw new Error(`There is no server ${server}.`);
      try {
        return await process.call(name, input);
      } catch (error) {
        if (error instanceof ToolError && /SQLITE|database is locked/.test(error.message)) {
          this.complaints.push(error.message);
        }
        if (error instanceof ToolError || performance.now() > giveUpAt) throw error;
        // A broken pipe is noticed a moment before the end of the process.
        await pause(DEATH_NOTICED);
        if (process.alive) throw error;
      }
    }
  }

  async close(): Promise<void> {
    this.#journal?.close();
    await Promise.allSettled(this.#servers.map((server) => server.stop()));
    await this.#sandbox.stop();
  }

  #startServer(): Promise<ServerProcess> {
    return ServerProcess.start(this.folder, this.#connection, (line) => {
      this.complaints.push(line);
    });
  }

  async #reviveAll(): Promise<void> {
    for (const [index, server] of this.#servers.entries()) {
      if (server.alive) continue;
      const kill = index === 0 ? this.#trouble.kills[0] : undefined;
      if (!kill) throw new Error(`Server ${index} ended by itself; see servers.log.`);
      this.deaths.push({ kill, at: this.#journal?.inHandsOf(server.pid) ?? [] });
      this.#servers[index] = await this.#startServer();
      await this.#countInjected();
      const { kills, seed } = this.#trouble;
      this.#trouble = {
        ...this.#trouble,
        kills: kills.slice(1),
        ...(seed !== undefined && { seed: seed + 1 }),
      };
      await this.#setFaults();
    }
  }

  async #setFaults(): Promise<void> {
    const { kills, rate, seed } = this.#trouble;
    const [kill] = kills;
    const [victim] = this.#servers;
    const plan: FaultPlan = {
      ...(rate !== undefined && { rate }),
      ...(seed !== undefined && { seed }),
      ...(kill && victim && { kill: { ...kill, pid: victim.pid } }),
    };
    await this.control.setFaults(plan);
  }

  async #countInjected(): Promise<void> {
    const { injected } = await this.control.faultCounters();
    for (const [kind, times] of Object.entries(injected)) {
      this.injected[kind] = (this.injected[kind] ?? 0) + times;
    }
  }
}
