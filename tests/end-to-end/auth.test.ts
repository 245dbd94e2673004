import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, it, vi } from 'vitest';
import * as z from 'zod';
import { decide } from '../support/browser.ts';
import { type CliChild, startCli } from '../support/cli-child.ts';
import { type Desk, type DeskOptions, openDesk } from '../support/desk.ts';
import { freePort } from '../support/free-port.ts';
import { firstReading } from '../support/morning.ts';

vi.setConfig({ testTimeout: 90_000, maxConcurrency: 4 });

const desks: Desk[] = [];
afterAll(async () => {
  await Promise.all(desks.splice(0).map((desk) => desk.close()));
});

/** A sandbox and the environment of a seller who has the apps' keys and nothing else. */
async function newcomer(options: DeskOptions = {}) {
  const desk = await openDesk(options);
  desks.push(desk);
  const { env } = desk.command({ env: { TIKTOK_SHOP_REFRESH_TOKEN: undefined } });
  const oneApp = Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('TIKTOK_SHOP_CONNECTOR_')),
  );
  const configFile = join(env.XDG_CONFIG_HOME ?? '', 'affiliate-ops', 'mcp.config.json');
  return { desk, env, oneApp, configFile };
}

/** A free port, with the app's redirect address on it. */
async function redirectTo(desk: Desk, app: 'main' | 'connector' = 'main'): Promise<number> {
  const port = await freePort();
  const value = `http://127.0.0.1:${port}/callback`;
  await desk.control.act({ set_redirect_url: { app, value } });
  return port;
}

async function linkOf(child: CliChild): Promise<string> {
  const [, link = ''] = await child.said(/^ {2}(http\S+)$/m);
  return link;
}

/** Authorises as a browser would and waits for the command's end. */
async function authorise(
  { desk }: { desk: Desk },
  env: Record<string, string>,
  args: readonly string[] = [],
  scopes?: readonly string[],
) {
  const app = args.includes('connector') ? 'connector' : 'main';
  const port = await redirectTo(desk, app);
  const child = startCli(['auth', '--port', String(port), ...args], env);
  const visit = await decide(await linkOf(child), 'authorize', scopes);
  return { ...visit, ...(await child.ended()) };
}

/** As a script does it: the input ends after the code. */
async function piped(env: Record<string, string>, code: string) {
  const child = startCli(['auth', '--paste'], env);
  child.child.stdin?.end(code);
  return await child.ended();
}

const result = z.object({
  shops: z.array(
    z.object({
      shop_id: z.string(),
      name: z.string(),
      missing: z.array(z.object({ scope: z.string(), features: z.array(z.string()), app: z.string() })),
    }),
  ),
  routes: z.object({ changed: z.array(z.object({ to: z.string() })), open: z.array(z.string()) }),
});

