import Sqlite from 'better-sqlite3';
import type { SampleApplication } from '../../src/domain/sample-application.ts';
import { benchStore, SHOP } from '../programme.ts';

type Values = readonly unknown[];

/** The rows of one page by table, as the store wrote them. */
export interface PlainPage {
  readonly applications: readonly Values[];
  readonly changes: readonly Values[];
  readonly lives: readonly Values[];
  readonly creators: readonly Values[];
  readonly usernames: readonly Values[];
  readonly feeds: readonly Values[];
}

export interface PlainInserts {
  /** Reads what the store made of a page; not part of what is timed. */
  read(page: readonly SampleApplication[]): PlainPage;
  insert(page: PlainPage): void;
  close(): void;
}

/**
 * What a loop without any care costs: the rows of `storeFile` into the store's own tables, indexes and pragmas in
 * another file, by prepared inserts, one transaction a page. It looks nothing up and derives nothing.
 */
export function plainInserts(storeFile: string, file: string): PlainInserts {
  void benchStore(file).close();
  const database = new Sqlite(file);
  for (const pragma of ['synchronous = NORMAL', 'foreign_keys = ON', 'trusted_schema = OFF']) {
    database.pragma(pragma);
  }
  const source = new Sqlite(storeFile, { readonly: true });
  const table = (name: string, of: string, conflict: 'fails' | 'is left out' | 'overwrites' = 'fails') => {
    const columns = source
      .prepare<[string], string>(`SELECT name FROM pragma_table_info(?)`)
      .pluck()
      .all(name);
    const overwrite = columns.map((column) => `${column} = excluded.${column}`).join(', ');
    const onConflict = {
      fails: '',
      'is left out': 'ON CONFLICT DO NOTHING',
      overwrites: `ON CONFLICT DO UPDATE SET ${overwrite}`,
    }[conflict];
    const insert = database.prepare(
      `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ${onConflict}`,
    );
    const select = source
      .prepare<[string], Values>(`SELECT ${columns.join(', ')} FROM ${name} WHERE ${of}`)
      .raw();
    return {
      read: (keys: Iterable<string>) => [...keys].flatMap((one) => select.all(one)),
      insert: (rows: readonly Values[]) => {
        for (const row of rows) insert.run(...row);
      },
    };
  };
  const applications = table('sample_applications', 'application_id = ?');
  const changes = table('application_status_changes', 'application_id = ?');
  const lives = table(
    'sample_lives',
    'sequence = (SELECT sequence FROM sample_applications WHERE application_id = ?)',
  );
  const creators = table('creators', 'creator_id = ?', 'is left out');
  const usernames = table('creator_usernames', 'creator_id = ?', 'is left out');
  const feeds = table('feeds', 'shop_id = ?', 'overwrites');

  const write = database.transaction((page: PlainPage) => {
    applications.insert(page.applications);
    changes.insert(page.changes);
    lives.insert(page.lives);
    creators.insert(page.creators);
    usernames.insert(page.usernames);
    feeds.insert(page.feeds);
  });
  return {
    read: (page) => {
      const applicationIds = page.map((row) => row.applicationId);
      const creatorIds = new Set(page.map((row) => row.creator.creatorId));
      return {
        applications: applications.read(applicationIds),
        changes: changes.read(applicationIds),
        lives: lives.read(applicationIds),
        creators: creators.read(creatorIds),
        usernames: usernames.read(creatorIds),
        feeds: feeds.read([SHOP.shopId]),
      };
    },
    insert: (page) => write.immediate(page),
    close: () => {
      source.close();
      database.close();
    },
  };
}
