/** Bullets of a plan that are shown before "and n more". */
const SHOWN_ITEMS = 4;

const ITEM = /^- \d{10,}: /;
const REFUSED_ITEM = /^- \d{10,} refused: /;
const ID_LIST = / \(\d{10,}(?:, \d{10,})*\)/g;

/**
 * A tool's own text, cut for reading: without the lines that are for the assistant (next calls, token, footer), with
 * the first items of a long list and without lists of ids.
 */
export function excerpt(text: string): string {
  const lines = text
    .split('\n')
    .filter((line) => line !== '' && !/^(?:Next: |confirm_token: |Sandbox · )/.test(line));
  const items = lines.filter((line) => ITEM.test(line));
  const last = items[SHOWN_ITEMS - 1];
  const hidden = items.length - SHOWN_ITEMS;
  const shown = new Set(items.slice(0, SHOWN_ITEMS));
  return lines
    .filter((line) => !ITEM.test(line) || shown.has(line))
    .flatMap((line) => (hidden > 0 && line === last ? [line, `- … and ${hidden} more`] : [line]))
    .map((line) => line.replace(ITEM, '- ').replace(REFUSED_ITEM, '- refused: ').replace(ID_LIST, ''))
    .join('\n');
}