describe.concurrent('a seller with an app and nothing else', () => {
  it('ends with a shop that works, and a warehouse question that is answered', async ({ expect }) => {
    const at = await newcomer();
    const { page, out, err, code } = await authorise(at, at.oneApp);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(page).toContain('It worked');
    expect(out).toContain('Northbeam Goods, US, shop id');
    expect(out).toContain('granted: data.shop_analytics.public.read, seller.affiliate_collaboration.read');
    expect(out).not.toContain('missing:');
    expect(out).not.toMatch(/TTP_(access|refresh)/);
    const [, shopId = ''] = /auth --route (\d+)=native_sync/.exec(out) ?? [];
    expect(existsSync(at.configFile)).toBe(false);

    const mistyped = await startCli(['auth', '--route', '749=direct_create'], at.oneApp).ended();
    expect(mistyped).toMatchObject({
      code: 1,
      err: expect.stringMatching(/No authorised shop has the id 749\. No route was written\. .*Northbeam/),
    });
    expect(existsSync(at.configFile)).toBe(false);
    const route = await startCli(['auth', '--route', `${shopId}=direct_create`], at.oneApp).ended();
    expect(route).toMatchObject({ code: 0, err: '' });
    expect(route.out).toContain(`shops.${shopId}.shipping.route: (not set) → direct_create`);
    expect(JSON.parse(readFileSync(at.configFile, 'utf8'))).toEqual({
      shops: { [shopId]: { shipping: { route: 'direct_create' } } },
    });

    const assistant = await at.desk.assistant({ env: { TIKTOK_SHOP_REFRESH_TOKEN: undefined } });
    await firstReading(assistant);
    const { data } = await assistant.call('program_status');
    expect(data).toMatchObject({ troubles: [], shipping_route: 'direct_create' });
    expect(data.samples).toMatchObject({ open: expect.any(Number) });
    await assistant.close();
  });

  it('hears of every feature that lacks a scope', async ({ expect }) => {
    const at = await newcomer();
    const scopes = ['seller.authorization.info', 'seller.affiliate_collaboration.read', 'seller.order.info'];
    const { out, code } = await authorise(at, at.oneApp, [], scopes);
    expect(code).toBe(0);
    expect(out).toContain(
      'missing: seller.affiliate_collaboration.write; without it samples and collaborations will not work',
    );
    expect(out).toContain('missing: seller.fbt.info; without it platform stock will not work');
    expect(out).not.toContain('missing: seller.order.info');
    expect(out).toContain('Enable missing scopes for the app in Partner Center');
  });

  it('who refuses in the browser is told there and here, and nothing is stored', async ({ expect }) => {
    const at = await newcomer();
    const port = await redirectTo(at.desk);
    const child = startCli(['auth', '--port', String(port)], at.oneApp);
    const { page } = await decide(await linkOf(child), 'refuse');
    expect(page).toContain('Nothing was authorised');
    expect(await child.ended()).toMatchObject({
      code: 1,
      err: expect.stringMatching(/The seller refused the authorisation\. Nothing was stored\./),
    });
    const listed = await startCli(['auth', '--list', '--json'], at.oneApp).ended();
    expect(JSON.parse(listed.out)).toEqual({ authorisations: [] });
  });

  it('can paste where the browser ended, and an answer to another link is turned away', async ({
    expect,
  }) => {
    const at = await newcomer();
    const port = await redirectTo(at.desk);
    const child = startCli(['auth', '--port', String(port)], at.oneApp);
    const link = await linkOf(child);
    const foreign = await fetch(`http://127.0.0.1:${port}/callback?code=TTP_foreign&state=foreign`);
    expect(foreign.status).toBe(400);
    expect(await foreign.text()).toContain('This is not the answer we wait for');
    expect((await fetch(`http://127.0.0.1:${port}/callback?code=TTP_without_state`)).status).toBe(400);
    expect((await fetch(`http://127.0.0.1:${port}/favicon.ico`)).status).toBe(404);

    // The app's redirect address is another one, so the browser ends where nobody listens.
    await at.desk.control.act({ set_redirect_url: 'http://127.0.0.1:9/elsewhere' });
    const { address, page } = await decide(link, 'authorize');
    expect(page).toBeNull();
    child.type('https://example.com/callback?code=TTP_foreign&state=foreign');
    await child.said(/belongs to another link/);
    child.type('I clicked it');
    await child.said(/There is no code in that/);
    child.type(address);
    expect(await child.ended()).toMatchObject({ code: 0, out: expect.stringContaining('Northbeam Goods') });
  });

  it('can work without any port, and bring the code by hand', async ({ expect }) => {
    const at = await newcomer();
    const taken = createServer();
    const port = await redirectTo(at.desk);
    await new Promise<void>((ready) => taken.listen(port, '127.0.0.1', ready));
    const { auth_code } = await at.desk.control.act({ authorize: true });
    const child = startCli(['auth', '--port', String(port)], at.oneApp);
    await child.said(/Port \d+ of this machine is taken, so paste/);
    child.type(String(auth_code));
    expect((await child.ended()).code).toBe(0);
    taken.close();

    const again = await piped(at.oneApp, String(auth_code));
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('used before') });
    const { auth_code: other } = await at.desk.control.act({ authorize: 'connector' });
    const foreign = await piped(at.oneApp, String(other));
    expect(foreign).toMatchObject({ code: 1, err: expect.stringContaining('another app') });
  });

  it('can pipe the code, which never stands on a command line', async ({ expect }) => {
    const at = await newcomer();
    const { auth_code } = await at.desk.control.act({ authorize: true });
    const typed = await startCli(['auth', '--code', String(auth_code)], at.oneApp).ended();
    expect(typed).toMatchObject({ code: 2, err: expect.stringContaining("Unknown option '--code'") });
    expect(typed.err).not.toContain(String(auth_code));
    expect(await piped(at.oneApp, '')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/No code came.*Nothing was stored\..*auth --paste/),
    });
    const done = await piped(at.oneApp, String(auth_code));
    expect(done).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Northbeam Goods') });
  });

  it('can stop with Ctrl+C', async ({ expect }) => {
    const at = await newcomer();
    const child = startCli(['auth', '--port', '0'], at.oneApp);
    await linkOf(child);
    child.child.kill('SIGINT');
    expect(await child.ended()).toMatchObject({
      code: 1,
      err: expect.stringContaining('Stopped before TikTok Shop answered. Nothing was stored.'),
    });
  });
});

