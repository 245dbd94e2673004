import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/index.ts';

const at = (platform: NodeJS.Platform, homeDir: string, env: Record<string, string> = {}) => {
  const { configDir, dataDir, databaseFile, sandboxStateFile } = loadConfiguration({
    env,
    platform,
    homeDir,
    cwd: platform === 'win32' ? 'C:\\work' : '/work',
  });
  return { configDir, dataDir, databaseFile, sandboxStateFile };
};

describe('folders', () => {
  it('follow XDG on Linux', () => {
    expect(at('linux', '/home/ana')).toEqual({
      configDir: '/home/ana/.config/affiliate-ops',
      dataDir: '/home/ana/.local/share/affiliate-ops',
      databaseFile: '/home/ana/.local/share/affiliate-ops/affiliate-ops-sandbox.sqlite',
      sandboxStateFile: '/home/ana/.local/share/affiliate-ops/sandbox.sqlite',
    });
    const moved = { XDG_CONFIG_HOME: '/etc/ana', XDG_DATA_HOME: 'relative/is/ignored' };
    expect(at('linux', '/home/ana', moved)).toMatchObject({
      configDir: '/etc/ana/affiliate-ops',
      dataDir: '/home/ana/.local/share/affiliate-ops',
    });
  });

  it('follow Application Support on macOS, config and data apart', () => {
    expect(at('darwin', '/Users/ana')).toMatchObject({
      configDir: '/Users/ana/Library/Application Support/affiliate-ops/config',
      dataDir: '/Users/ana/Library/Application Support/affiliate-ops/data',
    });
  });

  it('follow the profile on Windows', () => {
    expect(at('win32', 'C:\\Users\\ana')).toMatchObject({
      configDir: 'C:\\Users\\ana\\AppData\\Roaming\\affiliate-ops',
      dataDir: 'C:\\Users\\ana\\AppData\\Local\\affiliate-ops',
      databaseFile: 'C:\\Users\\ana\\AppData\\Local\\affiliate-ops\\affiliate-ops-sandbox.sqlite',
    });
    const moved = { APPDATA: 'D:\\roam', LOCALAPPDATA: 'D:\\local' };
    expect(at('win32', 'C:\\Users\\ana', moved)).toMatchObject({
      configDir: 'D:\\roam\\affiliate-ops',
      dataDir: 'D:\\local\\affiliate-ops',
    });
  });

  it('of the data can be given, from the working folder or from home', () => {
    expect(at('linux', '/home/ana', { AFFILIATE_OPS_DATA_DIR: 'data' }).dataDir).toBe('/work/data');
    expect(at('linux', '/home/ana', { AFFILIATE_OPS_DATA_DIR: '~/data' }).dataDir).toBe('/home/ana/data');
    expect(at('win32', 'C:\\Users\\ana', { AFFILIATE_OPS_DATA_DIR: '~\\data' }).dataDir).toBe(
      'C:\\Users\\ana\\data',
    );
  });

  it('keep the databases of a live shop and of a sandbox apart', () => {
    const live = {
      TIKTOK_SHOP_APP_KEY: 'k',
      TIKTOK_SHOP_APP_SECRET: 's',
      TIKTOK_SHOP_REFRESH_TOKEN: 't',
    };
    expect(at('linux', '/home/ana', live).databaseFile).toBe(
      '/home/ana/.local/share/affiliate-ops/affiliate-ops.sqlite',
    );
  });
});
