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
const SAME_BYTES = 'a tool that returns the same bytes from a constant';
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

  const stored = await measureInTurns({
    many: () => many.client.timeCall(TOOL),
    few: () => few.client.timeCall(TOOL),
    constant: () => constant.timeCall(TOOL),
  });
  // On their own: the disk that a write keeps busy would slow the constant down and flatter the ratio above.
  const written = await measureInTurns({
    many: (round) => writeAndCall(many, round),
    few: (round) => writeAndCall(few, round),
    constant: () => constant.timeCall(TOOL),
  });
  for (const client of [many.client, few.client, constant]) await client.close();
  for (const { store } of [many, few]) await store.close();

  const kilobytes = (JSON.stringify(result).length / 1_000).toFixed(1);
  return [
    {
      name: `${TOOL}, 20 of 10,000 open, over stdio`,
      unit: 'ms',
      measured: stored.many,
      baseline: { name: SAME_BYTES, spread: stored.constant },
      target: { sense: 'at most', limit: 2.5 },
      note: `${kilobytes} kB an answer`,
    },
    {
      name: `${TOOL}, 10,000 against 100 open`,
      unit: 'ms',
      measured: stored.many,
      baseline: { name: '100 open', spread: stored.few },
      target: { sense: 'at most', limit: 1.2 },
    },
    {
      name: `${TOOL}, 20 of 10,000 open, another process wrote since the last call`,
      unit: 'ms',
      measured: written.many,
      baseline: { name: SAME_BYTES, spread: written.constant },
    },
    {
      name: `${TOOL}, 10,000 against 100 open, another process wrote since the last call`,
      unit: 'ms',
      measured: written.many,
      baseline: { name: '100 open', spread: written.few },
    },
    ...decisions,
  ] satisfies Measure[];
}

type Contender = (round: number) => Promise<number>;

async function measureInTurns(contenders: Readonly<Record<'many' | 'few' | 'constant', Contender>>) {
  await interleaved(WARM_UP, contenders);
  const { many, few, constant } = await interleaved(ROUNDS, contenders);
  return { many: spreadOf(many), few: spreadOf(few), constant: spreadOf(constant) };
}

async function constantServer(folder: string, result: object): Promise<StdioClient> {
  const file = join(folder, 'constant.json');
  writeFileSync(file, JSON.stringify(result));
  const client = new StdioClient([CONSTANT, file], folder);
  await client.initialize();
  return client;
}

/** After a commit by another process: what the server remembers of the file is old then. Equal values would be none. */
async function writeAndCall({ store, client }: Desk, round: number): Promise<number> {
  await store.feeds.save({
    ...{ shopId: SHOP.shopId, feed: 'products', cursor: null, watermark: NOW + round },
    ...{ passStartedAt: NOW, completedAt: NOW },
  });
  return client.timeCall(TOOL);
}

/** A server that answers quickly because it has nothing to show would pass. */
function assertFullPage(result: Readonly<Record<string, unknown>>): void {
  const text = JSON.stringify(result.structuredContent ?? result);
  if (text.includes('"returned":20,') && text.includes('"verdict":"')) return;
  throw new Error(`The server did not answer with 20 decided requests: ${text.slice(0, 500)}`);
}
