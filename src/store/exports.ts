import type { Timestamp } from '../domain/time.ts';
import type { Ids } from '../ports/ids.ts';
import type { ExportFile, ExportStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';

interface ExportRow {
  export_id: string;
  name: string;
  content: string;
  rows: number;
  expires_at: Timestamp;
}

export function exportStore(database: Database, ids: Ids): ExportStore {
  const { writer, reader } = database;
  const insert = writer.command<[string, string, string, number, Timestamp, Timestamp]>(
    'INSERT INTO exports (export_id, name, content, rows, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const one = reader.query<[string, Timestamp], ExportRow>(
    'SELECT export_id, name, content, rows, expires_at FROM exports WHERE export_id = ? AND expires_at > ?',
  );
  return {
    save: (file, now) => {
      const { name, content, rows, expiresAt } = file;
      const exportId = ids.next('exp');
      return database.write((transaction): ExportFile => {
        insert.run(transaction, exportId, name, content, rows, now, expiresAt);
        return { exportId, ...file };
      });
    },
    get: (exportId, now) =>
      database.read(() => {
        const row = one.get(exportId, now);
        if (!row) return null;
        return {
          ...{ exportId: row.export_id, name: row.name, content: row.content, rows: row.rows },
          expiresAt: row.expires_at,
        };
      }),
  };
}
