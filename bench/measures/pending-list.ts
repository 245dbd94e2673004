import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LaidOutPackage } from '../package.ts';
import { benchStore, fillWithOpenRequests } from '../programme.ts';
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

/** A page of 20 out of 10,000 and out of 100 open requests, over stdio; deciding the requests on the way. */
export async function measurePendingList(folder: string, { built }: LaidOutPackage) {
  const decisions: Measure[] = [];
  const serve = async (open: number): Promise<StdioClient> => {
    const dataDir = join(folder, `open-${open}`);
    mkdirSync(dataDir);
    const store = benchStore(join(dataDir, DATABASE));
    await fillWithOpenRequests(store, open);
    decisions.push(...(await measureDecisions(store, open)));
    await store.close();
    const client = new StdioClient([built, 'serve', '--no-monitor'], { AFFILIATE_OPS_DATA_DIR: dataDir });
    await client.initialize();
    return client;
  };
  const many = await serve(10_000);
  const few = await serve(100);
  const { result } = await many.request('tools/call', { name: TOOL, arguments: {} });
  assertFullPage(result);
  const file = join(folder, 'constant.json');
  writeFileSync(file, JSON.stringify(result));
  const constant = new StdioClient([CONSTANT, file]);
  await constant.initialize();

  const contenders = {
    many: () => many.timeCall(TOOL),
    few: () => few.timeCall(TOOL),
    constant: () => constant.timeCall(TOOL),
  };
  await interleaved(WARM_UP, contenders);
  const times = await interleaved(ROUNDS, contenders);
  for (const client of [many, few, constant]) await client.close();

  const measured = spreadOf(times.many);
  return [
    {
      name: `${TOOL}, 20 of 10,000 open, over stdio`,
      unit: 'ms',
      measured,
      baseline: {
        name: 'a tool that returns the same bytes from a constant',
        spread: spreadOf(times.constant),
      },
      target: { sense: 'at most', limit: 2.5 },
      note: `${(JSON.stringify(result).length / 1_000).toFixed(1)} kB an answer`,
    },
    {
      name: `${TOOL}, 10,000 against 100 open`,
      unit: 'ms',
      measured,
      baseline: { name: '100 open', spread: spreadOf(times.few) },
      target: { sense: 'at most', limit: 1.2 },
    },
    ...decisions,
  ] satisfies Measure[];
}

/** A server that answers quickly because it has nothing to show would pass. */
function assertFullPage(result: Readonly<Record<string, unknown>>): void {
  const text = JSON.stringify(result.structuredContent ?? result);
  if (text.includes('"returned":20,') && text.includes('"verdict":"')) return;
  throw new Error(`The server did not answer with 20 decided requests: ${text.slice(0, 500)}`);
}
