import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/config/index.ts';
import { loadConfiguration } from '../../src/config/index.ts';
import { OperatorError } from '../../src/domain/errors.ts';
import { shopSettings } from '../../src/domain/settings.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';

const LIVE = {
  TIKTOK_SHOP_APP_KEY: 'key-canary',
  TIKTOK_SHOP_APP_SECRET: 'secret-canary',
  TIKTOK_SHOP_REFRESH_TOKEN: 'token-canary',
};

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'affiliate-ops-config-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function load(env: Record<string, string> = {}, cwd = home): Configuration {
  return loadConfiguration({ env, cwd, platform: 'linux', homeDir: home });
}

function loadFile(content: unknown, env: Record<string, string> = {}): Configuration {
  writeFileSync(join(home, 'own.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return load({ ...env, AFFILIATE_OPS_CONFIG: join(home, 'own.json') });
}

function failure(action: () => unknown): OperatorError {
  try {
    action();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

/** The lines of what went wrong, with the file by its name alone. */
function lines(action: () => unknown): string[] {
  return failure(action).message.replaceAll(`${home}/`, '').split('\n');
}

describe('without file and variables', () => {
  it('holds the documented defaults', () => {
    expect(load().settings).toEqual({
      mode: 'confirm',
      monitor: { schedule: '*/15 * * * *', cycleMinutes: 15 },
      alerts: {
        approvalsExpiringMs: 24 * HOUR,
        shipSlaMs: 24 * HOUR,
        stuckDeliveryMs: 10 * DAY,
        stuckDeliveryForMs: DAY,
        wmsDownFailures: 3,
        wmsDownWindowMs: 15 * MINUTE,
        authExpiringMs: 72 * HOUR,
        apiBudgetLeftBps: 2_000,
        apiBudgetDayBps: 6_000,
        unverifiedWriteMs: HOUR,
        stockCoverMs: 14 * DAY,
        groupWaitMs: 15 * MINUTE,
        groupIntervalMs: 6 * HOUR,
        repeatMs: DAY,
        channelDeadFailures: 5,
        digestHour: 9,
      },
      dailyRequestBudget: 10_000,
      backfillDays: 180,
      defaults: {
        timeZone: null,
        shipping: { route: 'direct_create', shippingMethod: 'Standard', parcelCostMinor: null },
        caps: { perCreatorOpen: 2, perDay: null, perWeek: null, monthCostMinor: 200_000 },
        sampleRule: {
          mode: 'ask',
          blockedCreators: [],
          minimumGmvMinor: 50_000,
          minimumPosts30d: 8,
          minimumFulfilmentBps: 6_000,
          minimumPostRateBps: 5_000,
          minimumMatureSamples: 3,
          repeatWindowDays: 90,
          ghostSamples: 2,
          ghostMemoryDays: 180,
          minimumStock: 5,
          maximumUnitCostMinor: 6_000,
          askBandBps: 2_000,
        },
        unitCostMinor: {},
        notes: expect.objectContaining({ quietHours: { from: 21 * 60, to: 9 * 60 } }),
      },
      shops: {},
    });
  });

  it('talks to the sandbox, and creates nothing by looking', () => {
    const configuration = load();
    expect(configuration.connection).toEqual({ kind: 'sandbox' });
    expect(configuration.configFile).toBeNull();
    expect(configuration.logLevel).toBe('info');
    expect(new Set(Object.values(configuration.sources))).toEqual(new Set(['default']));
    expect(existsSync(configuration.configDir)).toBe(false);
    expect(existsSync(configuration.dataDir)).toBe(false);
  });

  it('lets the warehouse of a live shop import by itself', () => {
    expect(load(LIVE).settings.defaults.shipping.route).toBe('native_sync');
  });
});

describe('precedence', () => {
  it('is environment over file over default, and is told', () => {
    const file = {
      mode: 'read-only',
      monitor: { schedule: '*/5 8-20 * * *' },
      defaults: { caps: { per_day: 12 } },
    };
    const fromFile = loadFile(file);
    expect(fromFile.settings.mode).toBe('read-only');
    expect(fromFile.sources).toMatchObject({
      mode: 'file',
      'monitor.schedule': 'file',
      daily_request_budget: 'default',
      backfill_days: 'default',
      'defaults.caps.per_day': 'file',
      'defaults.caps.per_week': 'default',
    });
    const fromBoth = loadFile(file, { AFFILIATE_OPS_MODE: 'auto' });
    expect(fromBoth.settings.mode).toBe('auto');
    expect(fromBoth.sources.mode).toBe('environment');
    expect(fromBoth.settings.monitor).toEqual({ schedule: '*/5 8-20 * * *', cycleMinutes: 665 });
    expect(fromBoth.settings.defaults.caps).toEqual({ ...load().settings.defaults.caps, perDay: 12 });
  });

  it('of a shop is its own section over the common one', () => {
    const { settings, sources } = loadFile({
      defaults: {
        caps: { per_creator_open: 3, month_cost: '900.5' },
        unit_costs: { 'GLOW-30': '4.80', 'MIST-50': '3' },
      },
      shops: {
        '7495000000000000001': {
          time_zone: 'America/New_York',
          caps: { per_day: 4 },
          shipping: { route: 'native_sync', shipping_method: 'Expedited', parcel_cost: '7.45' },
          sample_rule: { mode: 'watch', blocked_creators: ['creator-1'], ask_band_percent: 12.5 },
          unit_costs: { 'GLOW-30': '5.10' },
          notes: { shipped: { on: false }, approved: { text: 'Hi {creator}!' } },
        },
      },
    });
    const shop = shopSettings(settings, '7495000000000000001');
    expect(shop.caps).toEqual({ perCreatorOpen: 3, perDay: 4, perWeek: null, monthCostMinor: 90_050 });
    expect(shop.timeZone).toBe('America/New_York');
    expect(shop.shipping).toEqual({
      route: 'native_sync',
      shippingMethod: 'Expedited',
      parcelCostMinor: 745,
    });
    expect(shop.sampleRule).toMatchObject({
      mode: 'watch',
      blockedCreators: ['creator-1'],
      askBandBps: 1_250,
      minimumGmvMinor: 50_000,
    });
    expect(shop.unitCostMinor).toEqual({ 'GLOW-30': 510, 'MIST-50': 300 });
    expect(shop.notes.shipped).toEqual({ ...settings.defaults.notes.shipped, on: false });
    expect(shop.notes.approved).toEqual({ on: false, text: 'Hi {creator}!' });
    expect(shop.notes.quietHours).toEqual({ from: 21 * 60, to: 9 * 60 });
    expect(settings.defaults.unitCostMinor).toEqual({ 'GLOW-30': 480, 'MIST-50': 300 });
    expect(shopSettings(settings, '7495000000000000002')).toEqual(settings.defaults);
    expect(sources).toMatchObject({
      'shops.7495000000000000001.caps.per_day': 'file',
      'shops.7495000000000000001.caps.per_creator_open': 'file',
      'shops.7495000000000000001.caps.per_week': 'default',
      'shops.7495000000000000001.sample_rule.mode': 'file',
      'shops.7495000000000000001.notes.shipped.on': 'file',
      'shops.7495000000000000001.notes.shipped.text': 'default',
      'defaults.sample_rule.mode': 'default',
    });
  });

  it('of the file is the variable over the configuration folder', () => {
    const usual = load().configDir;
    loadFile({ daily_request_budget: 1 });
    expect(load().configFile).toBeNull();
    const { configFile, settings } = loadConfiguration({
      env: { XDG_CONFIG_HOME: makeUsualFile({ daily_request_budget: 2 }) },
      cwd: home,
      platform: 'linux',
      homeDir: home,
    });
    expect(settings.dailyRequestBudget).toBe(2);
    expect(configFile).toBe(join(home, 'xdg', 'affiliate-ops', 'mcp.config.json'));
    expect(usual).toBe(join(home, '.config', 'affiliate-ops'));
  });

  function makeUsualFile(content: object): string {
    const folder = join(home, 'xdg', 'affiliate-ops');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'mcp.config.json'), JSON.stringify(content));
    return join(home, 'xdg');
  }
});

describe('amounts', () => {
  it('follow the currency of the shop', () => {
    const { settings } = loadFile({
      shops: {
        '1': {
          currency: 'JPY',
          caps: { month_cost: '300000' },
          sample_rule: { minimum_gmv_30d: '75000', maximum_unit_cost: '9000' },
        },
      },
      defaults: { shipping: { parcel_cost: '7.40' }, unit_costs: { A: '4.80' } },
    });
    const shop = shopSettings(settings, '1');
    expect(shop.caps.monthCostMinor).toBe(300_000);
    expect(shop.sampleRule.minimumGmvMinor).toBe(75_000);
    // What was said in dollars says nothing in yen.
    expect(shop.shipping.parcelCostMinor).toBeNull();
    expect(shop.unitCostMinor).toEqual({});
  });

  it('are asked for in a currency that has no defaults', () => {
    expect(lines(() => loadFile({ defaults: { currency: 'GBP' } }))).toEqual([
      'own.json: defaults.caps.month_cost must be given, in GBP: the amount it would take over is in USD',
      'own.json: defaults.sample_rule.minimum_gmv_30d must be given, in GBP: the amount it would take over is in USD',
      'own.json: defaults.sample_rule.maximum_unit_cost must be given, in GBP: the amount it would take over is in USD',
    ]);
  });

  it('with more decimals than the currency has are refused', () => {
    expect(lines(() => loadFile({ defaults: { caps: { month_cost: '10.005' } } }))).toEqual([
      'own.json: defaults.caps.month_cost must have at most 2 decimals, as USD has',
    ]);
  });
});

describe('a wrong file', () => {
  it.each([
    ['mode', { mode: 'yolo' }, 'mode must be "read-only", "confirm" or "auto"'],
    [
      'unknown setting',
      { monitr: {} },
      'the file has no setting "monitr"; allowed: mode, monitor, daily_request_budget, backfill_days, alerts, notify, defaults, shops',
    ],
    [
      'unknown setting below',
      { defaults: { caps: { per_dai: 1, per_hour: 2 } } },
      'defaults.caps has no setting "per_dai", "per_hour"; allowed: per_creator_open, per_day, per_week, month_cost',
    ],
    [
      'not an object',
      [],
      'the file must be an object with some of: mode, monitor, daily_request_budget, backfill_days, alerts, notify, defaults, shops',
    ],
    [
      'cycle',
      { monitor: { schedule: '0 6 * * mon' } },
      'monitor.schedule must be a cron expression of five fields such as "*/15 * * * *", the last three of them *: it watches every day',
    ],
    ['budget', { daily_request_budget: 0 }, 'daily_request_budget must be a whole number from 1 to 10000000'],
    [
      'cap',
      { defaults: { caps: { per_day: -1 } } },
      "defaults.caps.per_day must be a whole number from 0 to 100000, or null for the shop's own pace",
    ],
    [
      'amount as a number',
      { defaults: { caps: { month_cost: 2000 } } },
      'defaults.caps.month_cost must be an amount in quotes and in the currency of the shop, such as "60.00"',
    ],
    [
      'amount with a sign',
      { defaults: { unit_costs: { A: '$4' } } },
      'defaults.unit_costs.A must be an amount in quotes and in the currency of the shop, such as "60.00"',
    ],
    [
      'percentage',
      { defaults: { sample_rule: { ask_band_percent: 120 } } },
      'defaults.sample_rule.ask_band_percent must be a percentage from 0 to 100 with at most two decimals',
    ],
    [
      'percentage too fine',
      { defaults: { sample_rule: { ask_band_percent: 0.001 } } },
      'defaults.sample_rule.ask_band_percent must be a percentage from 0 to 100 with at most two decimals',
    ],
    [
      'rule mode',
      { defaults: { sample_rule: { mode: 'suggest' } } },
      'defaults.sample_rule.mode must be "off", "watch", "ask" or "auto"',
    ],
    [
      'blocklist',
      { defaults: { sample_rule: { blocked_creators: 'x' } } },
      'defaults.sample_rule.blocked_creators must be a list of creator open ids',
    ],
    [
      'blocked creator',
      { defaults: { sample_rule: { blocked_creators: [7] } } },
      'defaults.sample_rule.blocked_creators.0 must be the open id of a creator, in quotes',
    ],
    [
      'route',
      { shops: { '1': { shipping: { route: 'manual' } } } },
      'shops.1.shipping.route must be "native_sync" or "direct_create"',
    ],
    [
      'shipping method',
      { defaults: { shipping: { shipping_method: '' } } },
      'defaults.shipping.shipping_method must be the name of a ship option, as the warehouse writes it',
    ],
    [
      'shop id',
      { shops: { glow: {} } },
      'shops.glow is not a shop id: use the digits that program_status shows',
    ],
    ['shops', { shops: [] }, 'shops must be an object of shops by shop id'],
    [
      'time zone',
      { defaults: { time_zone: 'Mars/Olympus' } },
      'defaults.time_zone must be an IANA time zone such as "America/Los_Angeles", or null for the zone of the market',
    ],
    [
      'currency',
      { defaults: { currency: 'dollar' } },
      'defaults.currency must be an ISO 4217 code such as "USD"',
    ],
    [
      'costs',
      { defaults: { unit_costs: 3 } },
      'defaults.unit_costs must be an object of amounts by seller SKU',
    ],
    [
      'note',
      { defaults: { notes: { shipped: { on: 'yes' } } } },
      'defaults.notes.shipped.on must be true or false',
    ],
    [
      'placeholder',
      { shops: { '1': { notes: { approved: { text: 'Hi {creator}, {tracking}!' } } } } },
      'shops.1.notes.approved.text has no placeholder "{tracking}"; allowed: {creator}, {product}, {shop}',
    ],
    [
      'note without a text',
      { defaults: { notes: { shipped: { text: '' } } } },
      'defaults.notes.shipped.text must be the text of the note',
    ],
    [
      'long note',
      { defaults: { notes: { arrived: { text: 'Hello. '.repeat(200) } } } },
      'defaults.notes.arrived.text must have at most 1000 characters',
    ],
    [
      'quiet hours',
      { defaults: { notes: { quiet_hours: { from: '9pm' } } } },
      'defaults.notes.quiet_hours.from must be a time of day in quotes, from "00:00" to "23:59"',
    ],
    [
      'former note setting',
      { defaults: { shipped_note: true } },
      'defaults has no setting "shipped_note"; allowed: currency, time_zone, shipping, caps, sample_rule, unit_costs, notes',
    ],
  ])('is told its %s', (_name, content, expected) => {
    expect(lines(() => loadFile(content))).toEqual([`own.json: ${expected}`]);
  });

  it('is told everything at once, together with the environment', () => {
    const error = failure(() =>
      loadFile(
        { mode: 'yolo', shops: { '1': { caps: { per_day: 'ten' } } } },
        { AFFILIATE_OPS_MODE: 'canary-mode', LOG_LEVEL: 'loud', AFFILIATE_OPS_SECRET_KEY: 'canary-key' },
      ),
    );
    expect(error.kind).toBe('setup');
    expect(error.message.replaceAll(`${home}/`, '').split('\n')).toEqual([
      'environment: AFFILIATE_OPS_MODE must be one of read-only, confirm, auto',
      'environment: LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent',
      'environment: AFFILIATE_OPS_SECRET_KEY must be 32 bytes, as 44 characters of base64 or 64 of hex',
      'own.json: mode must be "read-only", "confirm" or "auto"',
      "own.json: shops.1.caps.per_day must be a whole number from 0 to 100000, or null for the shop's own pace",
    ]);
    expect(error.changed).toBe('Nothing was started.');
    expect(error.next).toBe('Correct them and start again.');
    expect(error.message).not.toContain('canary');
  });

  it('that is no JSON is told the place, never the text', () => {
    expect(lines(() => loadFile('{\n  "mode": "auto",\n}'))).toEqual([
      'own.json: is not valid JSON (line 3 column 1)',
    ]);
    expect(lines(() => loadFile('{"token": canary}'))).toEqual(['own.json: is not valid JSON']);
  });

  it('that is not there is told', () => {
    expect(lines(() => load({ AFFILIATE_OPS_CONFIG: join(home, 'none.json') }))).toEqual([
      'none.json: cannot be read (ENOENT)',
    ]);
  });

  it('may start with a byte order mark', () => {
    expect(loadFile('\uFEFF{"mode":"auto"}').settings.mode).toBe('auto');
  });
});

it('works with the example of the repository as it is', () => {
  const example = readFileSync(new URL('../../mcp.config.json', import.meta.url), 'utf8');
  expect(loadFile(example).settings).toEqual(load().settings);
});
