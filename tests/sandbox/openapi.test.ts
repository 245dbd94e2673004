import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at, type Json, list, text } from './client.ts';
import { approvedOrder, harness, populate, UPS } from './harness.ts';

const { connect } = harness();
const root = dirname(createRequire(import.meta.url).resolve('@tts-open-toolkit/cli/package.json'));

const documents = new Map<string, Json>();
function document(domain: string): Json {
  const known = documents.get(domain);
  if (known !== undefined) return known;
  const file = join(root, 'skills/tts-openapi-guide/references/oas/paths', `${domain}.json`);
  const read: Json = JSON.parse(readFileSync(file, 'utf8'));
  documents.set(domain, read);
  return read;
}

const has = (json: Json, key: string): boolean => typeof json === 'object' && json !== null && key in json;

function resolved(root: Json, schema: Json): Json {
  return has(schema, '$ref') ? resolved(root, at(root, ...text(schema, '$ref').split('/').slice(1))) : schema;
}

/** Where a value leaves the schema: a key that is not in it, or a value of another type. */
function departures(root: Json, given: Json, value: Json, path: string): string[] {
  const schema = resolved(root, given);
  const type = has(schema, 'type') ? text(schema, 'type') : 'object';
  if (Array.isArray(value)) {
    if (type !== 'array') return [`${path} is a list, not ${type}`];
    return value.flatMap((one, index) => departures(root, at(schema, 'items'), one, `${path}[${index}]`));
  }
  if (typeof value === 'object' && value !== null) {
    if (!has(schema, 'properties')) return type === 'object' ? [] : [`${path} is an object, not ${type}`];
    return Object.entries(value).flatMap(([key, one]) =>
      has(at(schema, 'properties'), key)
        ? departures(root, at(schema, 'properties', key), one, `${path}.${key}`)
        : [`${path}.${key} is not in the schema`],
    );
  }
  const actual = typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
  return actual === type ? [] : [`${path} is ${actual}, not ${type}`];
}

function check(domain: string, method: string, template: string, body: Json): string[] {
  const root = document(domain);
  const paths = has(root, 'paths') ? at(root, 'paths') : root;
  const content = at(resolved(root, at(paths, template, method, 'responses', '200')), 'content');
  const schema = Object.values(content ?? {})[0];
  return departures(root, at(schema, 'schema'), body, '$');
}

