import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Sqlite from 'better-sqlite3';
import * as z from 'zod';
import { type AnswerText, answersOf, recordCreators, syncPage } from '../affiliate-orders.ts';
import { benchStore, SHOP } from '../programme.ts';
import { type Measure, spreadOf } from '../report.ts';

const LINES = 500_000;
const FEW_LINES = 50_000;
const SYNC = fileURLToPath(new URL('../order-sync.ts', import.meta.url));
/** V8 lets garbage lie while memory is free: with its heap held small, the peak shows what is needed. */
const SMALL_HEAP = ['--max-semi-space-size=8', '--max-old-space-size=128'];
const run = promisify(execFile);
const memory = z.object({ peak: z.number(), live: z.number() });

/** First sync of affiliate orders: processor time from the answer's text to committed rows, and peak memory. */
export async function measureOrderIngest(folder: string): Promise<readonly Measure[]> {
  const ours: number[] = [];
  const plain: number[] = [];
  const file = join(folder, 'orders.sqlite');
  const store = benchStore(file);
  await recordCreators(store);
  const bare = bareInserts(file, join(folder, 'orders-plain.sqlite'));
  let day = { lines: 0, ours: 0, plain: 0 };
  for (const answer of answersOf(LINES)) {
    const start = process.cpuUsage();
    day.lines += await syncPage(store, answer);
    day.ours += sinceStart(start);
    const rows = bare.rowsOf(answer);
    const plainStart = process.cpuUsage();
    bare.insert(answer.text, rows);
    day.plain += sinceStart(plainStart);
    if (!answer.done) continue;
    // Microseconds a line are milliseconds a thousand.
    ours.push(day.ours / day.lines);
    plain.push(day.plain / day.lines);
    day = { lines: 0, ours: 0, plain: 0 };
  }
  await store.close();
  bare.close();
  return [
    {
      name: 'first sync of 500,000 affiliate order lines, processor time per 1,000',
      unit: 'ms',
      measured: spreadOf(ours),
      baseline: { name: 'JSON.parse and bare inserts, same table and pages', spread: spreadOf(plain) },
      target: { sense: 'at most', limit: 2 },
      note: 'from the text of the answer to committed rows and totals; each n is a day of 1,370 lines',
    },
    ...(await measureMemory(folder)),
  ];
}

async function measureMemory(folder: string): Promise<readonly Measure[]> {
  const held = await memoryAt(folder, SMALL_HEAP);
  const free = await memoryAt(folder, []);
  const name = 'of a first sync of 500,000 affiliate order lines';
  const against = (megabytes: number) => ({ name: '50,000 lines', spread: spreadOf([megabytes]) });
  return [
    {
      name: `peak memory ${name}, heap held small`,
      unit: 'MB',
      measured: spreadOf([held.many.peak]),
      baseline: against(held.few.peak),
      target: { sense: 'at most', limit: 1.25 },
      note: `resident; each in a process of its own, node ${SMALL_HEAP.join(' ')}`,
    },
    {
      name: `live memory at the end ${name}`,
      unit: 'MB',
      measured: spreadOf([free.many.live]),
      baseline: against(free.few.live),
      target: { sense: 'at most', limit: 1.25 },
      note: "heap and buffers after a forced collection, node's own limits",
    },
    {
      name: `peak memory ${name}, node's own limits`,
      unit: 'MB',
      measured: spreadOf([free.many.peak]),
      baseline: against(free.few.peak),
      note: 'resident; what is above the two measures before is garbage that nobody had to collect yet',
    },
  ];
}

/** Microseconds of processor time. */
function sinceStart(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

async function memoryAt(folder: string, flags: readonly string[]) {
  const sync = async (lines: number) => {
    const file = join(folder, `orders-${lines}-${flags.length}.sqlite`);
    const { stdout } = await run(process.execPath, [...flags, '--expose-gc', SYNC, file, String(lines)]);
    return memory.parse(JSON.parse(stdout));
  };
  return { many: await sync(LINES), few: await sync(FEW_LINES) };
}

/** The store's rows into the store's own table and indexes in another file, one transaction a page, nothing looked up. */
function bareInserts(storeFile: string, file: string) {
  void benchStore(file).close();
  const database = new Sqlite(file);
  for (const pragma of ['synchronous = NORMAL', 'foreign_keys = ON', 'trusted_schema = OFF']) {
    database.pragma(pragma);
  }
  const source = new Sqlite(storeFile, { readonly: true });
  const select = source
    .prepare<[string, number, number], readonly unknown[]>(
      'SELECT * FROM affiliate_order_lines WHERE shop_id = ? AND created_at BETWEEN ? AND ? ORDER BY created_at DESC',
    )
    .raw();
  const marks = select.columns().map(() => '?');
  const insert = database.prepare(`INSERT INTO affiliate_order_lines VALUES (${marks.join(', ')})`);
  const write = database.transaction((rows: readonly (readonly unknown[])[]) => {
    for (const row of rows) insert.run(...row);
  });
  return {
    rowsOf: ({ from, to }: AnswerText) => select.all(SHOP.shopId, from, to),
    insert: (text: string, rows: readonly (readonly unknown[])[]) => {
      JSON.parse(text);
      write.immediate(rows);
    },
    close: () => {
      source.close();
      database.close();
    },
  };
}
