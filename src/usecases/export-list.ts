import { DAY } from '../domain/time.ts';
import type { ExportFile } from '../ports/store/index.ts';
import type { Services } from './services.ts';

/** Rows that one file holds at most. */
export const EXPORT_ROWS = 10_000;
/** Rows read at a time: the store answers nobody else meanwhile. */
const PAGE = 500;
const KEPT = DAY;

/** Every row of a list, page by page, up to the most that a file holds; `more` says that there are others. */
export async function everyRow<Row>(
  page: (
    limit: number,
    cursor: string | undefined,
  ) => Promise<{ readonly rows: readonly Row[]; readonly nextCursor: string | null }>,
): Promise<{ readonly rows: readonly Row[]; readonly more: boolean }> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  while (rows.length < EXPORT_ROWS) {
    const next = await page(Math.min(PAGE, EXPORT_ROWS - rows.length), cursor);
    rows.push(...next.rows);
    if (next.nextCursor === null) return { rows, more: false };
    cursor = next.nextCursor;
  }
  return { rows, more: true };
}

/** Keeps a list as a file for a day. `list` names it, for example "pending-samples". */
export async function keepExport(
  { store, programClock }: Pick<Services, 'store' | 'programClock'>,
  list: string,
  content: string,
  rows: number,
): Promise<ExportFile> {
  const now = programClock.now();
  const day = new Date(now).toISOString().slice(0, 10);
  const file = { name: `${list}-${day}.csv`, content, rows, expiresAt: now + KEPT };
  return store.exports.save(file, now);
}

/** Null when there is none, or its day is over. */
export async function readExport(services: Services, exportId: string): Promise<ExportFile | null> {
  return services.store.exports.get(exportId, services.programClock.now());
}
