import type { Money } from '../domain/money.ts';
import type { Timestamp } from '../domain/time.ts';
import type { Command, Transaction, Writer } from './database.ts';

type Value = string | number | null;

/** Writes rows of one table, in the place of what an earlier reading said; an older reading changes nothing. */
export type Upsert = (
  transaction: Transaction,
  key: readonly string[],
  values: readonly Value[],
  asOf: Timestamp,
) => void;

export function upserter(
  writer: Writer,
  table: string,
  keys: readonly string[],
  columns: readonly string[],
): Upsert {
  const all = [...keys, ...columns, 'as_of'];
  const command: Command<Value[]> = writer.command(
    `INSERT INTO ${table} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})
     ON CONFLICT (${keys.join(', ')}) DO UPDATE SET
       ${[...columns, 'as_of'].map((column) => `${column} = excluded.${column}`).join(', ')}
     WHERE excluded.as_of >= as_of`,
  );
  return (transaction, key, values, asOf) => {
    command.run(transaction, ...key, ...values, asOf);
  };
}

/** Two columns. */
export function amount(money: Money | null): [minor: number | null, currency: string | null] {
  return [money?.amountMinor ?? null, money?.currency ?? null];
}
