import type { Migration } from '../migrate.ts';

export const actions: Migration = {
  name: '004-actions',
  sql: `
CREATE TABLE actions (
  -- Order of creation.
  sequence INTEGER PRIMARY KEY,
  action_id TEXT NOT NULL UNIQUE,
  shop_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  business_key TEXT NOT NULL,
  subject_lock TEXT NOT NULL,
  action_class TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  batch_id TEXT,
  plan TEXT NOT NULL,
  status TEXT NOT NULL,
  stage TEXT,
  blocked_who TEXT,
  blocked_why TEXT,
  blocked_next TEXT,
  outcome TEXT,
  wait_until INTEGER,
  retry_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  finished_at INTEGER,
  epoch INTEGER NOT NULL DEFAULT 0,
  lease_process TEXT,
  lease_pid INTEGER,
  lease_host TEXT,
  lease_expires_at INTEGER,
  -- Of the plan, for queries.
  creator_id TEXT GENERATED ALWAYS AS (plan ->> '$.creatorId') VIRTUAL,
  sku_id TEXT GENERATED ALWAYS AS (plan ->> '$.skuId') VIRTUAL,
  quantity INTEGER GENERATED ALWAYS AS (plan ->> '$.quantity') VIRTUAL,
  application_id TEXT GENERATED ALWAYS AS (plan ->> '$.applicationId') VIRTUAL,
  order_id TEXT GENERATED ALWAYS AS (plan ->> '$.orderId') VIRTUAL
) STRICT;

CREATE UNIQUE INDEX actions_business_key ON actions (business_key)
  WHERE status IN ('proposed', 'approved', 'running', 'unknown', 'blocked', 'done');
CREATE UNIQUE INDEX actions_subject_lock ON actions (shop_id, subject_lock)
  WHERE status IN ('proposed', 'approved', 'running', 'unknown', 'blocked');
CREATE INDEX actions_to_run ON actions (sequence) WHERE (status IN ('approved', 'running')
  OR (status IN ('unknown', 'blocked') AND (wait_until IS NOT NULL OR retry_at IS NOT NULL)));
CREATE INDEX actions_leased ON actions (lease_expires_at) WHERE lease_expires_at IS NOT NULL;
CREATE INDEX actions_holding_stock ON actions (shop_id, sku_id)
  WHERE kind = 'approve_sample' AND status IN ('approved', 'running', 'unknown', 'blocked');
CREATE INDEX actions_by_order ON actions (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX actions_by_application ON actions (application_id) WHERE application_id IS NOT NULL;
CREATE INDEX actions_by_creator ON actions (shop_id, creator_id) WHERE creator_id IS NOT NULL;
CREATE INDEX actions_by_status ON actions (shop_id, status, finished_at);
CREATE INDEX actions_by_batch ON actions (batch_id) WHERE batch_id IS NOT NULL;

-- Append-only.
CREATE TABLE action_events (
  action_sequence INTEGER NOT NULL REFERENCES actions (sequence),
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  step TEXT,
  type TEXT NOT NULL,
  detail TEXT,
  data TEXT,
  PRIMARY KEY (action_sequence, sequence)
) STRICT, WITHOUT ROWID;

-- What an action takes from the caps, from its first claim until it fails or is given up.
CREATE TABLE limit_reservations (
  action_sequence INTEGER PRIMARY KEY REFERENCES actions (sequence),
  shop_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  creator_id TEXT,
  application_id TEXT,
  count INTEGER NOT NULL,
  cost_minor INTEGER NOT NULL,
  reserved_at INTEGER NOT NULL
) STRICT;

CREATE INDEX reservations_by_time ON limit_reservations (shop_id, kind, reserved_at, count, cost_minor);
CREATE INDEX reservations_by_creator ON limit_reservations (shop_id, kind, creator_id);

CREATE TABLE confirmations (
  confirmation_id TEXT PRIMARY KEY,
  tool TEXT NOT NULL,
  shop_id TEXT NOT NULL,
  items TEXT NOT NULL,
  context TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  spent_at INTEGER,
  result TEXT
) STRICT;

CREATE TABLE confirmation_effects (
  confirmation_id TEXT NOT NULL REFERENCES confirmations (confirmation_id),
  position INTEGER NOT NULL,
  item_key TEXT NOT NULL,
  action_id TEXT REFERENCES actions (action_id),
  applied INTEGER NOT NULL,
  PRIMARY KEY (confirmation_id, position)
) STRICT, WITHOUT ROWID;
`,
};
