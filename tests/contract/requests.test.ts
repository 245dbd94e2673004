import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENDPOINTS, type Endpoint, type OperationName } from '../../src/adapters/tiktok-shop/endpoints.ts';
import { FakeProgramClock, MemoryCredentials } from '../adapters/tiktok-shop/memory-stores.ts';
import { requestBreaches, type SentRequest } from './breaches.ts';
import { CALLS } from './calls.ts';
import { adapterAt } from './desk.ts';
import { describedAt, everyDescribed } from './openapi.ts';
import { Recorder } from './recorder.ts';

const APP = { appKey: 'app', appSecret: 'secret', refreshToken: 'refresh' };
const NOW = 1_795_336_200_000;
const SHOP = { shopId: '7490', cipher: 'TTP_cipher' };
const OPERATIONS = Object.keys(ENDPOINTS).filter((name): name is OperationName => name in ENDPOINTS);

let recorder: Recorder;
/** What each operation's calls sent, itself and what it needed. */
const sentBy = new Map<OperationName, SentRequest[]>();
const fallbacks: SentRequest[] = [];

async function drive(operation: OperationName): Promise<SentRequest[]> {
  const credentials = new MemoryCredentials(APP.appKey);
  credentials.row = {
    ...{ accessToken: 'access', accessExpiresAt: NOW * 2, refreshToken: 'refresh', refreshExpiresAt: null },
    ...{ grantedScopes: [], sellerId: null, sellerName: null, seedFingerprint: '', revision: 1 },
  };
  const urls = { api: recorder.url, auth: recorder.url };
  // The tokens are not of the environment's seed, so none is given.
  const tiktok = adapterAt(urls, { ...APP, refreshToken: null }, new FakeProgramClock(NOW), credentials);
  const before = recorder.sent.length;
  try {
    for (const call of CALLS[operation]) await call(tiktok, SHOP);
  } finally {
    await tiktok.close();
  }
  return recorder.sent.slice(before);
}

beforeAll(async () => {
  recorder = await Recorder.start();
  for (const operation of OPERATIONS) sentBy.set(operation, await drive(operation));
  recorder.isGone = ({ operation, version }) => {
    const { versions }: Endpoint = ENDPOINTS[operation];
    return versions.length > 1 && version === versions[0];
  };
  for (const operation of OPERATIONS) {
    if (ENDPOINTS[operation].versions.length > 1) fallbacks.push(...(await drive(operation)));
  }
});
afterAll(() => recorder.stop());

const allSent = () => [...sentBy.values()].flat();
const bodyOf = ({ body }: SentRequest): Record<string, unknown> => (body === '' ? {} : JSON.parse(body));

describe('what the adapter can send', () => {
  it('is every operation of the table in its newest version', () => {
    const missing = OPERATIONS.filter((operation) => {
      const [newest] = ENDPOINTS[operation].versions;
      return !sentBy.get(operation)?.some(({ method, path }) => {
        const described = describedAt(method, path);
        return described?.operation === operation && described.version === newest;
      });
    });
    expect(missing).toEqual([]);
  });

  it('fits what the platform documents: paths, names, types, and what is required', () => {
    expect([...new Set(allSent().flatMap(requestBreaches))]).toEqual([]);
  });

  it('fits the older versions too, once the newest are gone', () => {
    const older = fallbacks.filter(({ method, path }) => {
      const described = describedAt(method, path);
      return described !== null && described.version !== ENDPOINTS[described.operation].versions[0];
    });
    const reached = new Set(older.map(({ method, path }) => describedAt(method, path)?.operation));
    expect(OPERATIONS.filter((one) => ENDPOINTS[one].versions.length > 1 && !reached.has(one))).toEqual([]);
    expect([...new Set(older.flatMap(requestBreaches))]).toEqual([]);
  });

  it('has a description for every version of the table', () => {
    const described = new Set(everyDescribed().map(({ operation, version }) => `${operation} ${version}`));
    const missing = OPERATIONS.flatMap((operation) =>
      ENDPOINTS[operation].versions.map((version) => `${operation} ${version}`),
    ).filter((name) => !described.has(name));
    expect(missing).toEqual([]);
  });
});

