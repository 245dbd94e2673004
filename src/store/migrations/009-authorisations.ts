import type { Migration } from '../migrate.ts';

export const authorisations: Migration = {
  name: '009-authorisations',
  sql: `
-- Several sellers may authorise one app: what was stored so far is the first of its app.
CREATE TABLE authorisations (
  app_key TEXT NOT NULL,
  account TEXT NOT NULL,
  revision INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (app_key, account)
) STRICT, WITHOUT ROWID;
INSERT INTO authorisations SELECT app_key, '', revision, sealed FROM credentials;
DROP TABLE credentials;

CREATE TABLE shop_access (
  app_key TEXT NOT NULL,
  account TEXT NOT NULL,
  shop_id TEXT NOT NULL,
  cipher TEXT NOT NULL,
  PRIMARY KEY (app_key, account, shop_id)
) STRICT, WITHOUT ROWID;
`,
};
