import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Store } from '../../src/ports/store/index.ts';
import type { LaidOutPackage } from '../package.ts';
import { benchStore, fillWithOpenRequests, NOW, SHOP } from '../programme.ts';
import { type Measure, spreadOf } from '../report.ts';
import { interleaved } from '../rounds.ts';
import { StdioClient } from '../stdio-client.ts';
import { measureDecisions } from './decisions.ts';

const ROUNDS = 400;
const WARM_UP = 150;
const TOOL = 'list_pending_samples';
const CONSTANT = fileURLToPath(new URL('../servers/constant.mjs', import.meta.url));
/** Where the server keeps the database of its sandbox. */
const DATABASE = 'affiliate-ops-sandbox.sqlite';

interface Desk {
  readonly store: Store;
  readonly client: StdioClient;
}

/** A page of 20 out of 10,000 and out of 100 open requests, over stdio; deciding the requests on the way. */
export async function measurePendingList(folder: string, { built }: LaidOutPackage) {
  const decisions: Measure[] = [];
  const openDesk = async (open: number): Promise<Desk> => {
    const home = join(folder, `open-${open}`);
    const store = benchStore(join(home, 'data', DATABASE));
    await fillWithOpenRequests(store, open);
    decisions.push(...(await measureDecisions(store, open)));
    const client = new StdioClient([built, 'serve', '--no-monitor'], home);
    await client.initialize();
    return { store, client };
  };
  const many = await openDesk(10_000);
  const few = await openDesk(100);
  const { result } = await many.client.request('tools/call', { name: TOOL, arguments: {} });
  assertFullPage(result);
  const constant = await constantServer(folder, result);

  const afterWrite = async ({ store, client }: Desk, round: number) => {
    await writeSomething(store, round);
    return client.timeCall(TOOL);
  };
  const contenders = {
    many: () => many.client.timeCall(TOOL),
    few: () => few.client.timeCall(TOOL),
    constant: () => constant.timeCall(TOOL),
    manyAfterWrite: (round: number) => afterWrite(many, round),
    fewAfterWrite: (round: number) => afterWrite(few, round),
  };
  await interleaved(WARM_UP, contenders);
  const times = await interleaved(ROUNDS, contenders);
  for (const client of [many.client, few.client, constant]) await client.close();
  for (const { store } of [many, few]) await store.close();

  const constantBytes = {
    name: 'a tool that returns the same bytes from a constant',
    spread: spreadOf(times.constant),
  };
  return [
    {
      name: `${TOOL}, 20 of 10,000 open, over stdio`,
      unit: 'ms',
      measured: spreadOf(times.many),
      baseline: constantBytes,
      target: { sense: 'at most', limit: 2.5 },
      note: `${(JSON.stringify(result).length / 1_000).toFixed(1)} kB an answer`,
    },
    {
      name: `${TOOL}, 10,000 against 100 open`,
      unit: 'ms',
      measured: spreadOf(times.many),
      baseline: { name: '100 open', spread: spreadOf(times.few) },
      target: { sense: 'at most', limit: 1.2 },
    },
    {
      name: `${TOOL}, 10,000 open, another process wrote since the last call`,
      unit: 'ms',
      measured: spreadOf(times.manyAfterWrite),
      baseline: constantBytes,
    },
    {
      name: `${TOOL}, 10,000 against 100 open, another process wrote since the last call`,
      unit: 'ms',
      measured: spreadOf(times.manyAfterWrite),
      baseline: { name: '100 open', spread: spreadOf(times.fewAfterWrite) },
    },
    ...decisions,
  ] satisfies Measure[];
}

async function constantServer(folder: string, result: object): Promise<StdioClient> {
  const file = join(folder, 'constant.json');
  writeFileSync(file, JSON.stringify(result));
  const client = new StdioClient([CONSTANT, file], folder);
  await client.initialize();
  return client;
}

/** A commit by another process: what the server remembers of the file is old then. Equal values would not be one. */
async function writeSomething(store: Store, round: number): Promise<void> {
  await store.feeds.save({
    ...{ shopId: SHOP.shopId, feed: 'products', cursor: null, watermark: NOW + round },
    ...{ passStartedAt: NOW, completedAt: NOW },
  });
}

/** A server that answers quickly because it has nothing to show would pass. */
function assertFullPage(result: Readonly<Record<string, unknown>>): void {
  const text = JSON.stringify(result.structuredContent ?? result);
  if (text.includes('"returned":20,') && text.includes('"verdict":"')) return;
  throw new Error(`The server did not answer with 20 decided requests: ${text.slice(0, 500)}`);
}