describe('the spellings of the platform (reference 0.5)', () => {
  const bodies = (operation: OperationName) => (sentBy.get(operation) ?? []).map(bodyOf);
  const paths = (operation: OperationName) => (sentBy.get(operation) ?? []).map(({ path }) => path);

  it('creator_user_oepn_id in the search of applications', () => {
    const sent = bodies('search_sample_applications');
    expect(sent.some((body) => body.creator_user_oepn_id === 'uOne')).toBe(true);
    expect(sent.some((body) => 'creator_user_open_id' in body)).toBe(false);
  });

  it('conversatons/read', () => {
    expect(paths('mark_conversations_read')).toEqual(['/affiliate_seller/202412/conversatons/read']);
  });

  it('conversation and target_collaboration in the singular, where messages are read and links made', () => {
    expect(paths('read_messages')[0]).toBe('/affiliate_seller/202412/conversation/7451/messages');
    expect(paths('send_message')[0]).toBe('/affiliate_seller/202412/conversations/7451/messages');
    expect(paths('create_target_collaboration_link')).toEqual([
      '/affiliate_seller/202509/target_collaboration/762/link',
    ]);
  });

  it('TARGET_COLLABORATION_CARD without the space of the documents', () => {
    const types = bodies('send_message').map(({ msg_type }) => msg_type);
    expect(types).toContain('TARGET_COLLABORATION_CARD');
  });

  it('other names for the same rates at creation and update of an invitation', () => {
    const [created] = bodies('create_target_collaboration');
    const updated = bodies('update_target_collaboration').at(-1);
    const product = { id: '1729' };
    expect(created?.products).toEqual([
      { ...product, target_commission_rate: 2000, shop_ads_commission_rate: 1000 },
    ]);
    expect(updated?.products).toContainEqual({
      ...product,
      commission_rate: 2000,
      target_ad_commission_rate: 1000,
    });
  });
});

describe('shown failing: the check', () => {
  it('names operation and field when any field of any body is renamed', () => {
    for (const sent of allSent().filter(({ contentType }) => contentType === 'application/json')) {
      const operation = describedAt(sent.method, sent.path)?.operation;
      for (const name of Object.keys(bodyOf(sent))) {
        const { [name]: value, ...others } = bodyOf(sent);
        const renamed = { ...sent, body: JSON.stringify({ ...others, [`${name}_renamed`]: value }) };
        const found = requestBreaches(renamed);
        expect(found.join('\n')).toContain(`${operation} `);
        expect(found.join('\n')).toContain(`unknown body.${name}_renamed`);
      }
    }
  });

  it('names operation and field when a required one is left out or has another type', () => {
    const [review] = sentBy.get('review_sample_application') ?? [];
    if (!review) throw new Error('Nothing was sent.');
    const name = 'review_sample_application 202507';
    expect(requestBreaches({ ...review, body: '{}' })).toEqual([`${name}: missing body.review_result`]);
    expect(requestBreaches({ ...review, body: '{"review_result":1}' })).toEqual([
      `${name}: body.review_result is integer, not string`,
    ]);
  });

  it('names operation and field when a query parameter is renamed or left out', () => {
    const [search] = sentBy.get('search_affiliate_orders') ?? [];
    if (!search) throw new Error('Nothing was sent.');
    const { page_size, ...query } = search.query;
    expect(requestBreaches({ ...search, query: { ...query, pagesize: page_size ?? '' } })).toEqual([
      'search_affiliate_orders 202410: unknown query.pagesize',
      'search_affiliate_orders 202410: missing query.page_size',
    ]);
  });

  it('names a path that is not in the table', () => {
    const [review] = sentBy.get('review_sample_application') ?? [];
    if (!review) throw new Error('Nothing was sent.');
    const moved = { ...review, path: review.path.replace('202507', '202301') };
    expect(requestBreaches(moved)).toEqual([`no POST ${moved.path} in the table with a description`]);
  });
});
