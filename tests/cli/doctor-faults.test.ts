import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { loadConfiguration } from '../../src/config/index.ts';
import { createLog } from '../../src/program/log.ts';
import { openProgram } from '../../src/program/open-program.ts';
import { decide } from '../support/browser.ts';
import { startCli } from '../support/cli-child.ts';
import { type Desk, type DeskOptions, openDesk } from '../support/desk.ts';
import { freePort } from '../support/free-port.ts';

vi.setConfig({ testTimeout: 90_000, maxConcurrency: 4 });

const desks: Desk[] = [];
afterAll(async () => {
  await Promise.all(desks.splice(0).map((desk) => desk.close()));
});

type Variables = Readonly<Record<string, string | undefined>>;

const report = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({ check: z.string(), status: z.string(), says: z.string(), remedy: z.string().nullable() }),
  ),
});

const SECRETS = /TTP_(access|refresh|code)/;
const ONE_APP = {
  TIKTOK_SHOP_CONNECTOR_APP_KEY: undefined,
  TIKTOK_SHOP_CONNECTOR_APP_SECRET: undefined,
  TIKTOK_SHOP_CONNECTOR_SERVICE_ID: undefined,
};
const WITHOUT_TOKEN = { ...ONE_APP, TIKTOK_SHOP_REFRESH_TOKEN: undefined };

/** A seller with one app at a sandbox of their own, not authorised yet. */
async function seller(options: DeskOptions = {}) {
  const desk = await openDesk(options);
  desks.push(desk);
  const env = (changes: Variables = {}) => desk.command({ env: { ...WITHOUT_TOKEN, ...changes } }).env;
  const doctor = async (changes: Variables = {}) => {
    const { code, out, err } = await startCli(['doctor', '--json'], env(changes)).ended();
    const { ok, checks } = report.parse(JSON.parse(out));
    return {
      ok,
      /** Lines of one check that say there is something to do. */
      of: (check: string) => checks.filter((one) => one.check === check && one.status !== 'ok'),
      all: (check: string) => checks.filter((one) => one.check === check),
      text: JSON.stringify(checks),
      clean: err === '' && code === (ok ? 0 : 1) && !SECRETS.test(out),
    };
  };
  return { desk, env, doctor };
}

/** The same with an authorisation; `scopes` are those that are ticked on the page. */
async function authorised(scopes?: readonly string[]) {
  const at = await seller();
  const child = startCli(['auth', '--paste'], at.env());
  const [, link = ''] = await child.said(/^ {2}(http\S+)$/m);
  await at.desk.control.act({ set_redirect_url: 'http://127.0.0.1:9/nobody' });
  child.type((await decide(link, 'authorize', scopes)).address);
  const { code, err } = await child.ended();
  if (code !== 0) throw new Error(err);
  return at;
}

