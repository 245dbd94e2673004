import * as z from 'zod';
import { toIso } from '../domain/time.ts';
import type { CsvColumn } from '../mcp/csv.ts';
import type { ResourceLink } from '../mcp/envelope.ts';
import { count } from '../mcp/render.ts';
import type { Services } from '../usecases/services.ts';

/** The field of every list that can be had as a file. */
export const formatInput = z.enum(['csv']).optional().describe('All rows as a file.');

/** Loaded with the first list that is asked for as a file: the lists of a host must not wait for it. */
export function csvParts() {
  return Promise.all([import('../usecases/export-list.ts'), import('../wire/csv-columns.ts')]);
}

/** What a list answers instead of its items. `fields` goes into the data, `sentence` into the summary. */
export interface CsvReply {
  readonly links: readonly ResourceLink[];
  readonly warnings: readonly string[];
  readonly sentence: string;
  readonly fields: { readonly items: never[]; readonly returned: 0; readonly csv: Record<string, unknown> };
}

/** Keeps rows as a CSV file and links to it. `list` names it, for example "pending-samples". */
export async function csvReply<Row>(
  services: Services,
  list: string,
  columns: readonly CsvColumn<Row>[],
  { rows, more }: { readonly rows: readonly Row[]; readonly more: boolean },
): Promise<CsvReply> {
  const [{ EXPORT_ROWS, keepExport }, { csvText }] = await Promise.all([
    import('../usecases/export-list.ts'),
    import('../mcp/csv.ts'),
  ]);
  const file = await keepExport(services, list, csvText(columns, rows), rows.length);
  const uri = `affiliate://exports/${file.exportId}`;
  const size = Buffer.byteLength(file.content);
  return {
    links: [{ uri, name: file.name, title: `${list} as CSV`, mimeType: 'text/csv', size }],
    warnings: more
      ? [`The file holds the first ${EXPORT_ROWS} rows; narrow the filters for the others.`]
      : [],
    sentence: `${count(rows.length, 'row')} in ${file.name}: read the resource ${uri}, until ${toIso(file.expiresAt)}.`,
    fields: {
      items: [],
      returned: 0,
      csv: { uri, file: file.name, rows: rows.length, bytes: size, expires_at: toIso(file.expiresAt) },
    },
  };
}
