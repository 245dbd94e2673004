import type { Migration } from '../migrate.ts';

export const news: Migration = {
  name: '015-news',
  sql: `
-- Ids stay for a week, so that what the platform or a stranger sends again is known.
CREATE TABLE platform_news (
  notification_id TEXT PRIMARY KEY,
  -- '' is the seller as a whole.
  shop_id TEXT NOT NULL,
  type INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX news_by_receipt ON platform_news (received_at);

CREATE TABLE waiting_news (
  shop_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, kind)
) STRICT, WITHOUT ROWID;
`,
};
