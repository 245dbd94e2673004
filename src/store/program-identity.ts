import { OperatorError } from '../domain/errors.ts';
import type { Store } from '../ports/store/index.ts';
import type { Database } from './database.ts';

/** Ties the file to one API host and app, so that sandbox and live data never mix. */
export function programBinder(database: Database): Store['bind'] {
  const insert = database.writer.command<[string, string]>(
    `INSERT INTO program (only_row, api_host, app_key) VALUES (1, ?, ?) ON CONFLICT (only_row) DO NOTHING`,
  );
  const bound = database.writer.query<[], { api_host: string; app_key: string }>(
    'SELECT api_host, app_key FROM program',
  );
  return ({ apiHost, appKey }) =>
    database.write((transaction) => {
      insert.run(transaction, apiHost, appKey);
      const program = bound.get();
      if (program?.api_host === apiHost && program.app_key === appKey) return;
      const difference =
        program?.api_host === apiHost
          ? 'another TikTok Shop app'
          : `${program?.api_host ?? 'another programme'}, not to ${apiHost}`;
      throw new OperatorError(
        'setup',
        `The data file belongs to ${difference}.`,
        'Start affiliate-ops with another folder in AFFILIATE_OPS_DATA_DIR, or with the settings that the file was made with.',
      );
    });
}
