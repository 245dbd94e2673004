import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/index.ts';
import { OperatorError } from '../../src/domain/errors.ts';

const module = fileURLToPath(new URL('../../src/config/index.ts', import.meta.url));
const run = promisify(execFile);

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'affiliate-ops-key-'));
  file = join(home, '.config', 'affiliate-ops', 'secret.key');
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const load = (env: Record<string, string> = {}, platform: NodeJS.Platform = 'linux') =>
  loadConfiguration({ env, cwd: home, platform, homeDir: home });

function failure(action: () => unknown): OperatorError {
  try {
    action();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

describe('the key file', () => {
  it('is made on first use, for its owner only, and stays', () => {
    const configuration = load();
    expect(existsSync(file)).toBe(false);
    const key = configuration.secretKey();
    expect(key).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, '.config', 'affiliate-ops')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(home, '.config', 'affiliate-ops'))).toEqual(['secret.key']);
    expect(configuration.secretKey()).toEqual(key);
    expect(load().secretKey()).toEqual(key);
  });

  it('is the same for copies of the server that start together', async () => {
    const script = `
      import { loadConfiguration } from ${JSON.stringify(module)};
      const { secretKey } = loadConfiguration({ env: {}, platform: 'linux', homeDir: ${JSON.stringify(home)} });
      process.stdout.write(Buffer.from(secretKey()).toString('hex'));`;
    const keys = await Promise.all(
      Array.from({ length: 3 }, () => run(process.execPath, ['--input-type=module', '-e', script])),
    );
    expect(new Set(keys.map(({ stdout }) => stdout)).size).toBe(1);
    expect(keys[0]?.stdout).toHaveLength(64);
  });

  it('that others can read is refused with the remedy', () => {
    load().secretKey();
    chmodSync(file, 0o640);
    const error = failure(() => load().secretKey());
    expect(error.kind).toBe('setup');
    expect(error.message).toBe(`The key file ${file} is open to other users of this machine.`);
    expect(error.next).toBe(`Close it with: chmod 600 "${file}"`);
  });

  it('that is damaged is refused, not replaced', () => {
    mkdirSync(join(home, '.config', 'affiliate-ops'), { recursive: true });
    writeFileSync(file, 'canary\n', { mode: 0o600 });
    const error = failure(() => load().secretKey());
    expect(error.message).toBe(`The key file ${file} does not hold a key.`);
    expect(error.next).toBe(
      'Put the right file back. If it is lost, delete this one and authorise the shop again: the tokens stored ' +
        'under the old key cannot be read any more.',
    );
  });

  it('that cannot be made is told with its reason', () => {
    writeFileSync(join(home, '.config'), 'a file where a folder should be');
    const error = failure(() => load().secretKey());
    expect(error.message).toBe(`The key file ${file} can be neither read nor created (ENOTDIR).`);
    expect(error.next).toBe(
      'Make its folder writable for this user, or give the key in AFFILIATE_OPS_SECRET_KEY.',
    );
  });

  it('never lies in the data folder', () => {
    const error = failure(() => load({ AFFILIATE_OPS_DATA_DIR: join(home, '.config') }).secretKey());
    expect(error.message).toBe(
      `The key file ${file} would lie in the data directory, so a copy of the data would carry its own key.`,
    );
    expect(error.next).toBe(
      'Set AFFILIATE_OPS_DATA_DIR to another folder, or give the key in AFFILIATE_OPS_SECRET_KEY.',
    );
    expect(existsSync(file)).toBe(false);
  });
});

describe('the key of the environment', () => {
  it('is taken as base64 or hex, and no file is made', () => {
    const key = new Uint8Array(32).fill(7);
    const base64 = Buffer.from(key).toString('base64');
    const hex = Buffer.from(key).toString('hex');
    for (const given of [base64, hex]) {
      expect(new Uint8Array(load({ AFFILIATE_OPS_SECRET_KEY: given }).secretKey())).toEqual(key);
    }
    expect(existsSync(file)).toBe(false);
  });

  it('of another length is refused without being shown', () => {
    const error = failure(() => load({ AFFILIATE_OPS_SECRET_KEY: 'canary' }));
    expect(error.message).toBe(
      'environment: AFFILIATE_OPS_SECRET_KEY must be 32 bytes, as 44 characters of base64 or 64 of hex',
    );
    expect(error.next).toBe('Correct it and start again.');
  });
});
