import type { Timestamp } from '../../domain/time.ts';
import { toCount, toText, toTimestamp } from './units.ts';

/** The names of a wire type, their values not yet looked at. */
export type Fields<T> = { readonly [N in keyof T]?: unknown };

/** Unsound about the fields on purpose: `Fields` types each of them as unknown. */
export function isObject<T extends Fields<object>>(value: unknown): value is T {
  return typeof value === 'object' && value !== null;
}

/** A field that must be there and is not, or not in a form we know. `path` leads to it. */
export class UnreadableField extends Error {
  override readonly name = 'UnreadableField';
  readonly path: (string | number)[];

  /** Without a field it is the value itself that cannot be read. */
  constructor(...field: [] | [string]) {
    super('cannot be read');
    this.path = field;
  }
}

/** Every item of a list; the platform leaves out what is empty. Trouble inside names the list and the place in it. */
export function readList<T>(value: unknown, field: string, read: (item: unknown) => T): T[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new UnreadableField(field);
  const items: T[] = [];
  try {
    for (const item of value) items.push(read(item));
  } catch (error) {
    if (error instanceof UnreadableField) error.path.unshift(field, items.length);
    throw error;
  }
  return items;
}

/** Text, or a number as text; '' and missing are null. */
export function readText(value: unknown): string | null {
  if (typeof value === 'string' || typeof value === 'number') return value === '' ? null : toText(value);
  return null;
}

export function readRequiredText(value: unknown, field: string): string {
  const text = readText(value);
  if (text === null) throw new UnreadableField(field);
  return text;
}

/** A whole number; '' and missing are null. */
export function readCount(value: unknown): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null;
  return typeof value === 'string' ? toCount(value) : null;
}

export function readRequiredCount(value: unknown, field: string): number {
  const count = readCount(value);
  if (count === null) throw new UnreadableField(field);
  return count;
}

export function readTime(value: unknown): Timestamp | null {
  return typeof value === 'number' || typeof value === 'string' ? toTimestamp(value) : null;
}

export function readRequiredTime(value: unknown, field: string): Timestamp {
  const at = readTime(value);
  if (at === null) throw new UnreadableField(field);
  return at;
}
