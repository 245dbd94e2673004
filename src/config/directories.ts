import { mkdirSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { OperatorError } from '../domain/errors.ts';

export type Platform = NodeJS.Platform;
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Directories {
  readonly configDir: string;
  readonly dataDir: string;
}

const NAME = 'affiliate-ops';

/** The path functions of the platform that the paths are for, which a test may choose. */
export function pathsOf(platform: Platform): typeof posix {
  return platform === 'win32' ? win32 : posix;
}

/**
 * Where settings and where data live, by the customs of each system. The two are never the same folder: the key
 * that opens the stored tokens must not travel with a copy of the data.
 */
export function standardDirectories(env: Environment, platform: Platform, homeDir: string): Directories {
  const { join, isAbsolute } = pathsOf(platform);
  if (platform === 'darwin') {
    const base = join(homeDir, 'Library', 'Application Support', NAME);
    return { configDir: join(base, 'config'), dataDir: join(base, 'data') };
  }
  // XDG base directory specification: a relative value is to be ignored.
  const folder = (name: string, ...fallback: string[]): string => {
    const given = env[name];
    return join(given !== undefined && isAbsolute(given) ? given : join(homeDir, ...fallback), NAME);
  };
  if (platform === 'win32') {
    return {
      configDir: folder('APPDATA', 'AppData', 'Roaming'),
      dataDir: folder('LOCALAPPDATA', 'AppData', 'Local'),
    };
  }
  return {
    configDir: folder('XDG_CONFIG_HOME', '.config'),
    dataDir: folder('XDG_DATA_HOME', '.local', 'share'),
  };
}

/** Creates a folder (and those above it) that only its owner can open; one that exists is left as it is. */
export function createPrivateDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
}

/**
 * The same for the folder that holds the data.
 * @throws OperatorError `storage` when it cannot be made
 */
export function createDataDirectory(directory: string): void {
  try {
    createPrivateDirectory(directory);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new OperatorError(
      'storage',
      `The data folder ${directory} cannot be created (${code}).`,
      'Check that the folder above it exists and is writable for your user, or choose another one with AFFILIATE_OPS_DATA_DIR.',
      undefined,
      { cause: error },
    );
  }
}
