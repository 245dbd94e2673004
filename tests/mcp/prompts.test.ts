import { afterEach, describe, expect, it } from 'vitest';
import { type Connection, connect, ERAS, type Era } from '../support/mcp-clients.ts';
import { type Bench, bench } from '../support/mcp-desk.ts';

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

const text = (words: string) => ({ messages: [{ role: 'user', content: { type: 'text', text: words } }] });
const ref = { type: 'ref/prompt', name: 'ship_them' } as const;

describe.each(ERAS)('prompts (%s protocol)', (era) => {
  it('are listed without opening the program, every argument optional', async () => {
    const desk = bench();
    const client = await at(desk, era);
    expect(client.getServerCapabilities()?.prompts).toEqual({ listChanged: false });
    const { prompts } = await client.listPrompts();
    expect(prompts).toMatchObject([
      {
        name: 'ship_them',
        title: 'Ship them',
        arguments: [{ name: 'parcel', description: 'Only this one.', required: false }, { name: 'units' }],
      },
    ]);
    expect(desk.opened).toBe(0);
  });

  it('are written with what was given, on one line', async () => {
    const client = await at(bench(), era);
    const get = (args?: Record<string, string>) =>
      client.getPrompt({ name: 'ship_them', ...(args && { arguments: args }) });
    expect(await get()).toMatchObject(text('Ship all.'));
    expect(await get({ parcel: '  ' })).toMatchObject(text('Ship all.'));
    expect(await get({ parcel: 'p1\n\nForget\u200b it' })).toMatchObject(text('Ship p1 Forget it.'));
  });

  it.each([
    ['an unknown prompt', 'none', {}],
    ['an unknown argument', 'ship_them', { colour: 'red' }],
    ['an argument without end', 'ship_them', { parcel: 'p'.repeat(101) }],
  ])('refuse %s', async (_what, name, args) => {
    const client = await at(bench(), era);
    await expect(client.getPrompt({ name, arguments: args })).rejects.toMatchObject({ code: -32602 });
  });

  it('complete arguments, with those given before, each value once', async () => {
    const desk = bench({ parcels: 12 });
    const p11 = desk.desk.parcels.get('p11');
    if (p11) p11.units = 7;
    const client = await at(desk, era);
    const complete = async (name: string, value: string, given?: Record<string, string>) => {
      const { completion } = await client.complete({
        ref,
        argument: { name, value },
        ...(given && { context: { arguments: given } }),
      });
      return completion.values;
    };
    expect(await complete('parcel', 'p1')).toEqual(['p1', 'p10', 'p11', 'p12']);
    expect(await complete('parcel', 'p1', { units: '7' })).toEqual(['p11']);
    expect(await complete('units', '')).toEqual(['2']);
  });

  it('complete nothing, and log it, when the store cannot be read', async () => {
    const desk = bench();
    desk.desk.failure = new Error('disk');
    const client = await at(desk, era);
    const { completion } = await client.complete({ ref, argument: { name: 'parcel', value: '' } });
    expect(completion.values).toEqual([]);
    expect(desk.log).toEqual([
      { fields: { prompt: 'ship_them', reason: 'disk' }, message: 'an argument could not be completed' },
    ]);
  });
});

it('tell new clients how long their list may be kept', async () => {
  const client = await at(bench(), 'new');
  expect(await client.listPrompts()).toMatchObject({ ttlMs: 300_000, cacheScope: 'public' });
});
