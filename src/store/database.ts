import Sqlite from 'better-sqlite3';
import { isBusy, toStorageError } from './errors.ts';
import { createOwnerOnly } from './files.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';

const BUSY_TIMEOUT_MS = 5_000;
/** Tries of a whole transaction, each up to the busy timeout: half a minute, longer than any of ours takes. */
const BUSY_TRIES = 6;
/** Switching a fresh file to WAL ignores the busy timeout, so opening waits in small steps of its own. */
const OPEN_TRIES = 200;
const OPEN_PAUSE_MS = 50;

/** Refuses work that returns a promise: a transaction must not stay open across an await. */
type Sync<T> = T extends PromiseLike<unknown> ? never : T;

class OpenTransaction {
  #open = true;

  end(): void {
    this.#open = false;
  }

  assertOpen(): void {
    if (!this.#open) throw new Error('A statement ran after its transaction had ended.');
  }
}

/** Proof of being inside a write: only `Database.write` hands one out, and every command asks for it. */
export type Transaction = OpenTransaction;

type Row = object;

class Statement<R extends Row> {
  readonly sql: string;
  readonly #connection: Sqlite.Database;
  #prepared: Sqlite.Statement<unknown[], R> | undefined;

  constructor(connection: Sqlite.Database, sql: string) {
    this.#connection = connection;
    this.sql = sql;
  }

  /** At first use, so that starting a process does not pay for statements it never runs. */
  protected get prepared(): Sqlite.Statement<unknown[], R> {
    this.#prepared ??= this.#connection.prepare<unknown[], R>(this.sql);
    return this.#prepared;
  }
}

/** Reads. Row types are what the STRICT schema promises. */
export class Query<P extends unknown[], R extends Row> extends Statement<R> {
  get(...params: P): R | undefined {
    return this.prepared.get(...params);
  }

  all(...params: P): R[] {
    return this.prepared.all(...params);
  }
}

/** Writes, and the `returning` rows of writes. */
export class Command<P extends unknown[], R extends Row = never> extends Statement<R> {
  /** Number of rows changed. */
  run(transaction: Transaction, ...params: P): number {
    transaction.assertOpen();
    return this.prepared.run(...params).changes;
  }

  get(transaction: Transaction, ...params: P): R | undefined {
    transaction.assertOpen();
    return this.prepared.get(...params);
  }
}

export class Reader {
  protected readonly connection: Sqlite.Database;
  protected readonly made: string[] = [];

  constructor(connection: Sqlite.Database) {
    this.connection = connection;
  }

  query<P extends unknown[], R extends Row>(sql: string): Query<P, R> {
    this.made.push(sql);
    return new Query<P, R>(this.connection, sql);
  }

  /** Every statement made so far, for the review of query plans. */
  statements(): readonly string[] {
    return this.made;
  }
}

export class Writer extends Reader {
  command<P extends unknown[], R extends Row = never>(sql: string): Command<P, R> {
    this.made.push(sql);
    return new Command<P, R>(this.connection, sql);
  }
}

export interface WriteOptions {
  /** Wait until the disk has it: for what must survive a power cut. */
  readonly durable?: boolean;
}

/**
 * One SQLite file with two connections: one that writes in immediate transactions and a read-only one, so that
 * reading code cannot write. Several processes may have the same file open.
 */
export class Database {
  readonly reader: Reader;
  readonly writer: Writer;
  readonly #file: string;
  readonly #dataVersion: Query<[], { data_version: number }>;
  readonly #readConnection: Sqlite.Database;
  readonly #writeConnection: Sqlite.Database;

  constructor(file: string, writeConnection: Sqlite.Database, readConnection: Sqlite.Database) {
    this.#file = file;
    this.#writeConnection = writeConnection;
    this.#readConnection = readConnection;
    this.writer = new Writer(writeConnection);
    this.reader = new Reader(readConnection);
    this.#dataVersion = this.reader.query('PRAGMA data_version');
  }

  /** Runs `work` in one immediate transaction; it is rolled back when `work` throws. */
  write<T>(work: (transaction: Transaction) => Sync<T>, options: WriteOptions = {}): Promise<Sync<T>> {
    return this.#withoutBusy(() => {
      const connection = this.#writeConnection;
      if (options.durable) connection.pragma('synchronous = FULL');
      try {
        return this.#transact(connection, 'BEGIN IMMEDIATE', work);
      } finally {
        if (options.durable) connection.pragma('synchronous = NORMAL');
      }
    });
  }

  /** Runs `work` on one snapshot of the data. */
  read<T>(work: () => Sync<T>): Promise<Sync<T>> {
    return this.#withoutBusy(() => this.#transact(this.#readConnection, 'BEGIN', work));
  }

  /** Changes whenever anyone has committed, this process included. Inside `read`: of the snapshot. */
  dataVersion(): number {
    return this.#dataVersion.get()?.data_version ?? 0;
  }

  close(): void {
    this.#readConnection.close();
    this.#writeConnection.close();
  }

  #transact<T>(connection: Sqlite.Database, begin: string, work: (transaction: Transaction) => T): T {
    connection.exec(begin);
    const transaction = new OpenTransaction();
    try {
      const result = work(transaction);
      connection.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite rolls back by itself on a full disk.
      if (connection.inTransaction) connection.exec('ROLLBACK');
      throw error;
    } finally {
      transaction.end();
    }
  }

  async #withoutBusy<T>(run: () => T): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return run();
      } catch (error) {
        if (!isBusy(error) || tries === BUSY_TRIES) throw toStorageError(error, this.#file);
      }
      // Each try blocks for up to the busy timeout: let the process do something else in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function configure(connection: Sqlite.Database): void {
  connection.pragma('synchronous = NORMAL');
  connection.pragma('foreign_keys = ON');
  connection.pragma('trusted_schema = OFF');
}

function pauseThread(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function patiently<T>(run: () => T): T {
  for (let tries = 1; ; tries += 1) {
    try {
      return run();
    } catch (error) {
      if (!isBusy(error) || tries === OPEN_TRIES) throw error;
    }
    pauseThread(OPEN_PAUSE_MS);
  }
}

/**
 * Opens or creates the file, owner-only, and brings its schema up to date. Throws OperatorError of kind setup
 * for a file of a newer version or of another program, of kind storage for trouble with the disk.
 */
export function openDatabase(file: string): Database {
  const opened: Sqlite.Database[] = [];
  const open = (readonly: boolean) => {
    const connection = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS, readonly });
    opened.push(connection);
    return connection;
  };
  try {
    createOwnerOnly(file);
    const writeConnection = open(false);
    patiently(() => migrate(writeConnection, file, MIGRATIONS));
    configure(writeConnection);
    const readConnection = open(true);
    configure(readConnection);
    return new Database(file, writeConnection, readConnection);
  } catch (error) {
    for (const connection of opened) connection.close();
    throw toStorageError(error, file);
  }
}
