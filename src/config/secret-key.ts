import { OperatorError } from '../domain/errors.ts';
import type { Directories, Environment, Platform } from './directories.ts';
import { pathsOf } from './directories.ts';
import { variable } from './environment.ts';
import type { Problems } from './file.ts';
import { createPrivate, readPrivate } from './private-file.ts';

/** AES-256 takes 32 bytes. */
const KEY_BYTES = 32;
const VARIABLE = 'AFFILIATE_OPS_SECRET_KEY';

/**
 * The key that encrypts tokens at rest. Returns a function, since the key file is created only when somebody
 * needs a key: from the environment, else from `secret.key` in the config directory.
 */
export function secretKeySource(
  env: Environment,
  directories: Directories,
  platform: Platform,
  problems: Problems,
): () => Uint8Array {
  const given = variable(env, VARIABLE);
  if (given === null) return () => keyFromFile(directories, platform);
  const key = decode(given);
  if (key === null) {
    problems.push(`environment: ${VARIABLE} must be 32 bytes, as 44 characters of base64 or 64 of hex`);
  }
  return () => key ?? new Uint8Array(KEY_BYTES);
}

function decode(text: string): Uint8Array | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/]{43}=$/.test(text)) return Buffer.from(text, 'base64');
  return null;
}

function keyFromFile(directories: Directories, platform: Platform): Uint8Array {
  const path = pathsOf(platform);
  const file = path.join(directories.configDir, 'secret.key');
  const below = path.relative(directories.dataDir, directories.configDir);
  if (!below.startsWith('..') && !path.isAbsolute(below)) {
    throw new OperatorError(
      'setup',
      `The key file ${file} would lie in the data directory, so a copy of the data would carry its own key.`,
      `Set AFFILIATE_OPS_DATA_DIR to another folder, or give the key in ${VARIABLE}.`,
    );
  }
  try {
    return readKey(file, platform) ?? createKey(file, directories.configDir, platform);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new OperatorError(
      'setup',
      `The key file ${file} can be neither read nor created (${code}).`,
      `Make its folder writable for this user, or give the key in ${VARIABLE}.`,
      undefined,
      { cause: error },
    );
  }
}

function readKey(file: string, platform: Platform): Uint8Array | null {
  const text = readPrivate('key file', file, platform);
  if (text === null) return null;
  const key = decode(text.trim());
  if (key !== null) return key;
  throw new OperatorError(
    'setup',
    `The key file ${file} does not hold a key.`,
    'Put the right file back. If it is lost, delete this one and authorise the shop again: the tokens stored under ' +
      'the old key cannot be read any more.',
  );
}

function createKey(file: string, directory: string, platform: Platform): Uint8Array {
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
  createPrivate(file, directory, `${key.toString('base64')}\n`);
  const kept = readKey(file, platform);
  if (kept === null) throw new Error('The key file vanished while it was being created.');
  return kept;
}
