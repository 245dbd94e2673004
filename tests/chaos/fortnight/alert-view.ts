import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as z from 'zod';
import type { Folder } from '../processes.ts';

const Row = z.object({
  alert_id: z.string(),
  rule: z.string(),
  fingerprint: z.string(),
  labels: z.string().transform((text) => z.record(z.string(), z.string()).parse(JSON.parse(text))),
  state: z.enum(['pending', 'firing', 'resolved']),
  title: z.string(),
  fired_at: z.number().nullable(),
  resolved_at: z.number().nullable(),
});
export type AlertRow = z.infer<typeof Row>;

/** Every alert that ever was, from the servers' database: `list_alerts` shows the last 500 ended ones only. */
export class AlertView {
  readonly #database: Database.Database;

  constructor(folder: Folder) {
    const file = join(folder.dataDir, 'affiliate-ops-sandbox.sqlite');
    this.#database = new Database(file, { readonly: true, fileMustExist: true });
  }

  all(): readonly AlertRow[] {
    return z.array(Row).parse(this.#database.prepare('SELECT * FROM alerts ORDER BY sequence').all());
  }

  /** As of when open requests are known; 0 before the first reading. */
  readAt(): number {
    return this.#time(`SELECT pass_started_at AS at FROM feeds WHERE feed = 'samples:PENDING'`);
  }

  /** Program time of the last evaluation; 0 before the first. */
  evaluatedAt(): number {
    return this.#time(`SELECT max(pass_started_at) AS at FROM feeds WHERE feed = 'alerts'`);
  }

  #time(sql: string): number {
    const row = this.#database.prepare(sql).get();
    return z.object({ at: z.number().nullable() }).optional().parse(row)?.at ?? 0;
  }

  close(): void {
    this.#database.close();
  }
}
