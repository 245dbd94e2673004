/**
 * Tables of collaborations. Every moment is stored and the visible state derived from now: a row whose time lies ahead is
 * not there yet, a removal whose time lies ahead is under way. Rates are basis points.
 */
export const COLLABORATIONS_SCHEMA = `
CREATE TABLE open_collaborations (
  open_collaboration_id TEXT PRIMARY KEY, product_id TEXT NOT NULL, created_ms INTEGER NOT NULL, ended_ms INTEGER
) STRICT;
CREATE INDEX open_collaborations_product ON open_collaborations (product_id);
CREATE TABLE open_rates (
  open_collaboration_id TEXT NOT NULL REFERENCES open_collaborations, from_ms INTEGER NOT NULL, rate_bps INTEGER NOT NULL,
  PRIMARY KEY (open_collaboration_id, from_ms)
) STRICT, WITHOUT ROWID;
CREATE TABLE open_removals (
  open_collaboration_id TEXT NOT NULL REFERENCES open_collaborations, creator_open_id TEXT NOT NULL, removed_ms INTEGER NOT NULL,
  rejoined_ms INTEGER, PRIMARY KEY (open_collaboration_id, creator_open_id, removed_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE target_collaborations (
  target_collaboration_id TEXT PRIMARY KEY, name TEXT NOT NULL, message TEXT NOT NULL, type TEXT NOT NULL, email TEXT NOT NULL,
  has_free_sample INTEGER NOT NULL, approval_exempt INTEGER NOT NULL,
  start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, cancelled_ms INTEGER
) STRICT;
CREATE TABLE target_products (
  target_collaboration_id TEXT NOT NULL REFERENCES target_collaborations, product_id TEXT NOT NULL, added_ms INTEGER NOT NULL,
  removed_ms INTEGER, PRIMARY KEY (target_collaboration_id, product_id, added_ms)
) STRICT, WITHOUT ROWID;
CREATE TABLE target_rates (
  target_collaboration_id TEXT NOT NULL REFERENCES target_collaborations, product_id TEXT NOT NULL, from_ms INTEGER NOT NULL,
  rate_bps INTEGER NOT NULL, ads_rate_bps INTEGER, PRIMARY KEY (target_collaboration_id, product_id, from_ms)
) STRICT, WITHOUT ROWID;
CREATE TABLE target_creators (
  target_collaboration_id TEXT NOT NULL REFERENCES target_collaborations, creator_open_id TEXT NOT NULL, added_ms INTEGER NOT NULL,
  removed_ms INTEGER, answered_ms INTEGER, accepted INTEGER, PRIMARY KEY (target_collaboration_id, creator_open_id, added_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX target_creators_creator ON target_creators (creator_open_id);
CREATE TABLE target_exclusions (
  target_collaboration_id TEXT NOT NULL REFERENCES target_collaborations, creator_open_id TEXT NOT NULL, product_id TEXT NOT NULL,
  PRIMARY KEY (target_collaboration_id, creator_open_id, product_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE target_promotions (
  target_collaboration_id TEXT NOT NULL REFERENCES target_collaborations, creator_open_id TEXT NOT NULL, product_id TEXT NOT NULL,
  showcase_ms INTEGER NOT NULL, content_ms INTEGER, application_id TEXT,
  PRIMARY KEY (target_collaboration_id, creator_open_id, product_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sample_rules (
  product_id TEXT PRIMARY KEY, sample_quota INTEGER NOT NULL, unlimited INTEGER NOT NULL, start_ms INTEGER, end_ms INTEGER,
  thresholds TEXT NOT NULL, set_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
