import { join } from 'node:path';
import type { SampleApplication } from '../../src/domain/sample-application.ts';
import { application, benchStore, NOW, PAGE_SIZE, SHOP } from '../programme.ts';
import { type Measure, spreadOf } from '../report.ts';
import { plainInserts } from './plain-inserts.ts';

const APPLICATIONS = 100_000;
/** Both sides take turns block by block, so that their files grow together and a busy moment falls on both. */
const BLOCK = 5_000;

/** A first reading of 100,000 applications, pages of 50 with the feed's progress, into a fresh file. */
export async function measureIngest(folder: string): Promise<readonly Measure[]> {
  const file = join(folder, 'ingest.sqlite');
  const store = benchStore(file);
  const plain = plainInserts(file, join(folder, 'ingest-plain.sqlite'));
  const rates = { store: [0].slice(1), plain: [0].slice(1) };
  for (let from = 0; from < APPLICATIONS; from += BLOCK) {
    const pages = pagesOf(from);
    rates.store.push(
      await rateOf(pages, (page) =>
        store.samples.record(SHOP.shopId, page, NOW, {
          ...{ shopId: SHOP.shopId, feed: 'samples:COMPLETED', watermark: null, completedAt: null },
          ...{ cursor: page[0]?.applicationId ?? null, passStartedAt: NOW },
        }),
      ),
    );
    const rows = pages.map((page) => plain.read(page));
    rates.plain.push(await rateOf(rows, async (page) => plain.insert(page)));
  }
  await store.close();
  plain.close();
  return [
    {
      name: 'ingest of 100,000 applications, pages of 50',
      unit: 'rows/s',
      measured: spreadOf(rates.store),
      baseline: {
        name: 'plain better-sqlite3 inserts, same tables and pages',
        spread: spreadOf(rates.plain),
      },
      target: { sense: 'at least', limit: 0.5 },
      note: `each n is a block of ${BLOCK} rows`,
    },
  ];
}

/** Applications a second over one block. */
async function rateOf<Page>(
  pages: readonly Page[],
  ingest: (page: Page) => Promise<unknown>,
): Promise<number> {
  const start = performance.now();
  for (const page of pages) await ingest(page);
  return BLOCK / ((performance.now() - start) / 1_000);
}

function pagesOf(from: number): SampleApplication[][] {
  const page = (start: number) =>
    Array.from({ length: PAGE_SIZE }, (_, row) => application(start + row, true));
  return Array.from({ length: BLOCK / PAGE_SIZE }, (_, index) => page(from + index * PAGE_SIZE));
}
