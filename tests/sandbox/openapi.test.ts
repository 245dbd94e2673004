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
});
