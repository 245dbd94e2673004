import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { type Assistant, assistant, type Generation, type ServerCommand } from './assistants.ts';
import { type ControlPort, controlPort } from './control-port.ts';

const ENTRY = fileURLToPath(new URL('./cli-entry.ts', import.meta.url));

export interface DeskOptions {
  /** Contents of mcp.config.json. */
  readonly config?: object;
  /** The warehouse imports sample orders by itself. */
  readonly nativeConnection?: boolean;
}

export interface AssistantOptions {
  readonly generation?: Generation;
  readonly elicits?: boolean;
  /** Over the desk's own; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
}

/** A sandbox and any number of servers as children, in a folder of their own under the system's temporary one. */
export interface Desk {
  readonly folder: string;
  readonly dataDir: string;
  readonly databaseFile: string;
  readonly control: ControlPort;
  /** What connects a server to the sandbox. */
  readonly environment: Readonly<Record<string, string>>;
  command(options?: AssistantOptions): ServerCommand;
  assistant(options?: AssistantOptions): Promise<Assistant>;
  close(): Promise<void>;
}

/** Starts the sandbox child; servers start with `assistant`. */
export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-e2e-'));
  const dataDir = join(folder, 'data');
  const own = ownEnvironment(folder, options.config);
  const sandbox = await startSandbox(folder, own, options.nativeConnection === true);
  const assistants: Assistant[] = [];
  const command = ({ env = {}, args = [] }: AssistantOptions = {}): ServerCommand => ({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', ENTRY, 'serve', ...args],
    env: defined({ ...own, ...sandbox.environment, ...env }),
  });
  return {
    folder,
    dataDir,
    databaseFile: join(dataDir, 'affiliate-ops-sandbox.sqlite'),
    control: controlPort(sandbox.url),
    environment: sandbox.environment,
    command,
    assistant: async (given = {}) => {
      const made = await assistant(command(given), given.generation ?? 'sdk-2-new', given.elicits ?? false);
      assistants.push(made);
      return made;
    },
    close: async () => {
      await Promise.all(assistants.map((one) => one.close()));
      await ended(sandbox.child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Nothing of the machine's own folders or settings reaches the children. */
function ownEnvironment(folder: string, config: object | undefined): Record<string, string> {
  const home = join(folder, 'home');
  mkdirSync(home);
  const file = join(folder, 'mcp.config.json');
  if (config) writeFileSync(file, JSON.stringify(config));
  return defined({
    PATH: process.env.PATH,
    HOME: home,
    USERPROFILE: home,
    APPDATA: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    AFFILIATE_OPS_DATA_DIR: join(folder, 'data'),
    AFFILIATE_OPS_CONFIG: config && file,
  });
}

function defined(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const present: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) if (value !== undefined) present[name] = value;
  return present;
}

const printed = z.object({ url: z.string(), environment: z.record(z.string(), z.string()) });

async function startSandbox(folder: string, env: Record<string, string>, nativeConnection: boolean) {
  const state = join(folder, 'sandbox.sqlite');
  const child = spawn(
    process.execPath,
    [
      ...['--disable-warning=ExperimentalWarning', ENTRY, 'sandbox', '--json', '--state', state],
      ...(nativeConnection ? ['--native-connection'] : []),
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => null)]);
  if (first === null) throw new Error(`The sandbox did not start: ${said}`);
  return { child, ...printed.parse(JSON.parse(String(first[0]))) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
