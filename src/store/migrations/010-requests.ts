import type { Migration } from '../migrate.ts';

export const requests: Migration = {
  name: '010-requests',
  sql: `
-- Requests a day of one operation, where the platform itself has a limit for it.
CREATE TABLE operation_counts (
  app TEXT NOT NULL,
  day TEXT NOT NULL,
  operation TEXT NOT NULL,
  requests INTEGER NOT NULL,
  PRIMARY KEY (app, day, operation)
) STRICT, WITHOUT ROWID;

-- Families of endpoints that fail. Closed while opened_at is null; trying is 1 while one call is let through.
CREATE TABLE breakers (
  key TEXT PRIMARY KEY,
  faults INTEGER NOT NULL,
  times INTEGER NOT NULL,
  opened_at INTEGER,
  retry_at INTEGER,
  trying INTEGER NOT NULL DEFAULT 0 CHECK (trying IN (0, 1))
) STRICT, WITHOUT ROWID;
`,
};
