import { type Configuration, loadConfiguration } from './config/index.ts';
import { version } from './config/version.ts';
import type { OpenProgram } from './mcp/call.ts';
import { machineClock } from './program/clocks.ts';
import { createLog, type Log } from './program/log.ts';
import type { Program } from './program/open-program.ts';
import { RESOURCES } from './resources/index.ts';
import { createServer } from './server/create-server.ts';
import { serveStdio } from './server/stdio.ts';
import { TOOLS } from './tools/index.ts';
import type { Services } from './usecases/services.ts';

/**
 * How long the server waits for a first call before it opens the program by itself: a host asks for the lists
 * first, and those need neither database nor network.
 */
const OPEN_AFTER = 1_000;
const REOPEN_AFTER = 30_000;

/** Serves MCP over stdio and, unless `monitor` is false, watches the programme while it lives. */
export async function serve(options: { readonly monitor: boolean }): Promise<void> {
  const configuration = loadConfiguration({ env: process.env });
  const log = createLog(configuration.logLevel);
  const lazy = new LazyProgram(configuration, log, options.monitor);
  serveStdio(
    () =>
      createServer<Services>({
        version: version(),
        tools: TOOLS,
        resources: RESOURCES,
        runtime: { open: () => lazy.open(), log },
      }),
    { onClose: () => lazy.close(), clock: machineClock, log },
  );
  if (!options.monitor) return;
  void machineClock.wait(OPEN_AFTER).then(() => lazy.openInBackground());
}

/** Opens the program once, at the first call or shortly after the start, whichever comes first. */
class LazyProgram {
  readonly #configuration: Configuration;
  readonly #log: Log;
  readonly #monitor: boolean;
  #program: Promise<Program> | null = null;
  #closed = false;

  constructor(configuration: Configuration, log: Log, monitor: boolean) {
    this.#configuration = configuration;
    this.#log = log;
    this.#monitor = monitor;
  }

  async open(): Promise<OpenProgram<Services>> {
    this.#program ??= this.#start();
    return this.#program;
  }

  /** Until it is open: a full disk or a sandbox that is not up yet must not end the watching for good. */
  async openInBackground(): Promise<void> {
    while (!this.#closed) {
      try {
        await this.open();
        return;
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        this.#log.error({ reason }, 'the program could not be opened; it is tried again');
      }
      await machineClock.wait(REOPEN_AFTER);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const program = await this.#program?.catch(() => null);
    await program?.close();
  }

  /** A failure is not kept: what was wrong may be mended by the next call. */
  async #start(): Promise<Program> {
    try {
      const { openProgram } = await import('./program/open-program.ts');
      return await openProgram(this.#configuration, this.#log, { monitor: this.#monitor });
    } catch (error) {
      this.#program = null;
      throw error;
    }
  }
}
