import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { exampleFile, settingList, settingsPage, settingsSchema } from '../../scripts/settings-reference.ts';
import { loadConfiguration } from '../../src/config/index.ts';
import { OperatorError } from '../../src/domain/errors.ts';

const LIVE = { TIKTOK_SHOP_APP_KEY: 'k', TIKTOK_SHOP_APP_SECRET: 's', TIKTOK_SHOP_REFRESH_TOKEN: 't' };

const committed = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

function load(content?: string) {
  const home = mkdtempSync(join(tmpdir(), 'affiliate-ops-schema-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const file = join(home, 'mcp.config.json');
  if (content !== undefined) writeFileSync(file, content);
  const env = content === undefined ? LIVE : { ...LIVE, AFFILIATE_OPS_CONFIG: file };
  return loadConfiguration({ env, cwd: home, platform: 'linux', homeDir: home });
}

it('the published schema and page say what the program checks (else: npm run generate:settings)', () => {
  expect(committed('mcp.config.schema.json')).toBe(settingsSchema());
  expect(committed('docs/settings.md')).toBe(settingsPage());
});

it('every setting is explained', () => {
  const page = committed('docs/settings.md');
  expect(settingList().filter(({ description }) => description === undefined)).toEqual([]);
  const known = settingList().map(({ name }) => name);
  expect(known.length).toBeGreaterThan(25);
  for (const name of known) expect(page).toContain(`| \`${name}\` |`);
  // What the program resolves is what the page lists; `shops` repeats the settings of `defaults`, and a list is one.
  const resolved = known.filter((name) => name !== 'shops' && !name.includes('[]'));
  expect(Object.keys(load().sources).sort()).toEqual(resolved.sort());
});

it('the example on the page is valid and holds the defaults', () => {
  const blocks = [...committed('docs/settings.md').matchAll(/```json\n([\s\S]*?)\n```/g)].map(
    (match) => match[1],
  );
  expect(blocks).toContain(exampleFile());
  for (const block of blocks) expect(() => load(block)).not.toThrow();
  expect(load(exampleFile()).settings).toEqual(load().settings);
});

it('the schema forbids what the program refuses and names what it allows', () => {
  const { properties, additionalProperties } = JSON.parse(settingsSchema());
  expect(additionalProperties).toBe(false);
  expect(properties.mode.enum).toEqual(['read-only', 'confirm', 'auto']);
  expect(properties.defaults.additionalProperties).toBe(false);
  expect(properties.defaults.properties.caps.properties.per_creator_open).toMatchObject({
    type: 'integer',
    minimum: 1,
    maximum: 1_000,
  });
  expect(properties.shops.propertyNames.pattern).toBe('^\\d{1,24}$');
});

it('"$schema" is for editors: it is taken, and messages do not offer it', () => {
  expect(load('{"$schema":"./mcp.config.schema.json"}').settings).toEqual(load().settings);
  expect(() => load('{"$schema":1}')).toThrow('$schema must be the path of mcp.config.schema.json');
  expect(() => load('{"unknown":1}')).toThrow(OperatorError);
  expect(() => load('{"unknown":1}')).toThrow('has no setting "unknown"; allowed: mode, monitor,');
});
