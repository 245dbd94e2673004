import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Lines } from '../../../src/cli/auth/lines.ts';
import { routesFrom, settleRoutes } from '../../../src/cli/auth/route.ts';
import { loadConfiguration } from '../../../src/config/index.ts';

const shop = (shopId: string) => ({ shopId, cipher: 'c', name: `Shop ${shopId}`, region: 'US' });

function house(content: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-ask-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'mcp.config.json');
  writeFileSync(file, JSON.stringify(content));
  const configuration = loadConfiguration({ env: { AFFILIATE_OPS_CONFIG: file } });
  return { configuration, written: () => JSON.parse(readFileSync(file, 'utf8')) };
}

function keyboard(...answers: string[]): Lines {
  return { terminal: true, next: async () => answers.shift() ?? null, close: () => {} };
}

describe('the question about the warehouse', () => {
  it('is asked for each shop that has no route, explained, and its answers are kept', async () => {
    const { configuration, written } = house({ shops: { '1': { shipping: { route: 'native_sync' } } } });
    let said = '';
    const options = {
      configuration,
      given: new Map(),
      say: (text: string) => {
        said += text;
      },
    };
    const settled = await settleRoutes({ ...options, lines: keyboard('2', 'sure', '1') }, [
      shop('1'),
      shop('2'),
      shop('3'),
    ]);
    expect(settled.open).toEqual([]);
    expect(settled.changes).toEqual([
      { shopId: '2', from: null, to: 'direct_create' },
      { shopId: '3', from: null, to: 'native_sync' },
    ]);
    expect(written().shops['3']).toEqual({ shipping: { route: 'native_sync' } });
    expect(said).not.toContain('Shop 1');
    expect(said).toMatch(/warehouse of Shop 2 import.*every sample is shipped twice/s);
  });

  it('is left open by Enter, by nonsense, and where nobody can be asked', async () => {
    const { configuration, written } = house({ mode: 'confirm' });
    const options = { configuration, given: new Map(), say: () => {} };
    for (const lines of [
      keyboard(''),
      keyboard('yes', 'no', 'maybe'),
      { ...keyboard('1'), terminal: false },
      null,
    ]) {
      const { open, changes } = await settleRoutes({ ...options, lines }, [shop('2')]);
      expect(open).toEqual([shop('2')]);
      expect(changes).toEqual([]);
    }
    expect(written()).toEqual({ mode: 'confirm' });
  });

  it('is answered by the command line, and by a route for all shops', async () => {
    const { configuration, written } = house();
    const given = routesFrom(['2=direct_create']);
    await settleRoutes({ configuration, given, lines: keyboard(), say: () => {} }, [shop('2')]);
    expect(written()).toEqual({ shops: { '2': { shipping: { route: 'direct_create' } } } });
    const forAll = house({ defaults: { shipping: { route: 'native_sync' } } });
    const { open } = await settleRoutes({ ...forAll, given: new Map(), lines: null, say: () => {} }, [
      shop('2'),
    ]);
    expect(open).toEqual([]);
  });

  it.each(['2', '2=', '=native_sync', '2=fast', 'my shop=native_sync'])('refuses --route %s', (given) => {
    expect(() => routesFrom([given])).toThrow(/SHOP_ID=native_sync/);
  });
});
