import { expect, test } from 'vitest';
import { errorOf, ROUTES, SEED, useDesk } from './desk.ts';
import { APP_KEY, APP_SECRET } from './platform.ts';

const desk = useDesk();
const shop = (id: string, cipher: string) => ({ id, cipher, name: `Shop ${id}`, region: 'US' });
const REFUSED = { code: 36009033 };

/** The affiliate app and a connector, both authorised. */
function twoApps() {
  const { credentials, programClock } = desk();
  const { row } = credentials;
  if (row === null) throw new Error('no tokens');
  const expires = programClock.now() + 1_000_000_000;
  const key = { appKey: 'connector', account: '' };
  credentials.put(key, { ...row, accessToken: 'access-of-connector', accessExpiresAt: expires });
  return desk().client({
    apps: [
      { role: 'affiliate', appKey: APP_KEY, appSecret: APP_SECRET, refreshToken: SEED },
      { role: 'connector', appKey: 'connector', appSecret: APP_SECRET, refreshToken: null },
    ],
  });
}

test('every shop of every authorisation, each once, and who covers it', async () => {
  const tiktok = twoApps();
  desk().platform.on(
    ROUTES.shops,
    { data: { shops: [shop('1', 'one'), shop('2', 'two')] } },
    { data: { shops: [shop('2', 'two-of-connector'), shop('3', 'three')] } },
  );
  expect(await tiktok.authorizedShops()).toEqual([
    { shopId: '1', cipher: 'one', name: 'Shop 1', region: 'US' },
    { shopId: '2', cipher: 'two', name: 'Shop 2', region: 'US' },
    { shopId: '3', cipher: 'three', name: 'Shop 3', region: 'US' },
  ]);
  const access = await desk().credentials.access();
  expect(access.map(({ appKey, shopId, cipher }) => [appKey, shopId, cipher])).toEqual([
    [APP_KEY, '1', 'one'],
    [APP_KEY, '2', 'two'],
    ['connector', '2', 'two-of-connector'],
    ['connector', '3', 'three'],
  ]);
  const tokens = desk().platform.requests.map((request) => request.accessToken);
  expect(tokens).toEqual(['access-1', 'access-of-connector']);
});

test('an authorisation that fails does not hide the shops of another', async () => {
  const tiktok = twoApps();
  desk().platform.on(ROUTES.shops, REFUSED, { data: { shops: [shop('3', 'three')] } });
  expect((await tiktok.authorizedShops()).map(({ shopId }) => shopId)).toEqual(['3']);
});

test('when all fail the first failure is told', async () => {
  const tiktok = twoApps();
  desk().platform.on(ROUTES.shops, REFUSED, { code: 106013 });
  expect((await errorOf(tiktok.authorizedShops())).details.code).toBe('36009033');
});
