import { describe, expect, it } from 'vitest';
import { type Connection, loadConfiguration } from '../../src/config/index.ts';
import { OperatorError } from '../../src/domain/errors.ts';

const LIVE = {
  TIKTOK_SHOP_APP_KEY: 'key-canary',
  TIKTOK_SHOP_APP_SECRET: 'secret-canary',
  TIKTOK_SHOP_REFRESH_TOKEN: 'token-canary',
};
const LOCAL = {
  ...LIVE,
  TIKTOK_SHOP_API_URL: 'http://127.0.0.1:4400',
  TIKTOK_SHOP_AUTH_URL: 'http://127.0.0.1:4400/',
};

const load = (env: Record<string, string>) =>
  loadConfiguration({ env, cwd: '/somewhere', platform: 'linux', homeDir: '/nobody/home' });
const connect = (env: Record<string, string>): Connection => load(env).connection;

function lines(env: Record<string, string>): string[] {
  try {
    load(env);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    expect(error.kind).toBe('setup');
    expect(error.message).not.toContain('canary');
    return error.message.split('\n');
  }
  throw new Error('Nothing was thrown.');
}

describe('credentials', () => {
  it('of a live shop use the documented hosts', () => {
    expect(connect(LIVE)).toEqual({
      kind: 'live',
      sandboxLabel: false,
      tiktok: {
        apiUrl: 'https://open-api.tiktokglobalshop.com',
        authUrl: 'https://auth.tiktok-shops.com',
        linkUrl: 'https://services.us.tiktokshop.com',
        apps: [
          {
            role: 'affiliate',
            appKey: 'key-canary',
            appSecret: 'secret-canary',
            serviceId: null,
            refreshToken: 'token-canary',
          },
        ],
      },
      shipbob: null,
    });
  });

  it('of an app are enough without a token', () => {
    const { TIKTOK_SHOP_REFRESH_TOKEN: _left, ...app } = LIVE;
    expect(connect({ ...app, TIKTOK_SHOP_SERVICE_ID: '7140301675288790000' })).toMatchObject({
      kind: 'live',
      tiktok: { apps: [{ serviceId: '7140301675288790000', refreshToken: null }] },
    });
    expect(lines({ ...app, TIKTOK_SHOP_SERVICE_ID: 'https://canary' })).toEqual([
      "environment: TIKTOK_SHOP_SERVICE_ID must be the number in the app's authorisation link (service_id=…)",
    ]);
  });

  it('of a second app come in a pair and are not those of the first', () => {
    const connector = {
      TIKTOK_SHOP_CONNECTOR_APP_KEY: 'connector-canary',
      TIKTOK_SHOP_CONNECTOR_APP_SECRET: 'connector-secret-canary',
    };
    expect(connect({ ...LIVE, ...connector, TIKTOK_SHOP_CONNECTOR_SERVICE_ID: '72' })).toMatchObject({
      tiktok: {
        apps: [
          { role: 'affiliate', appKey: 'key-canary' },
          {
            role: 'connector',
            appKey: 'connector-canary',
            appSecret: 'connector-secret-canary',
            serviceId: '72',
            refreshToken: null,
          },
        ],
      },
    });
    expect(lines({ ...LIVE, TIKTOK_SHOP_CONNECTOR_APP_KEY: 'canary' })).toEqual([
      'environment: TIKTOK_SHOP_CONNECTOR_APP_SECRET is missing, while TIKTOK_SHOP_CONNECTOR_APP_KEY is set; ' +
        'without any of them there is one app',
    ]);
    expect(lines({ ...LIVE, TIKTOK_SHOP_CONNECTOR_SERVICE_ID: '72' })).toHaveLength(2);
    expect(lines({ ...LIVE, ...connector, TIKTOK_SHOP_CONNECTOR_APP_KEY: 'key-canary' })).toEqual([
      'environment: TIKTOK_SHOP_CONNECTOR_APP_KEY is the same as TIKTOK_SHOP_APP_KEY; with one app leave out the connector',
    ]);
  });

  it('that are empty count as not given', () => {
    expect(connect({ TIKTOK_SHOP_APP_KEY: '', TIKTOK_SHOP_APP_SECRET: ' ' })).toEqual({ kind: 'sandbox' });
  });

  it('that a bundle left as placeholders count as not given, other placeholders do not', () => {
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: what hosts pass, letter by letter
    const empty = {
      TIKTOK_SHOP_APP_KEY: '${user_config.app_key}',
      TIKTOK_SHOP_APP_SECRET: '${user_config.app_secret}',
      AFFILIATE_OPS_MODE: '${user_config.mode}',
    };
    expect(connect(empty)).toEqual({ kind: 'sandbox' });
    expect(lines({ TIKTOK_SHOP_APP_KEY: '${APP_KEY}' })).toHaveLength(1);
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above
  });

  it('of a warehouse alone do not leave the sandbox', () => {
    expect(connect({ SHIPBOB_TOKEN: 'token-canary', SHIPBOB_CHANNEL_ID: '9' })).toEqual({ kind: 'sandbox' });
  });

  it('given in part are refused by name and never end in the sandbox', () => {
    const { TIKTOK_SHOP_APP_SECRET: _left, ...two } = LIVE;
    expect(lines(two)).toEqual([
      'environment: TIKTOK_SHOP_APP_SECRET is missing, while TIKTOK_SHOP_APP_KEY, TIKTOK_SHOP_REFRESH_TOKEN are set; ' +
        'without any TIKTOK_ variable the sandbox is used',
    ]);
    const rest = 'is missing, while TIKTOK_ANYTHING is set; without any TIKTOK_ variable the sandbox is used';
    expect(lines({ TIKTOK_ANYTHING: 'canary' })).toEqual([
      `environment: TIKTOK_SHOP_APP_KEY ${rest}`,
      `environment: TIKTOK_SHOP_APP_SECRET ${rest}`,
    ]);
  });

  it('of the warehouse come in a pair', () => {
    expect(connect({ ...LIVE, SHIPBOB_TOKEN: 'pat', SHIPBOB_CHANNEL_ID: '417' })).toMatchObject({
      shipbob: { token: 'pat', channelId: '417', apiUrl: 'https://api.shipbob.com' },
    });
    expect(lines({ ...LIVE, SHIPBOB_TOKEN: 'canary' })).toEqual([
      'environment: SHIPBOB_CHANNEL_ID is missing, while SHIPBOB_TOKEN is set',
    ]);
    expect(lines({ ...LIVE, SHIPBOB_CHANNEL_ID: '417' })).toEqual([
      'environment: SHIPBOB_TOKEN is missing, while SHIPBOB_CHANNEL_ID is set',
    ]);
    expect(lines({ ...LIVE, SHIPBOB_TOKEN: 'pat', SHIPBOB_CHANNEL_ID: 'canary' })).toEqual([
      'environment: SHIPBOB_CHANNEL_ID must be the number of the channel',
    ]);
  });
});