/** TikTok Shop as a server of one answer, behind a sandbox's clock. */
async function platform(answer: (path: string) => { status: number; body: object }) {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const { status, body } =
      path === '/control/clock' ? { status: 200, body: { now_ms: Date.now() } } : answer(path);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    env: {
      TIKTOK_SHOP_API_URL: url,
      TIKTOK_SHOP_AUTH_URL: url,
      SHIPBOB_TOKEN: undefined,
      SHIPBOB_CHANNEL_ID: undefined,
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe.concurrent('doctor on an authorisation', () => {
  it('that is well names what each app may do, within 60 requests', async () => {
    const { doctor } = await authorised();
    const { ok, all, of, clean } = await doctor();
    expect(clean).toBe(true);
    expect(ok).toBe(true);
    expect(all('token')).toMatchObject([
      { status: 'ok', says: expect.stringContaining('renews itself until') },
    ]);
    expect(all('scopes')).toMatchObject([
      { status: 'ok', says: expect.stringMatching(/affiliate app: .*samples.*orders.*analytics/) },
    ]);
    expect(of('versions')).toEqual([]);
    const [, count] = /^(\d+) versions of/.exec(all('versions')[0]?.says ?? '') ?? [];
    expect(Number(count)).toBeGreaterThan(30);
    const [, used] = /^(\d+) of today's/.exec((await doctor()).all('budget')[0]?.says ?? '') ?? [];
    expect(Number(used)).toBeLessThanOrEqual(60);
  });

  it('1: that nobody gave yet', async () => {
    const { doctor } = await seller();
    const { of, clean } = await doctor();
    expect(clean).toBe(true);
    expect(of('authorisation')).toEqual([
      {
        check: 'authorisation',
        status: 'fail',
        says: 'No shop has authorised the app yet.',
        remedy: 'affiliate-ops auth',
      },
    ]);
  });

  it('2: that the seller revoked', async () => {
    const { doctor, desk } = await authorised();
    await desk.control.act({ revoke_token: true });
    const { of, clean } = await doctor();
    expect(clean).toBe(true);
    expect(of('token')).toMatchObject([
      {
        status: 'fail',
        says: expect.stringContaining("removed the app's authorisation"),
        remedy: 'affiliate-ops auth',
      },
    ]);
  });

  it('3: that ended by itself', async () => {
    const { doctor, desk } = await authorised();
    for (const _ of Array.from({ length: 13 })) await desk.control.advance(24 * 30);
    expect((await doctor()).of('token')).toMatchObject([
      {
        status: 'fail',
        says: expect.stringMatching(/Northbeam Goods: the authorisation ended on 20/),
        remedy: 'affiliate-ops auth',
      },
    ]);
  });

  it('4: that another machine renewed', async () => {
    const { doctor, desk } = await authorised();
    await desk.control.act({ rotate_token: true, expire_access: true });
    expect((await doctor()).of('token')).toMatchObject([
      {
        status: 'fail',
        says: expect.stringContaining('Another program or machine renewed the same authorisation'),
        remedy: 'affiliate-ops auth, and let only one installation use the app',
      },
    ]);
  });

  it('5: without a scope, by feature; and 6: one that the platform took back', async () => {
    const { doctor, desk } = await authorised([
      'seller.authorization.info',
      'seller.affiliate_collaboration.read',
      'seller.order.info',
      'seller.product.basic',
      'seller.fulfillment.basic',
      'seller.logistics',
      'seller.affiliate_messages.write',
    ]);
    await desk.control.act({ drop_scope: 'seller.order.info' });
    const { of } = await doctor();
    expect(of('scopes')).toEqual(
      expect.arrayContaining([
        {
          check: 'scopes',
          status: 'fail',
          says: 'Northbeam Goods: seller.affiliate_collaboration.write is not granted to the affiliate app, so samples and collaborations will not work.',
          remedy: 'Enable it for the app in Partner Center, then affiliate-ops auth.',
        },
        expect.objectContaining({
          status: 'warn',
          says: expect.stringContaining('so analytics will not work'),
        }),
      ]),
    );
    expect(of('versions')).toMatchObject([
      {
        status: 'fail',
        says: expect.stringMatching(/lacks the scope seller\.order\.info.*The same for get_orders/),
        remedy: 'Enable seller.order.info for the app in Partner Center, then run "affiliate-ops auth".',
      },
    ]);
  });

  it('7: that a changed secret key cannot open', async () => {
    const { doctor } = await authorised();
    const key = randomBytes(32).toString('base64');
    const { of, clean, text } = await doctor({ AFFILIATE_OPS_SECRET_KEY: key });
    expect(clean).toBe(true);
    expect(text).not.toContain(key);
    expect(of('authorisation')).toMatchObject([
      {
        status: 'fail',
        says: expect.stringContaining('cannot be opened with the present secret key'),
        remedy: expect.stringMatching(/Restore the secret key .*auth --remove all/),
      },
    ]);
  });
});

describe.concurrent('doctor on the apps', () => {
  it.each([
    [8, 'TIKTOK_SHOP_APP_SECRET', 'f'.repeat(40)],
    [9, 'TIKTOK_SHOP_APP_KEY', 'another-app'],
  ] as const)('%i: with a wrong %s', async (_, name, value) => {
    const { doctor, desk } = await seller();
    const { TIKTOK_SHOP_REFRESH_TOKEN } = desk.environment;
    const { of, text } = await doctor({ TIKTOK_SHOP_REFRESH_TOKEN, [name]: value });
    expect(of('token')).toMatchObject([
      {
        status: 'fail',
        says: expect.stringContaining(`into ${name} and restart`),
        remedy: expect.stringContaining('Copy app key and app secret of one and the same app'),
      },
    ]);
    expect(text).not.toContain('f'.repeat(40));
  });

  it('10: with half a connector', async () => {
    const { doctor } = await seller();
    const { of } = await doctor({ TIKTOK_SHOP_CONNECTOR_APP_KEY: 'half' });
    expect(of('settings')).toMatchObject([
      {
        status: 'fail',
        says: expect.stringContaining('TIKTOK_SHOP_CONNECTOR_APP_SECRET is missing'),
        remedy: 'Correct it and start again.',
      },
    ]);
  });

  it('11: with a connector that nobody authorised', async () => {
    const { doctor, desk } = await authorised([
      'seller.authorization.info',
      'seller.affiliate_collaboration.read',
      'seller.affiliate_collaboration.write',
      'seller.affiliate_messages.write',
      'seller.creator_marketplace.read',
    ]);
    const { TIKTOK_SHOP_CONNECTOR_APP_KEY, TIKTOK_SHOP_CONNECTOR_APP_SECRET } = desk.environment;
    const { of } = await doctor({ TIKTOK_SHOP_CONNECTOR_APP_KEY, TIKTOK_SHOP_CONNECTOR_APP_SECRET });
    expect(of('authorisation')).toMatchObject([
      {
        status: 'warn',
        says: 'A connector app is set up, and no shop has authorised it.',
        remedy: 'affiliate-ops auth --app connector',
      },
    ]);
    expect(of('scopes')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          says: expect.stringContaining('seller.order.info is not granted to the connector app, so orders'),
          remedy: 'affiliate-ops auth --app connector',
        }),
      ]),
    );
  });

  it('12: with an address list that this machine is not on', async () => {
    const tokens = {
      access_token: 'TTP_access_x',
      access_token_expire_in: Math.round(Date.now() / 1000) + 600_000,
      refresh_token: 'TTP_refresh_x',
      refresh_token_expire_in: Math.round(Date.now() / 1000) + 90_000_000,
      granted_scopes: ['seller.authorization.info'],
    };
    const fake = await platform((path) =>
      path.startsWith('/api/v2/token/')
        ? { status: 200, body: { code: 0, message: '', request_id: 'r', data: tokens } }
        : { status: 403, body: { code: 36009033, message: 'ip', request_id: 'r' } },
    );
    const { doctor } = await seller();
    const { of, clean } = await doctor({ ...fake.env, TIKTOK_SHOP_REFRESH_TOKEN: 'given' });
    fake.close();
    expect(clean).toBe(true);
    expect(of('token')).toMatchObject([
      {
        status: 'fail',
        remedy: expect.stringContaining("Add this machine's address to the app's IP allow list"),
      },
    ]);
  });
});

