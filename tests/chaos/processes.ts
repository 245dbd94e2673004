import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import * as z from 'zod';
import { Control } from './control.ts';

const ENTRY = fileURLToPath(new URL('../support/cli-entry.ts', import.meta.url));
export const ARGUMENTS = ['--disable-warning=ExperimentalWarning', ENTRY];

/** Where one house keeps everything; nothing outside of it is touched. */
export interface Folder {
  readonly root: string;
  readonly stateFile: string;
  readonly dataDir: string;
  readonly configFile: string;
}

export function folderAt(root: string): Folder {
  return {
    root,
    stateFile: join(root, 'sandbox.sqlite'),
    dataDir: join(root, 'data'),
    configFile: join(root, 'mcp.config.json'),
  };
}

export function environment(folder: Folder, more: Readonly<Record<string, string>>): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: folder.root,
    AFFILIATE_OPS_CONFIG: folder.configFile,
    AFFILIATE_OPS_DATA_DIR: folder.dataDir,
    // The same for every house, so that a copied database can be opened.
    AFFILIATE_OPS_SECRET_KEY: '11'.repeat(32),
    LOG_LEVEL: 'info',
    ...more,
  };
}

const Hosting = z.object({
  url: z.string(),
  hosting: z.literal(true),
  environment: z.record(z.string(), z.string()),
});

export interface SandboxOptions {
  readonly seed: number;
  readonly nativeConnection: boolean;
}

/** The sandbox as a child process. */
export class SandboxProcess {
  readonly url: string;
  /** The variables that connect a server to it. */
  readonly connection: Readonly<Record<string, string>>;
  readonly control: Control;
  readonly #child: ChildProcess;
  /** A harness that ends early leaves nobody behind; servers end by themselves when their stdin closes. */
  readonly #abandon = (): void => void this.#child.kill('SIGKILL');

  constructor(child: ChildProcess, hosting: z.infer<typeof Hosting>) {
    this.#child = child;
    this.url = hosting.url;
    this.connection = hosting.environment;
    this.control = new Control(hosting.url);
    process.on('exit', this.#abandon);
  }

  /** Options count only while the folder holds no state yet. */
  static async start(folder: Folder, options: SandboxOptions | null): Promise<SandboxProcess> {
    const made = options
      ? ['--seed', String(options.seed), ...(options.nativeConnection ? ['--native-connection'] : [])]
      : [];
    const child = spawn(
      process.execPath,
      [...ARGUMENTS, 'sandbox', '--json', '--state', folder.stateFile, ...made],
      { env: environment(folder, {}), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    keepLog(child.stderr, join(folder.root, 'sandbox.log'), () => {});
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(
        `The sandbox ended with exit code ${code}; its words are in ${folder.root}/sandbox.log.`,
      );
    });
    const lines = createInterface({ input: child.stdout });
    const [line] = await Promise.race([once(lines, 'line'), ended]);
    ended.catch(() => {});
    return new SandboxProcess(child, Hosting.parse(JSON.parse(String(line))));
  }

  async stop(): Promise<void> {
    process.off('exit', this.#abandon);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exit;
  }
}

/** A tool's own refusal or error, in its words. */
export class ToolError extends Error {}

/** One server as a child process, with a client of its own that has no capabilities. */
export class ServerProcess {
  readonly pid: number;
  readonly #client: Client;
  #alive = true;

  constructor(client: Client, pid: number) {
    this.pid = pid;
    this.#client = client;
    client.onclose = () => {
      this.#alive = false;
    };
  }

  /** `onProblem` gets every log line that speaks of a fault of ours. */
  static async start(
    folder: Folder,
    connection: Readonly<Record<string, string>>,
    onProblem: (line: string) => void,
  ): Promise<ServerProcess> {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [...ARGUMENTS, 'serve'],
      env: environment(folder, connection),
      stderr: 'pipe',
    });
    keepLog(transport.stderr, join(folder.root, 'servers.log'), (line) => {
      if (line.includes('a fault of ours') || line.includes('SQLITE_')) onProblem(line);
    });
    const client = new Client({ name: 'chaos', version: '1.0.0' });
    await client.connect(transport);
    if (transport.pid === null) throw new Error('The server has no process.');
    return new ServerProcess(client, transport.pid);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** The structured result. Throws `ToolError` when the tool says no; anything else means that the process died. */
  async call(name: string, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    const result = await this.#client.callTool({ name, arguments: { ...input } });
    if (result.isError) throw new ToolError(`${name}: ${JSON.stringify(result.content)}`);
    return result.structuredContent;
  }

  async stop(): Promise<void> {
    await this.#client.close();
  }
}

export function keepLog(stream: unknown, file: string, onLine: (line: string) => void): void {
  // The transport types its stream as a bare Stream; piped it is always readable.
  createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
    appendFileSync(file, `${line}\n`);
    onLine(line);
  });
}
