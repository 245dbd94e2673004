import { randomBytes } from 'node:crypto';
import { OperatorError } from '../domain/errors.ts';
import type { Platform } from './directories.ts';
import { pathsOf } from './directories.ts';
import { createPrivate, readPrivate } from './private-file.ts';

/** Never guessed, and short enough for a header. */
const TOKEN_BYTES = 32;

/** What RFC 6750 lets a bearer token hold, and long enough that a person may put one of their own there. */
const TOKEN = /^[A-Za-z0-9\-._~+/]{32,512}=*$/;

export interface HttpToken {
  readonly token: string;
  /** Where the operator finds it. */
  readonly file: string;
}

/**
 * The bearer token of `serve --http`: from `http-token` in the config directory, which is created for its owner only
 * at the first start.
 * @throws OperatorError `setup` when the file is open to others, holds no token, or cannot be created
 */
export function httpToken(configDir: string, platform: Platform = process.platform): HttpToken {
  const file = pathsOf(platform).join(configDir, 'http-token');
  try {
    if (readPrivate('token file', file, platform) === null) {
      createPrivate(file, configDir, `${randomBytes(TOKEN_BYTES).toString('base64url')}\n`);
    }
    const token = readPrivate('token file', file, platform)?.trim() ?? '';
    if (TOKEN.test(token)) return { token, file };
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new OperatorError(
      'setup',
      `The token file ${file} can be neither read nor created (${code}).`,
      'Make its folder writable for this user.',
      undefined,
      { cause: error },
    );
  }
  throw new OperatorError(
    'setup',
    `The token file ${file} does not hold a token of at least 32 letters and digits.`,
    'Delete it and start again: a new one is made, and clients need the new one.',
  );
}