describe.concurrent('doctor on the platform', () => {
  it('13: whose clock is another', async () => {
    const { doctor, desk } = await authorised();
    await desk.control.act({ skew_clock: { seconds: 3_600 } });
    expect((await doctor()).of('token')).toMatchObject([
      {
        status: 'fail',
        says: expect.stringContaining('5 minutes late'),
        remedy: expect.stringContaining('Switch on setting the time automatically'),
      },
    ]);
  });

  it('14: that cannot be reached', async () => {
    const { doctor } = await authorised();
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const { of } = await doctor({ TIKTOK_SHOP_API_URL: nobody, TIKTOK_SHOP_AUTH_URL: nobody });
    expect(of('network')[0]).toMatchObject({
      status: 'fail',
      says: `TikTok Shop does not answer at ${new URL(nobody).host} (ECONNREFUSED).`,
      remedy: expect.stringContaining('Check the connection of this machine, its proxy and firewall'),
    });
  });

  it('15: that retired a version, and 16: every version of a call', async () => {
    const { doctor, desk } = await authorised();
    await desk.control.act({
      sunset: [
        'POST /affiliate_seller/202608/marketplace_creators/search',
        'POST /affiliate_seller/202410/orders/search',
      ],
    });
    const { of, all } = await doctor();
    expect(of('versions')).toEqual([
      {
        check: 'versions',
        status: 'fail',
        says: 'search_affiliate_orders: TikTok Shop has retired every version that affiliate-ops knows (202410), so a part of affiliate orders stands still.',
        remedy: 'Update affiliate-ops.',
      },
      {
        check: 'versions',
        status: 'warn',
        says: 'search_marketplace_creators: version 202608 is gone; 202508 answers and is used instead.',
        remedy: expect.stringContaining('Nothing is lost yet. Update affiliate-ops when you can'),
      },
    ]);
    expect(all('versions')[0]).toMatchObject({ status: 'ok' });
  });

  it('17: whose requests of the day are used up', async () => {
    const { doctor, desk } = await authorised();
    const config = join(desk.folder, 'small.json');
    writeFileSync(config, JSON.stringify({ daily_request_budget: 1 }));
    const { of } = await doctor({ AFFILIATE_OPS_CONFIG: config });
    expect(of('budget')).toMatchObject([
      {
        status: 'fail',
        says: "1 of today's 1 requests are used.",
        remedy: expect.stringContaining('Wait until 00:00 UTC, or raise daily_request_budget'),
      },
    ]);
  });

  it('18: that was told a webhook address where nobody answers', async () => {
    const { doctor, env } = await authorised();
    const program = await openProgram(loadConfiguration({ env: env() }), createLog('silent'), {
      monitor: false,
    });
    const { tiktokShop } = program.outside;
    const [shop] = await tiktokShop.authorizedShops();
    if (!shop) throw new Error('no shop');
    const origin = `http://127.0.0.1:${await freePort()}`;
    const url = `${origin}/hooks`;
    await tiktokShop.setWebhook(shop, { event: 'ORDER_STATUS_CHANGE', url });
    await program.close();
    expect((await doctor()).of('webhooks')).toMatchObject([
      {
        status: 'warn',
        says: `${origin} for ORDER_STATUS_CHANGE: nothing answers there.`,
        remedy: expect.stringContaining('affiliate-ops monitor --webhooks'),
      },
    ]);
  });

  it('19: whose parcels nobody has said how to ship', async () => {
    const { doctor, env } = await authorised();
    const [line] = (await doctor()).of('route');
    expect(line).toMatchObject({
      status: 'warn',
      says: expect.stringContaining('ships twice or not at all'),
    });
    const [, shopId] =
      /affiliate-ops auth --route (\d+)=native_sync if it does/.exec(line?.remedy ?? '') ?? [];
    await startCli(['auth', '--route', `${shopId}=direct_create`], env()).ended();
    expect((await doctor()).of('route')).toEqual([]);
  });
});