describe.concurrent('further authorisations', () => {
  it('of a connector app take over what the affiliate app was not given', async ({ expect }) => {
    const at = await newcomer();
    const affiliate = [
      'seller.authorization.info',
      'seller.affiliate_collaboration.read',
      'seller.affiliate_collaboration.write',
      'seller.creator_marketplace.read',
      'seller.affiliate_messages.write',
    ];
    const first = await authorise(at, at.env, ['--json'], affiliate);
    expect(first.code).toBe(0);
    const [before] = result.parse(JSON.parse(first.out)).shops;
    expect(before?.missing.map(({ app }) => app)).toEqual(before?.missing.map(() => 'connector'));
    expect(before?.missing.map(({ scope }) => scope)).toContain('seller.order.info');

    const route = `${before?.shop_id}=direct_create`;
    const second = await authorise(at, at.env, ['--app', 'connector', '--route', route, '--json']);
    const settled = result.parse(JSON.parse(second.out));
    expect(settled.shops).toMatchObject([{ name: 'Northbeam Goods', missing: [] }]);
    expect(settled.routes).toEqual({ changed: [{ to: 'direct_create' }], open: [] });

    const listed = await startCli(['auth', '--list'], at.env).ended();
    expect(listed.out).toMatch(/^affiliate app .*Northbeam Goods/m);
    expect(listed.out).toMatch(/^connector app .*Northbeam Goods/m);

    const assistant = await at.desk.assistant({ env: { TIKTOK_SHOP_REFRESH_TOKEN: undefined } });
    await firstReading(assistant);
    expect((await assistant.call('program_status')).data).toMatchObject({ troubles: [] });

    // The affiliate app reads the samples, and those come first.
    await at.desk.control.act({ revoke_token: true });
    await at.desk.control.advance(3);
    await assistant.call('program_status', { refresh: true });
    const { data } = await assistant.call('program_status');
    const status = z
      .object({
        freshness: z.array(z.object({ data: z.string(), as_of: z.string() })),
        troubles: z.array(z.object({ feed: z.string() })),
        now: z.string(),
      })
      .parse(data);
    const ages = new Map(
      status.freshness.map((one) => [one.data, Date.parse(status.now) - Date.parse(one.as_of)]),
    );
    for (const read of ['orders', 'stock']) expect(ages.get(read)).toBeLessThan(3_600_000);
    expect(ages.get('samples')).toBeGreaterThan(3_600_000);
    expect(status.troubles.map(({ feed }) => feed)).not.toContain('orders');
  });

  it('of a shop that was revoked are picked up by a server that runs', async ({ expect }) => {
    const at = await newcomer();
    await authorise(at, at.oneApp);
    const withoutConnector = Object.fromEntries(
      Object.keys(at.env)
        .filter((name) => name.startsWith('TIKTOK_SHOP_CONNECTOR_'))
        .map((name) => [name, undefined]),
    );
    const assistant = await at.desk.assistant({
      env: { ...withoutConnector, TIKTOK_SHOP_REFRESH_TOKEN: undefined },
    });
    await firstReading(assistant);
    await at.desk.control.act({ revoke_token: true });
    await assistant.call('program_status', { refresh: true });
    const { text } = await assistant.call('program_status');
    expect(text).toContain('Run "affiliate-ops auth"');

    await authorise(at, at.oneApp);
    await assistant.call('program_status', { refresh: true });
    expect((await assistant.call('program_status')).data).toMatchObject({ troubles: [] });
    const listed = await startCli(['auth', '--list', '--json'], at.oneApp).ended();
    expect(JSON.parse(listed.out).authorisations).toHaveLength(1);

    const removed = await startCli(['auth', '--remove', 'Northbeam Goods'], at.oneApp).ended();
    expect(removed).toMatchObject({ code: 0, out: 'One authorisation was forgotten on this machine.\n' });
    await assistant.call('program_status', { refresh: true });
    expect((await assistant.call('program_status')).text).toContain('affiliate-ops auth');
  });
});
