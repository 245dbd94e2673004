import type { Migration } from '../migrate.ts';

export const exportsAndRetention: Migration = {
  name: '008-exports-and-retention',
  sql: `
-- Lists that were asked for as files, for a day.
CREATE TABLE exports (
  export_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  rows INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX exports_by_end ON exports (expires_at);

-- What is to be forgotten some day; see retention.ts.
CREATE INDEX orders_with_place ON orders (created_at) WHERE town IS NOT NULL OR country IS NOT NULL;
CREATE INDEX actions_with_text ON actions (finished_at) WHERE kind = 'send_note' AND plan ->> '$.text' <> '';
CREATE INDEX actions_with_own_words ON actions (finished_at)
  WHERE kind = 'approve_sample' AND plan ->> '$.note' IS NOT NULL;
CREATE INDEX deliveries_by_age ON alert_deliveries (queued_at) WHERE status <> 'queued';
CREATE INDEX confirmations_by_end ON confirmations (expires_at);
`,
};
