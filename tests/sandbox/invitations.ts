import { type Answer, at, type Json, list, number, type TestClient, text } from './client.ts';
import { populate } from './harness.ts';

export const BASE = '/affiliate_seller';
export const END = String(Date.UTC(2027, 0, 15) / 1000);

interface Offer {
  id: string;
  rate: number;
  ads?: number;
}

/** Who and what to invite: new creators and the catalogue. */
export async function cast(
  client: TestClient,
  creators: number,
): Promise<{ creators: string[]; products: string[] }> {
  const ids = await populate(client, creators);
  const rows = (await client.applications({ status: 'PENDING' })).filter((one) =>
    ids.includes(text(one, 'id')),
  );
  const truth = at(await client.control('oracle/collaborations'), 'open');
  return {
    creators: rows.map((one) => text(one, 'creator', 'creator_open_id')),
    products: list(truth).map((one) => text(one, 'product_id')),
  };
}

export const createBody = (
  creators: readonly string[],
  products: readonly Offer[],
  more: object = {},
): object => ({
  name: 'Winter partners',
  message: 'We would love to work with you.',
  end_time: END,
  seller_contact_info: { email: 'creators@example.com' },
  free_sample_rule: { has_free_sample: false, is_sample_approval_exempt: false },
  creator_user_open_ids: creators,
  products: products.map(({ id, rate, ads }) => ({
    id,
    target_commission_rate: rate,
    ...(ads === undefined ? {} : { shop_ads_commission_rate: ads }),
  })),
  ...more,
});

export const create = (client: TestClient, body: object): Promise<Answer> =>
  client.shop(`${BASE}/202508/target_collaborations`, { body });

export const update = (
  client: TestClient,
  id: string,
  creators: readonly string[],
  products: readonly Offer[],
  more: object = {},
): Promise<Answer> =>
  client.shop(`${BASE}/202508/target_collaborations/${id}`, {
    method: 'PUT',
    body: {
      name: 'Winter partners',
      end_time: END,
      seller_contact_info: { email: 'creators@example.com' },
      free_sample_rule: { has_free_sample: false, is_sample_approval_exempt: false },
      creator_user_open_ids: creators,
      products: products.map(({ id: product, rate, ads }) => ({
        id: product,
        commission_rate: rate,
        ...(ads === undefined ? {} : { target_ad_commission_rate: ads }),
      })),
      ...more,
    },
  });

export const remove = (client: TestClient, id: string): Promise<Answer> =>
  client.shop(`${BASE}/202409/target_collaborations/${id}`, { method: 'DELETE' });

export const detail = async (client: TestClient, id: string): Promise<Json> =>
  at((await client.shop(`${BASE}/202508/target_collaborations/${id}`)).body, 'data', 'target_collaboration');

export async function found(client: TestClient, body: object, size = '100'): Promise<Json[]> {
  const answer = await client.shop(`${BASE}/202508/target_collaborations/search`, {
    query: { page_size: size },
    body,
  });
  return list(answer.body, 'data', 'target_collaborations');
}

export const idOf = (answer: Answer): string => text(answer.body, 'data', 'target_collaboration', 'id');
export const member = (picture: Json, kind: 'creators' | 'products', id: string): Json =>
  list(picture, kind).find((one) => [...Object.values(one ?? {})].includes(id)) ?? null;

export const accept = (client: TestClient, id: string, creator: string, answer = true): Promise<Json> =>
  client.control('act', {
    respond_target: { target_collaboration_id: id, creator_id: creator, accept: answer },
  });

export const nowOf = async (client: TestClient): Promise<number> =>
  number(await client.control('clock'), 'now_ms');