describe('what the sandbox answers stands in the platform\u2019s OpenAPI', () => {
  it('for authorization, products and logistics', async () => {
    const client = await connect();
    const shops = await client.shop('/authorization/202309/shops', { cipher: null });
    expect(check('authorization', 'get', '/authorization/202309/shops', shops.body)).toEqual([]);
    const products = await client.shop('/product/202502/products/search', {
      query: { page_size: '100' },
      body: {},
    });
    expect(check('product', 'post', '/product/202502/products/search', products.body)).toEqual([]);
    const id = text(products.body, 'data', 'products', 0, 'id');
    const detail = await client.shop(`/product/202309/products/${id}`);
    expect(check('product', 'get', '/product/202309/products/{product_id}', detail.body)).toEqual([]);
    const stock = await client.shop('/product/202309/inventory/search', { body: { product_ids: [id] } });
    expect(check('product', 'post', '/product/202309/inventory/search', stock.body)).toEqual([]);
    const warehouses = await client.shop('/logistics/202309/warehouses');
    expect(check('logistics', 'get', '/logistics/202309/warehouses', warehouses.body)).toEqual([]);
    const warehouse = text(warehouses.body, 'data', 'warehouses', 0, 'id');
    const options = await client.shop(`/logistics/202309/warehouses/${warehouse}/delivery_options`);
    const optionsPath = '/logistics/202309/warehouses/{warehouse_id}/delivery_options';
    expect(check('logistics', 'get', optionsPath, options.body)).toEqual([]);
    const option = text(options.body, 'data', 'delivery_options', 0, 'id');
    const providers = await client.shop(`/logistics/202309/delivery_options/${option}/shipping_providers`);
    const providersPath = '/logistics/202309/delivery_options/{delivery_option_id}/shipping_providers';
    expect(check('logistics', 'get', providersPath, providers.body)).toEqual([]);
  });

  it('for samples, but for the empty figures of creators without consent', async () => {
    const client = await connect();
    const path = '/affiliate_seller/202508/sample_applications/search';
    const page = await client.shop(path, { query: { page_size: '50' }, body: { status: 'PENDING' } });
    const found = check('affiliate_seller', 'post', path, page.body);
    expect(found.filter((one) => !/\.(content_count|ec_video_view) is string/.test(one))).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
    const done = await client.shop(path, { query: { page_size: '50' }, body: { status: 'COMPLETED' } });
    for (const one of list(done.body, 'data', 'sample_applications').slice(0, 20)) {
      const template = '/affiliate_seller/202409/sample_applications/{application_id}/fulfillments/search';
      const content = await client.shop(template.replace('{application_id}', text(one, 'id')), { body: {} });
      expect(check('affiliate_seller', 'post', template, content.body)).toEqual([]);
    }
    const [id = ''] = await populate(client, 1);
    const review = await client.review(id, { review_result: 'APPROVE' });
    const reviewPath = '/affiliate_seller/202507/sample_applications/{application_id}/review';
    expect(check('affiliate_seller', 'post', reviewPath, review.body)).toEqual([]);
  });

  it('for orders in every state, and for shipping them', async () => {
    const client = await connect();
    const query = { page_size: '100' };
    const orders = await client.shop('/order/202309/orders/search', { query, body: {} });
    expect(check('order', 'post', '/order/202309/orders/search', orders.body)).toEqual([]);
    const states = new Set(list(orders.body, 'data', 'orders').map((order) => text(order, 'status')));
    expect(states.size).toBeGreaterThanOrEqual(4);
    const [id = ''] = await populate(client, 1);
    const orderId = await approvedOrder(client, id);
    const packages = '/fulfillment/202309/orders/{order_id}/packages';
    const shipped = await client.shop(packages.replace('{order_id}', orderId), {
      body: { tracking_number: '1Z0000000000000009', shipping_provider_id: UPS },
    });
    expect(check('fulfillment', 'post', packages, shipped.body)).toEqual([]);
    await client.advance(30);
    const detail = await client.shop('/order/202507/orders', { query: { ids: orderId } });
    expect(check('order', 'get', '/order/202507/orders', detail.body)).toEqual([]);
    const tracking = '/fulfillment/202309/orders/{order_id}/tracking';
    const journey = await client.shop(tracking.replace('{order_id}', orderId));
    expect(check('fulfillment', 'get', tracking, journey.body)).toEqual([]);
    expect(list(journey.body, 'data', 'tracking').length).toBeGreaterThan(0);
  });

  it('for conversations', async () => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    const creator = text(await client.application(id), 'creator', 'creator_open_id');
    const base = '/affiliate_seller';
    const opened = await client.shop(`${base}/202508/conversations`, {
      body: { creator_open_id: creator, only_need_conversation_id: false },
    });
    expect(check('affiliate_seller', 'post', `${base}/202508/conversations`, opened.body)).toEqual([]);
    const conversation = text(opened.body, 'data', 'conversation_id');
    const sendPath = `${base}/202412/conversations/{conversation_id}/messages`;
    const sent = await client.shop(sendPath.replace('{conversation_id}', conversation), {
      body: { msg_type: 'TEXT', content: '{"content":"Hello"}' },
    });
    expect(check('affiliate_seller', 'post', sendPath, sent.body)).toEqual([]);
    const historyPath = `${base}/202412/conversation/{conversation_id}/messages`;
    const query = { page_size: '20' };
    const history = await client.shop(historyPath.replace('{conversation_id}', conversation), { query });
    expect(check('affiliate_seller', 'get', historyPath, history.body)).toEqual([]);
    const listing = await client.shop(`${base}/202412/conversations`, {
      query: { page_size: '50', only_need_conversation_id: 'false' },
    });
    expect(check('affiliate_seller', 'get', `${base}/202412/conversations`, listing.body)).toEqual([]);
    const read = await client.shop(`${base}/202412/conversatons/read`, {
      body: { conversation_ids: [conversation] },
    });
    expect(check('affiliate_seller', 'post', `${base}/202412/conversatons/read`, read.body)).toEqual([]);
  });

  it('for webhooks, packages, labels, the platform\u2019s warehouse and the seller\u2019s shops', async () => {
    const client = await connect();
    const hooks = '/event/202309/webhooks';
    const body = { address: 'https://hooks.example.com/a', event_type: 'PACKAGE_UPDATE' };
    const set = await client.shop(hooks, { method: 'PUT', body });
    expect(check('event', 'put', hooks, set.body)).toEqual([]);
    expect(check('event', 'get', hooks, (await client.shop(hooks)).body)).toEqual([]);
    const removed = await client.shop(hooks, { method: 'DELETE', body: { event_type: 'PACKAGE_UPDATE' } });
    expect(check('event', 'delete', hooks, removed.body)).toEqual([]);
    const shops = '/seller/202309/shops';
    expect(check('seller', 'get', shops, (await client.shop(shops, { cipher: null })).body)).toEqual([]);
    const fbt = '/fbt/202408/inventory/search';
    const stock = await client.shop(fbt, { query: { page_size: '100' }, body: {} });
    expect(list(stock.body, 'data', 'inventory').length).toBeGreaterThan(0);
    expect(check('fbt', 'post', fbt, stock.body)).toEqual([]);

    await client.control('act', { set_shipping: 'TIKTOK' });
    const parcel = {
      dimension: { length: '20', width: '12', height: '6', unit: 'CM' },
      weight: { value: '300', unit: 'GRAM' },
    };
    const base = '/fulfillment/202309';
    const [old = '', fresh = ''] = await populate(client, 2);
    const first = await approvedOrder(client, old);
    const services = `${base}/orders/{order_id}/shipping_services/query`;
    const quote = await client.shop(services.replace('{order_id}', first), { body: parcel });
    expect(check('fulfillment', 'post', services, quote.body)).toEqual([]);
    const bought = await client.shop(`${base}/packages`, { body: { order_id: first, ...parcel } });
    expect(check('fulfillment', 'post', `${base}/packages`, bought.body)).toEqual([]);
    const second = await approvedOrder(client, fresh);
    const newest = await client.shop('/fulfillment/202512/packages', {
      body: { ship_type: '1', order_id: second, ...parcel },
    });
    expect(check('fulfillment', 'post', '/fulfillment/202512/packages', newest.body)).toEqual([]);
    const id = text(bought.body, 'data', 'package_id');
    const at = (template: string): string => template.replace('{package_id}', id);
    const ship = `${base}/packages/{package_id}/ship`;
    const handed = await client.shop(at(ship), { body: { handover_method: 'PICKUP' } });
    expect(check('fulfillment', 'post', ship, handed.body)).toEqual([]);
    const documents = `${base}/packages/{package_id}/shipping_documents`;
    const label = await client.shop(at(documents), { query: { document_type: 'SHIPPING_LABEL' } });
    expect(check('fulfillment', 'get', documents, label.body)).toEqual([]);
    const detail = `${base}/packages/{package_id}`;
    expect(check('fulfillment', 'get', detail, (await client.shop(at(detail))).body)).toEqual([]);
    const found = await client.shop(`${base}/packages/search`, { query: { page_size: '50' }, body: {} });
    expect(check('fulfillment', 'post', `${base}/packages/search`, found.body)).toEqual([]);
    const validation = '/fulfillment/202508/tts_tracking_validation';
    const known = await client.shop(validation, { query: { tracking_number: '1Z0000000000000009' } });
    expect(check('fulfillment', 'get', validation, known.body)).toEqual([]);
  });

  it('for open and target collaborations, sample rules and links', async () => {
    const client = await connect();
    const base = '/affiliate_seller';
    const departing = async (
      method: 'get' | 'post' | 'put' | 'delete',
      template: string,
      given: { values?: Record<string, string>; query?: Record<string, string>; body?: object } = {},
    ): Promise<Json> => {
      const path = template.replace(/\{(\w+)\}/g, (_, name: string) => given.values?.[name] ?? '');
      const { values: _values, ...options } = given;
      const answer = await client.shop(base + path, { ...options, method: method.toUpperCase() });
      expect([template, at(answer.body, 'code')]).toEqual([template, 0]);
      expect([template, check('affiliate_seller', method, base + template, answer.body)]).toEqual([
        template,
        [],
      ]);
      return answer.body;
    };
    const query = { page_size: '100' };
    const open = await departing('post', '/202412/open_collaborations/search', { query, body: {} });
    const plan = at(open, 'data', 'open_collaborations', 0);
    const product = text(plan, 'product', 'id');
    const created = { product_id: product, commission_rate: 1700 };
    await departing('post', '/202412/open_collaborations', { body: created });
    const details = await departing('get', '/202508/open_collaborations/creator_content_details', {
      query: { ...query, product_id: product },
    });
    const creator = text(details, 'data', 'creator_content_details', 0, 'creator_profile', 'creator_open_id');
    await departing('post', '/202508/open_collaborations/{open_collaboration_id}/remove_creator', {
      values: { open_collaboration_id: text(plan, 'id') },
      body: { creator_user_open_id: creator, product_id: product },
    });
    await departing('get', '/202409/open_collaboration_settings');
    const auto_add_product = { enable: true, commission_rate: 1000 };
    await departing('post', '/202405/open_collaboration_settings', { body: { auto_add_product } });
    const all = list(open, 'data', 'open_collaborations').map((one) => text(one, 'product', 'id'));
    await departing('get', '/202410/open_collaborations/sample_rules', {
      query: { product_ids: all.join(',') },
    });
    const sample_rule = { activate_status: 'DEACTIVATE' };
    await departing('post', '/202410/open_collaborations/sample_rules', {
      body: { product_id: product, sample_rule },
    });
    await departing('delete', '/202409/open_collaborations/products/{product_id}', {
      values: { product_id: product },
    });
    const detail = await client.shop(`/product/202309/products/${product}`);
    await departing('get', '/202512/sample_applications/deeplink', {
      query: { product_id: product, sku_id: text(detail.body, 'data', 'skus', 0, 'id') },
    });
    for (const collaboration_status of ['VALID', 'CANCELING', 'COMPLETED']) {
      const found = await departing('post', '/202508/target_collaborations/search', {
        query,
        body: { collaboration_status },
      });
      for (const one of list(found, 'data', 'target_collaborations')) {
        const values = { target_collaboration_id: text(one, 'id') };
        await departing('get', '/202508/target_collaborations/{target_collaboration_id}', { values });
      }
    }
    const [application = ''] = await populate(client, 1);
    const terms = {
      name: 'Partners',
      end_time: String(Date.UTC(2027, 0, 15) / 1000),
      seller_contact_info: { email: 'creators@example.com' },
      free_sample_rule: { has_free_sample: false, is_sample_approval_exempt: false },
      creator_user_open_ids: [text(await client.application(application), 'creator', 'creator_open_id')],
    };
    const made = await departing('post', '/202508/target_collaborations', {
      body: {
        ...terms,
        products: [{ id: product, target_commission_rate: 2000, shop_ads_commission_rate: 900 }],
      },
    });
    const values = { target_collaboration_id: text(made, 'data', 'target_collaboration', 'id') };
    await client.control('act', { partial_updates: true });
    await departing('put', '/202508/target_collaborations/{target_collaboration_id}', {
      values,
      body: {
        ...terms,
        name: 'Others',
        end_time: '1800000000',
        products: [{ id: product, commission_rate: 2500 }],
      },
    });
    await departing('post', '/202509/target_collaboration/{target_collaboration_id}/link', { values });
    await departing('delete', '/202409/target_collaborations/{target_collaboration_id}', { values });
  });

  it('for affiliate orders, but for the fields that only the payloads of 2026 have', async () => {
    const client = await connect();
    const path = '/affiliate_seller/202410/orders/search';
    const page = await client.shop(path, { query: { page_size: '100' }, body: {} });
    const found = check('affiliate_seller', 'post', path, page.body).map((one) => one.replace(/^.*\]\./, ''));
    const newer = [
      'sku_id',
      'settlement_status',
      'fully_return',
      'partner_commission_rate',
      'estimated_paid_partner_commission',
      'actual_paid_partner_commission',
    ];
    expect(found.filter((one) => !newer.some((key) => one === `${key} is not in the schema`))).toEqual([]);
  });

  it('for the marketplace', async () => {
    const client = await connect();
    const path = '/affiliate_seller/202508/marketplace_creators/search';
    const page = await client.shop(path, { query: { page_size: '20' }, body: {} });
    expect(check('affiliate_seller', 'post', path, page.body)).toEqual([]);
    const template = '/affiliate_seller/202508/marketplace_creators/{creator_user_id}';
    for (const creator of list(page.body, 'data', 'creators').slice(0, 8)) {
      const own = await client.shop(template.replace('{creator_user_id}', text(creator, 'creator_open_id')));
      expect(check('affiliate_seller', 'get', template, own.body)).toEqual([]);
    }
    const filters = '/affiliate_seller/202601/marketplace_creators/search/filter';
    const known = await client.shop(filters, { method: 'POST' });
    expect(check('affiliate_seller', 'post', filters, known.body)).toEqual([]);
  });

  it('for analytics', async () => {
    const client = await connect();
    const query = { start_date_ge: '2026-11-09', end_date_lt: '2026-11-16' };
    const departing = async (path: string, values: Record<string, string> = {}): Promise<Json> => {
      const concrete = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
      const answer = await client.shop(concrete, { query });
      expect(text(answer.body, 'code')).toBe('0');
      expect(check('analytics', 'get', path, answer.body)).toEqual([]);
      return answer.body;
    };
    await departing('/analytics/202509/shop/performance');
    const videos = await departing('/analytics/202509/shop_videos/performance');
    const video_id = text(videos, 'data', 'videos', 0, 'id');
    await departing('/analytics/202509/shop_videos/{video_id}/performance', { video_id });
    const products = await departing('/analytics/202509/shop_products/performance');
    const product_id = text(products, 'data', 'products', 0, 'id');
    await departing('/analytics/202509/shop_products/{product_id}/performance', { product_id });
    await departing('/analytics/202509/shop_lives/performance');
  });
});
