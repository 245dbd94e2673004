import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfiguration } from '../../src/config/index.ts';
import { writeRoutes } from '../../src/config/write-route.ts';
import type { ShippingRoute } from '../../src/domain/shop.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'affiliate-ops-route-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const routes = (...entries: [string, ShippingRoute][]) => new Map(entries);

describe('a route in the settings file', () => {
  it('makes the file where there is none, readable for its owner', () => {
    const file = join(folder(), 'config', 'mcp.config.json');
    expect(writeRoutes(file, routes(['1', 'native_sync']))).toEqual([
      { shopId: '1', from: null, to: 'native_sync' },
    ]);
    const { settings, sources } = loadConfiguration({ env: { AFFILIATE_OPS_CONFIG: file } });
    expect(settings.shops['1']?.shipping.route).toBe('native_sync');
    expect(sources['shops.1.shipping.route']).toBe('file');
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('leaves everything else as it stands, in its order and indentation', () => {
    const file = join(folder(), 'mcp.config.json');
    const before = {
      $schema: './mcp.config.schema.json',
      shops: {
        '2': { caps: { per_day: 3 }, shipping: { parcel_cost: '5.20', route: 'native_sync' } },
        '9': { time_zone: null },
      },
      mode: 'confirm',
      defaults: { unit_costs: { B: '2.00', A: '1.00' } },
    };
    writeFileSync(file, `\uFEFF${JSON.stringify(before, null, 4)}`);
    chmodSync(file, 0o640);
    expect(writeRoutes(file, routes(['2', 'direct_create'], ['3', 'native_sync']))).toEqual([
      { shopId: '2', from: 'native_sync', to: 'direct_create' },
      { shopId: '3', from: null, to: 'native_sync' },
    ]);
    const { shops } = before;
    const after = {
      ...before,
      shops: {
        ...shops,
        '2': { ...shops['2'], shipping: { ...shops['2'].shipping, route: 'direct_create' } },
        '3': { shipping: { route: 'native_sync' } },
      },
    };
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(after);
    expect(readFileSync(file, 'utf8')).toMatch(/^\{\n {4}"\$schema".*\n {4}"shops"/);
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')))).toEqual([
      '$schema',
      'shops',
      'mode',
      'defaults',
    ]);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it('does not touch a file that says so already, nor one that is wrong', () => {
    const at = folder();
    const file = join(at, 'mcp.config.json');
    const text = '{"shops":{"1":{"shipping":{"route":"native_sync"}}}}';
    writeFileSync(file, text);
    expect(writeRoutes(file, routes(['1', 'native_sync']))).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe(text);
    writeFileSync(file, '{"mode":"yolo"}');
    expect(() => writeRoutes(file, routes(['1', 'native_sync']))).toThrow('mode must be');
    expect(readFileSync(file, 'utf8')).toBe('{"mode":"yolo"}');
    expect(readdirSync(at)).toEqual(['mcp.config.json']);
  });

  it.skipIf(process.platform === 'win32')('goes through a link to the file that it stands for', () => {
    const at = folder();
    const [real, link] = [join(at, 'real.json'), join(at, 'mcp.config.json')];
    writeFileSync(real, '{}');
    symlinkSync(real, link);
    writeRoutes(link, routes(['1', 'direct_create']));
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toContain('direct_create');
  });
});
