/** mcp.md 5.6: about 10,000 tokens; one host refuses results above 25,000. */
const RESULT_BYTES = 40_000;

/** Left for the envelope and the text of the same rows, which is shorter than their JSON. */
const ENVELOPE_BYTES = 4_000;

/** A type, not an interface: only a type fits a loose output. */
export type FittedList<Row> = {
  items: Row[];
  returned: number;
  next_cursor?: string;
  /** Which cap cut the list: `limit` (ask for the next page) or `size` (fewer rows than asked for). */
  limited_by?: 'limit' | 'size';
};

/**
 * Cuts a page to the byte budget, whole rows from the end, and sets the cursor to where the shown rows end.
 * `nextCursor` is the page's own; `cursorAfter` gives the one of a page of only so many rows. The first row
 * always stays, however large.
 */
export async function fitList<Row>(
  rows: readonly Row[],
  nextCursor: string | null,
  cursorAfter: (kept: number) => Promise<string | null>,
): Promise<FittedList<Row>> {
  let bytes = 0;
  let kept = 0;
  for (const row of rows) {
    bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
    if (kept > 0 && bytes > RESULT_BYTES - ENVELOPE_BYTES) break;
    kept += 1;
  }
  const items = rows.slice(0, kept);
  const cut = kept < rows.length;
  const cursor = cut ? await cursorAfter(kept) : nextCursor;
  const more =
    cursor === null ? {} : { next_cursor: cursor, limited_by: cut ? ('size' as const) : ('limit' as const) };
  return { items, returned: kept, ...more };
}
