import Database from 'better-sqlite3';
import type { Seeded } from './random.ts';
import { seeded } from './random.ts';

type Value = string | number | null;

/** The state file: one SQLite database, statements prepared once. Only the hosting process writes. */
export interface State {
  one<Row>(sql: string, ...values: Value[]): Row | undefined;
  all<Row>(sql: string, ...values: Value[]): Row[];
  run(sql: string, ...values: Value[]): number;
  /** Inserts a record whose keys are column names. */
  insert(table: string, record: Readonly<Record<string, Value>>): void;
  /** Runs `work` in one immediate transaction; an exception rolls everything back. */
  transact<T>(work: () => T): T;
  meta(key: string): string;
  metaOrNull(key: string): string | null;
  setMeta(key: string, value: string): void;
  /** The next id of a kind: `prefix` followed by digits, ever growing, the same for the same seed. */
  nextId(kind: IdKind): string;
  execute(sql: string): void;
  close(): void;
}

/** Prefixes keep kinds apart for a reader; 18 and 19 digits as the platform has them, beyond 2^53 on purpose. */
const ID_PREFIX = {
  application: '7610',
  order: '57700',
  line: '57790',
  package: '1153',
  product: '1729',
  sku: '1730',
  conversation: '7451',
  message: '7452',
  content: '7600',
  im: '2368',
  user: '7021',
  open_collaboration: '8762',
  target_collaboration: '7620',
  target_application: '7611',
  creator_message: '7453',
  creator_conversation: '7454',
  image: '7455',
} as const;
type IdKind = keyof typeof ID_PREFIX;

/** One moment of the programme: what an operation or an event may read and change. */
export interface Moment {
  readonly state: State;
  readonly random: Seeded;
  readonly now: number;
}

/** All shops of the seller at one moment. The first holds the apps, the tokens and what goes wrong. */
export interface World {
  readonly first: Moment;
  readonly shops: readonly Moment[];
}

/**
 * A later addition to the world with tables of its own. `schema` is SQL with STRICT tables, `fill` writes the part's
 * history up to `moment.now` for what exists by then. Both run once per state file, in one transaction.
 */
export interface Part {
  readonly name: string;
  readonly schema: string;
  fill(moment: Moment): void;
}

export function openState(file: string): State {
  const database = new Database(file);
  database.pragma('busy_timeout = 5000');
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('trusted_schema = OFF');
  const statements = new Map<string, Database.Statement<Value[], unknown>>();
  const prepared = (sql: string): Database.Statement<Value[], unknown> => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const fresh = database.prepare<Value[], unknown>(sql);
    statements.set(sql, fresh);
    return fresh;
  };
  // The schema is ours and STRICT, so a row has the shape its query names: the only casts of the room.
  const one = <Row>(sql: string, ...values: Value[]): Row | undefined =>
    prepared(sql).get(...values) as Row | undefined;
  const all = <Row>(sql: string, ...values: Value[]): Row[] => prepared(sql).all(...values) as Row[];
  const run = (sql: string, ...values: Value[]): number => prepared(sql).run(...values).changes;
  const metaOrNull = (key: string): string | null =>
    one<{ value: string }>('SELECT value FROM meta WHERE key = ?', key)?.value ?? null;
  const meta = (key: string): string => {
    const value = metaOrNull(key);
    if (value === null) throw new Error(`The sandbox state has no ${key}: it is not a complete state file.`);
    return value;
  };
  const setMeta = (key: string, value: string): void => {
    run('INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', key, value);
  };
  return {
    one,
    all,
    run,
    insert: (table, record) => {
      const columns = Object.keys(record);
      const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
      run(sql, ...Object.values(record));
    },
    transact: (work) => database.transaction(work).immediate(),
    meta,
    metaOrNull,
    setMeta,
    nextId: (kind) => nextId(kind, meta, metaOrNull, setMeta),
    execute: (sql) => {
      database.exec(sql);
    },
    close: () => {
      database.close();
    },
  };
}

function nextId(
  kind: IdKind,
  meta: State['meta'],
  metaOrNull: State['metaOrNull'],
  setMeta: State['setMeta'],
): string {
  const count = Number(metaOrNull(`count_${kind}`) ?? 0) + 1;
  setMeta(`count_${kind}`, String(count));
  // A step with noise below it: ids grow with time but are not consecutive, as on the platform.
  const noise = seeded(Number(meta('seed'))).integer(0, 99_990, 'id', kind, count);
  const prefix = ID_PREFIX[kind];
  const width = (kind === 'order' || kind === 'line' ? 18 : 19) - prefix.length;
  return prefix + String(count * 100_003 + noise).padStart(width, '0');
}
