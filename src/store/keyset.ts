import { createHash } from 'node:crypto';
import { OperatorError } from '../domain/errors.ts';
import { canonicalJson } from './json.ts';

const VERSION = 2;
const HASH_BYTES = 8;
const LENGTH = 1 + HASH_BYTES + 8 + 8 + 8;

/** Where a page ended: the sort keys of its last row, most lists have one, and the row's sequence, which breaks ties. */
export interface Position {
  readonly key: number;
  readonly second?: number;
  readonly sequence: number;
}

/** Stands for a query's filters and order, page size and cursor left out. */
export function hashFilters(filters: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(canonicalJson(filters))
    .digest('hex')
    .slice(0, 2 * HASH_BYTES);
}

/** Opaque to callers: version, hash of the filters, keys, sequence. */
export function encodeCursor(filtersHash: string, position: Position): string {
  const bytes = Buffer.alloc(LENGTH);
  bytes.writeUInt8(VERSION, 0);
  bytes.write(filtersHash, 1, 'hex');
  bytes.writeDoubleBE(position.key, 1 + HASH_BYTES);
  bytes.writeDoubleBE(position.sequence, 9 + HASH_BYTES);
  bytes.writeDoubleBE(position.second ?? 0, 17 + HASH_BYTES);
  return bytes.toString('base64url');
}

/** Throws OperatorError of kind input for a cursor of another query, another version or none at all. */
export function decodeCursor(filtersHash: string, cursor: string): Required<Position> {
  const bytes = Buffer.from(cursor, 'base64url');
  const readable =
    bytes.length === LENGTH && bytes.toString('base64url') === cursor && bytes.readUInt8(0) === VERSION;
  if (!readable) {
    throw new OperatorError(
      'input',
      'The cursor is not one that this program gave.',
      'Ask for the first page again, without a cursor.',
    );
  }
  if (bytes.toString('hex', 1, 1 + HASH_BYTES) !== filtersHash) {
    throw new OperatorError(
      'input',
      'The cursor belongs to a list with other filters or another order.',
      'Repeat the filters of the page that gave the cursor, or ask for the first page without a cursor.',
    );
  }
  return {
    key: bytes.readDoubleBE(1 + HASH_BYTES),
    sequence: bytes.readDoubleBE(9 + HASH_BYTES),
    second: bytes.readDoubleBE(17 + HASH_BYTES),
  };
}
