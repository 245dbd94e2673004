import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { OperatorError } from '../domain/errors.ts';
import type { Settings } from '../domain/settings.ts';
import type { Environment, Platform } from './directories.ts';
import { pathsOf, standardDirectories } from './directories.ts';
import type { Connection, LogLevel } from './environment.ts';
import { readConnection, readLogLevel, readMode, variable } from './environment.ts';
import type { Problems } from './file.ts';
import { readConfigFile } from './file.ts';
import { type NotifyConnection, readChannels } from './notify.ts';
import { secretKeySource } from './secret-key.ts';
import type { Source } from './settings.ts';
import { resolveSettings } from './settings.ts';

export { createDataDirectory } from './directories.ts';
export type {
  AppRole,
  Connection,
  LogLevel,
  ShipBobConnection,
  TikTokApp,
  TikTokConnection,
} from './environment.ts';
export { isLoopback } from './environment.ts';
export type { NotifyConnection } from './notify.ts';
export type { Source } from './settings.ts';

export interface Configuration {
  readonly settings: Settings;
  /** Where each setting came from, by its name in the file, for example `defaults.caps.month_cost`. */
  readonly sources: Readonly<Record<string, Source>>;
  /** Null when there is none and the defaults hold. */
  readonly configFile: string | null;
  readonly configDir: string;
  readonly dataDir: string;
  /** A sandbox has a database of its own, since one database belongs to one API host. */
  readonly databaseFile: string;
  /** State of the sandbox that this machine hosts. */
  readonly sandboxStateFile: string;
  readonly connection: Connection;
  /** Ways out for alerts, with their secrets. */
  readonly channels: readonly NotifyConnection[];
  readonly logLevel: LogLevel;
  /**
   * The 32 bytes that encrypt tokens at rest. Creates the owner-only key file on first use.
   * @throws OperatorError `setup` when the file is open to others, damaged, or cannot be created
   */
  secretKey(): Uint8Array;
}

export interface ConfigurationInput {
  readonly env: Environment;
  /** What relative paths in the environment start from. */
  readonly cwd?: string;
  readonly platform?: Platform;
  readonly homeDir?: string;
}

const FILE_NAME = 'mcp.config.json';
export const LIVE_DATABASE = 'affiliate-ops.sqlite';
export const SANDBOX_DATABASE = 'affiliate-ops-sandbox.sqlite';

/**
 * Reads the environment and the configuration file once. Environment wins over file, file over default. Nothing
 * is created.
 * @throws OperatorError `setup` that lists everything that is wrong, one line each, and never a value
 */
export function loadConfiguration(input: ConfigurationInput): Configuration {
  const { env, platform = process.platform, homeDir = homedir(), cwd = process.cwd() } = input;
  const path = pathsOf(platform);
  const problems: Problems = [];
  const given = (name: string): string | null => {
    const value = variable(env, name);
    // Hosts start servers without a shell, so nobody else resolves the tilde.
    return value === null
      ? null
      : path.resolve(
          cwd,
          value.replace(/^~(?=[\\/]|$)/, () => homeDir),
        );
  };

  const standard = standardDirectories(env, platform, homeDir);
  const directories = { ...standard, dataDir: given('AFFILIATE_OPS_DATA_DIR') ?? standard.dataDir };
  const usualFile = path.join(directories.configDir, FILE_NAME);
  const configFile = given('AFFILIATE_OPS_CONFIG') ?? (existsSync(usualFile) ? usualFile : null);

  const mode = readMode(env, problems);
  const logLevel = readLogLevel(env, problems);
  const connection = readConnection(env, problems);
  const secretKey = secretKeySource(env, directories, platform, problems);
  const sandbox = connection?.kind === 'sandbox' || connection?.sandboxLabel === true;
  const file = configFile === null ? {} : (readConfigFile(configFile, problems) ?? {});
  const origin = { file: configFile ?? FILE_NAME, problems };
  const resolved = resolveSettings(file, mode, sandbox, origin);
  const channels = readChannels(file.notify ?? [], env, origin);
  if (problems.length > 0 || connection === null) throw setupError(problems);

  return {
    ...resolved,
    ...directories,
    configFile,
    databaseFile: path.join(directories.dataDir, sandbox ? SANDBOX_DATABASE : LIVE_DATABASE),
    sandboxStateFile: path.join(directories.dataDir, 'sandbox.sqlite'),
    connection,
    channels,
    logLevel,
    secretKey,
  };
}

function setupError(problems: Problems): OperatorError {
  const next = problems.length === 1 ? 'Correct it and start again.' : 'Correct them and start again.';
  return new OperatorError('setup', problems.join('\n'), next, 'Nothing was started.');
}
