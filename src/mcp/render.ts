import { formatMoney, type Money } from '../domain/money.ts';
import { describeSpan, MINUTE, type Timestamp, toIso } from '../domain/time.ts';
import { plainLine } from './untrusted.ts';

export interface Column<Row> {
  readonly title: string;
  /** Null shows as a dash: absent is not zero. */
  readonly cell: (row: Row) => string | number | null;
}

/** A list as one line a row, which costs a model few tokens: cells without line breaks or bars. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => cells.join(' | ');
  return [
    line(columns.map((column) => column.title)),
    ...rows.map((row) => line(columns.map((column) => cellText(column.cell(row))))),
  ].join('\n');
}

function cellText(value: string | number | null): string {
  if (value === null || value === '') return '–';
  return typeof value === 'number' ? String(value) : plainLine(value);
}

/** "in 5 h", "3 d ago", "just now" within a minute: two clocks never agree to the second. */
export function spanFrom(now: Timestamp, at: Timestamp): string {
  if (Math.abs(at - now) < MINUTE) return 'just now';
  return at >= now ? `in ${describeSpan(at - now)}` : `${describeSpan(now - at)} ago`;
}

/** Money for people; a dash when it is not known. */
export function moneyText(money: Money | null): string {
  return money === null ? '–' : formatMoney(money);
}

/** "1 sample", "3 samples". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Money as results carry it. */
export function wireMoney(money: Money): { amount_minor: number; currency: string } {
  return { amount_minor: money.amountMinor, currency: money.currency };
}

export function wireTime(at: Timestamp | null): string | null {
  return at === null ? null : toIso(at);
}