describe('addresses', () => {
  it.each(['http://127.0.0.1:4400', 'http://localhost:4400', 'http://[::1]:4400'])(
    '%s is a sandbox',
    (url) => {
      const configuration = load({ ...LOCAL, TIKTOK_SHOP_API_URL: `${url}/` });
      expect(configuration.connection).toMatchObject({
        sandboxLabel: true,
        tiktok: { apiUrl: url, linkUrl: url },
      });
      expect(configuration.settings.defaults.shipping.route).toBe('direct_create');
      expect(configuration.databaseFile).toBe(
        '/nobody/home/.local/share/affiliate-ops/affiliate-ops-sandbox.sqlite',
      );
    },
  );

  it.each([
    'http://open-api.example.com',
    'ftp://open-api.example.com',
    'https://canary:canary@open-api.example.com',
    'https://open-api.example.com/?canary=1',
    'http://127.0.0.1.example.com',
    'canary',
  ])('%s is refused', (url) => {
    expect(lines({ ...LIVE, TIKTOK_SHOP_API_URL: url })).toEqual([
      'environment: TIKTOK_SHOP_API_URL must be an https address without user, query or fragment; ' +
        'plain http is only for this machine (127.0.0.1, localhost)',
    ]);
  });

  it('of a sandbox and of live systems do not mix', () => {
    expect(lines({ ...LIVE, TIKTOK_SHOP_API_URL: LOCAL.TIKTOK_SHOP_API_URL })).toEqual([
      'environment: TIKTOK_SHOP_AUTH_URL must be on this machine too, since TIKTOK_SHOP_API_URL is (a sandbox)',
    ]);
    expect(lines({ ...LOCAL, TIKTOK_SHOP_AUTH_LINK_URL: 'https://services.tiktokshop.com' })).toEqual([
      'environment: TIKTOK_SHOP_AUTH_LINK_URL must be on this machine too, since TIKTOK_SHOP_API_URL is (a sandbox)',
    ]);
    expect(connect({ ...LIVE, TIKTOK_SHOP_AUTH_LINK_URL: 'https://services.tiktokshop.com' })).toMatchObject({
      tiktok: { linkUrl: 'https://services.tiktokshop.com' },
    });
    const warehouse = { SHIPBOB_TOKEN: 'pat', SHIPBOB_CHANNEL_ID: '417' };
    expect(lines({ ...LOCAL, ...warehouse })).toEqual([
      'environment: SHIPBOB_API_URL must be on this machine too, since TIKTOK_SHOP_API_URL is (a sandbox)',
    ]);
    expect(lines({ ...LIVE, ...warehouse, SHIPBOB_API_URL: 'http://127.0.0.1:4400' })).toEqual([
      'environment: SHIPBOB_API_URL must not be on this machine (a sandbox), since TIKTOK_SHOP_API_URL is not',
    ]);
    expect(connect({ ...LOCAL, ...warehouse, SHIPBOB_API_URL: 'http://127.0.0.1:4400' })).toMatchObject({
      sandboxLabel: true,
      shipbob: { apiUrl: 'http://127.0.0.1:4400' },
    });
  });
});
