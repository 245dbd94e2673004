import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpToken } from '../../src/config/http-token.ts';

let home: string;
let configDir: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'affiliate-ops-token-'));
  configDir = join(home, 'config');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the token of serve --http', () => {
  it('is made at the first start, for its owner only, and stays', () => {
    const first = httpToken(configDir);
    expect(first.file).toBe(join(configDir, 'http-token'));
    expect(first.token).toMatch(/^[\w-]{43}$/);
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    expect(statSync(configDir).mode & 0o777).toBe(0o700);
    expect(httpToken(configDir)).toEqual(first);
    expect(readdirSync(configDir)).toEqual(['http-token']);
  });

  it('is another one in every folder, and after the file was deleted', () => {
    const first = httpToken(configDir).token;
    rmSync(join(configDir, 'http-token'));
    expect(httpToken(configDir).token).not.toBe(first);
    expect(httpToken(join(home, 'other')).token).not.toBe(first);
  });

  it('is refused when others of the machine can read it, and its text is not told', () => {
    const { file, token } = httpToken(configDir);
    chmodSync(file, 0o640);
    expect(() => httpToken(configDir)).toThrow(`The token file ${file} is open to other users`);
    expect(() => httpToken(configDir)).not.toThrow(token);
  });

  it.each(['', 'short', `${'x'.repeat(40)} ${'y'.repeat(40)}`])(
    'is refused when the file holds %j',
    (text) => {
      const { file } = httpToken(configDir);
      writeFileSync(file, text);
      expect(() => httpToken(configDir)).toThrow('does not hold a token of at least 32');
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  it('says why when it cannot be kept', () => {
    writeFileSync(configDir, 'a file where the folder should be');
    expect(() => httpToken(configDir)).toThrow(/can be neither read nor created \(E\w+\)/);
  });
});
