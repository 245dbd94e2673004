import { type Configuration, loadConfiguration } from './config/index.ts';
import { version } from './config/version.ts';
import { OperatorError } from './domain/errors.ts';
import type { OpenProgram } from './mcp/call.ts';
import { machineClock } from './program/clocks.ts';
import { createLog, type Log } from './program/log.ts';
import type { Program } from './program/open-program.ts';
import { PROMPTS } from './prompts/index.ts';
import { RESOURCES } from './resources/index.ts';
import { createServer } from './server/create-server.ts';
import type { LoopbackHost } from './server/http.ts';
import { serveStdio } from './server/stdio.ts';
import { ResourceWatch, resourceFacts } from './server/subscriptions.ts';
import { TOOLS } from './tools/index.ts';
import type { Services } from './usecases/services.ts';

/**
 * How long the server waits for a first call before it opens the program by itself: a host asks for the lists
 * first, and those need neither database nor network.
 */
const OPEN_AFTER = 1_000;
const REOPEN_AFTER = 30_000;

interface ServeOptions {
  /** Watches the programme while the server lives. */
  readonly monitor: boolean;
}

/** Serves MCP over stdio and, unless `monitor` is false, watches the programme while it lives. */
export async function serve(options: ServeOptions): Promise<void> {
  const { lazy, factory, watch, log } = assemble(options);
  serveStdio(factory, { watch, onClose: () => lazy.close(), clock: machineClock, log });
  lazy.openSoon();
}

export interface HttpServeOptions extends ServeOptions {
  readonly host: LoopbackHost;
  /** 0 takes a free one. */
  readonly port: number;
  /** Called once when it listens. */
  readonly onListening: (at: { readonly url: string; readonly tokenFile: string }) => void;
}

/**
 * Serves MCP over HTTP on loopback until SIGINT or SIGTERM comes; otherwise like `serve`.
 * @throws OperatorError `setup` when it cannot listen there, or its token cannot be kept
 */
export async function serveOverHttp(options: HttpServeOptions): Promise<void> {
  const { host, port } = options;
  const { configuration, lazy, factory, watch, log } = assemble(options);
  const [{ httpToken }, { serveHttp }] = await Promise.all([
    import('./config/http-token.ts'),
    import('./server/http.ts'),
  ]);
  const { token, file } = httpToken(configuration.configDir);
  const stopped = new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
  });
  const serving = await serveHttp(factory, {
    host,
    port,
    token,
    watch,
    onClose: () => lazy.close(),
    clock: machineClock,
    log,
  }).catch((error: unknown) => {
    throw cannotListen(host, port, error);
  });
  options.onListening({ url: serving.url, tokenFile: file });
  lazy.openSoon();
  await stopped;
  await serving.close();
}

function cannotListen(host: LoopbackHost, port: number, error: unknown): OperatorError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return new OperatorError(
    'setup',
    code === 'EADDRINUSE'
      ? `Port ${port} of ${host} is taken by another program.`
      : `The server cannot listen on port ${port} of ${host} (${code}).`,
    'Choose another port, or 0 for a free one.',
    'Nothing was started.',
    { cause: error },
  );
}

/** What both ways of serving share. */
function assemble({ monitor }: ServeOptions) {
  const configuration = loadConfiguration({ env: process.env });
  const log = createLog(configuration.logLevel);
  const lazy = new LazyProgram(configuration, log, monitor);
  const runtime = { open: () => lazy.open(), log };
  const factory = () =>
    createServer<Services>({
      version: version(),
      tools: TOOLS,
      resources: RESOURCES,
      prompts: PROMPTS,
      runtime,
    });
  const watch = new ResourceWatch({
    facts: (uri) => resourceFacts(RESOURCES, uri, runtime),
    changes: async () => (await lazy.open()).services.store.changes(),
    clock: machineClock,
    log,
  });
  return { configuration, lazy, factory, watch, log };
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

  /** For a program that watches by itself; one that only answers waits for the first call. */
  openSoon(): void {
    if (this.#monitor) void machineClock.wait(OPEN_AFTER).then(() => this.#openInBackground());
  }

  /** Until it is open: a full disk or a sandbox that is not up yet must not end the watching for good. */
  async #openInBackground(): Promise<void> {
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
