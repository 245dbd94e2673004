import type { Migration } from '../migrate.ts';

export const automation: Migration = {
  name: '006-automation',
  sql: `
-- What operators changed. Append-only: the last row of a shop's setting counts.
CREATE TABLE automation_changes (
  version INTEGER PRIMARY KEY,
  shop_id TEXT NOT NULL,
  setting TEXT NOT NULL,
  from_value TEXT NOT NULL,
  to_value TEXT NOT NULL,
  -- 1 when the setting was given back to the file.
  reset INTEGER NOT NULL,
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  confirmation_id TEXT
) STRICT;

CREATE INDEX automation_by_setting ON automation_changes (shop_id, setting, version);
CREATE INDEX automation_pauses ON automation_changes (shop_id, version) WHERE setting = 'paused';
CREATE INDEX automation_by_confirmation ON automation_changes (confirmation_id)
  WHERE confirmation_id IS NOT NULL;

CREATE TRIGGER automation_changes_stay BEFORE UPDATE ON automation_changes
BEGIN SELECT RAISE(ABORT, 'automation_changes is append-only'); END;
CREATE TRIGGER automation_changes_remain BEFORE DELETE ON automation_changes
BEGIN SELECT RAISE(ABORT, 'automation_changes is append-only'); END;

-- What is paused now; '-' is everything.
CREATE VIEW pauses AS
SELECT c.shop_id, c.author, c.reason, c.at, c.version FROM automation_changes c
WHERE c.setting = 'paused' AND c.to_value = 'true' AND NOT EXISTS (
  SELECT 1 FROM automation_changes later
  WHERE later.shop_id = c.shop_id AND later.setting = 'paused' AND later.version > c.version);
`,
};
