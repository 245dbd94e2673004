import { afterEach, describe, expect, it } from 'vitest';
import { ExternalError } from '../../src/domain/errors.ts';
import { defineResource } from '../../src/mcp/define-resource.ts';
import { type Connection, connect, ERAS, type Era } from '../support/mcp-clients.ts';
import { type Bench, bench, type Desk } from '../support/mcp-desk.ts';

let connections: Connection[] = [];
afterEach(async () => {
  for (const connection of connections) await connection.close();
  connections = [];
});

async function at(desk: Bench, era: Era): Promise<Connection['client']> {
  const connection = await connect(desk.parts, era, false);
  connections.push(connection);
  return connection.client;
}

async function body(client: Connection['client'], uri: string): Promise<unknown> {
  const { contents } = await client.readResource({ uri });
  const first = contents[0];
  expect(first).toMatchObject({ uri, mimeType: 'application/json' });
  return JSON.parse(first && 'text' in first ? first.text : '');
}

describe.each(ERAS)('resources (%s protocol)', (era) => {
  it('are read with the same envelope as results', async () => {
    const client = await at(bench(), era);
    expect(await body(client, 'affiliate://desk')).toEqual({
      summary: '3 parcels.',
      shop: { shop_id: '7000', name: 'Fern & Co' },
      sandbox: true,
      parcels: 3,
    });
    expect(await body(client, 'affiliate://parcels/p2')).toMatchObject({ summary: 'Parcel p2.', units: 2 });
  });

  it.each([
    'affiliate://parcels/p99',
    'affiliate://parcels/p1x',
    'affiliate://parcels/..%2Fdesk',
    'affiliate://nothing',
  ])('answer %s with the protocol’s not found', async (uri) => {
    const client = await at(bench(), era);
    await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32602 });
  });

  it('word an outside error, without its raw text', async () => {
    const desk = bench();
    desk.desk.failure = new ExternalError('TikTok Shop is not reachable.', {
      system: 'tiktok_shop',
      kind: 'unavailable',
      operation: 'search',
    });
    const client = await at(desk, era);
    const read = client.readResource({ uri: 'affiliate://parcels/p1' });
    await expect(read).rejects.toThrow(
      'TikTok Shop is not reachable. Nothing was changed. Try again in 1 min',
    );
  });

  it('list at most 50 of a template', async () => {
    const client = await at(bench({ parcels: 60 }), era);
    const { resources } = await client.listResources();
    expect(resources).toHaveLength(51);
    expect(resources[1]).toMatchObject({ uri: 'affiliate://parcels/p1', title: 'Parcel p1' });
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates).toMatchObject([{ uriTemplate: 'affiliate://parcels/{parcel_id}' }]);
  });

  it('complete ids', async () => {
    const client = await at(bench({ parcels: 12 }), era);
    const { completion } = await client.complete({
      ref: { type: 'ref/resource', uri: 'affiliate://parcels/{parcel_id}' },
      argument: { name: 'parcel_id', value: 'p1' },
    });
    expect(completion.values).toEqual(['p1', 'p10', 'p11', 'p12']);
  });
});

it('tell new clients how long lists may be kept, and reads not at all', async () => {
  const client = await at(bench(), 'new');
  expect(await client.listTools()).toMatchObject({ ttlMs: 300_000, cacheScope: 'public' });
  expect(await client.listResources()).toMatchObject({ ttlMs: 0, cacheScope: 'private' });
  const read = await client.readResource({ uri: 'affiliate://desk' });
  expect(read).toMatchObject({ ttlMs: 0, cacheScope: 'private' });
});

it('have facts that a sentence about passing time does not change', async () => {
  const { parts } = bench();
  const state = { age: 1, parcels: 1 };
  const resource = defineResource<Desk>()({
    name: 'aging',
    uri: 'affiliate://aging',
    title: 'Aging',
    description: 'Says how old it is.',
    read: async () => ({
      summary: `Looked ${state.age} s ago.`,
      shop: { shopId: '1', name: 'Shop' },
      asOf: null,
      data: { parcels: state.parcels },
    }),
  });
  const facts = () => resource.facts('affiliate://aging', parts.runtime);
  const before = await facts();
  state.age = 2;
  expect(await facts()).toBe(before);
  state.parcels = 2;
  expect(await facts()).not.toBe(before);
  expect(await resource.facts('affiliate://other', parts.runtime)).toBeNull();
});
