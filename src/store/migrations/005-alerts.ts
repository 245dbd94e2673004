import type { Migration } from '../migrate.ts';

export const alerts: Migration = {
  name: '005-alerts',
  sql: `
-- One row an episode; ended ones are kept.
CREATE TABLE alerts (
  sequence INTEGER PRIMARY KEY,
  alert_id TEXT NOT NULL UNIQUE,
  shop_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  labels TEXT NOT NULL,
  severity TEXT NOT NULL,
  state TEXT NOT NULL,
  title TEXT NOT NULL,
  advice TEXT NOT NULL,
  settling_call TEXT NOT NULL,
  deadline INTEGER,
  stake_minor INTEGER,
  stake_currency TEXT,
  started_at INTEGER NOT NULL,
  held_since INTEGER NOT NULL,
  fired_at INTEGER,
  resolved_at INTEGER,
  clean_evaluations INTEGER NOT NULL,
  evaluated_at INTEGER NOT NULL,
  notified_at INTEGER,
  -- 1 when the end needs no message any more.
  end_told INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX alerts_open ON alerts (fingerprint) WHERE state IN ('pending', 'firing');
CREATE INDEX alerts_live ON alerts (sequence) 
  WHERE state IN ('pending', 'firing') OR (end_told = 0 AND notified_at IS NOT NULL);
CREATE INDEX alerts_resolved ON alerts (shop_id, resolved_at) WHERE state = 'resolved';

CREATE TABLE silences (
  silence_id TEXT PRIMARY KEY,
  rule TEXT,
  shop_id TEXT,
  subject TEXT,
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT;

CREATE INDEX silences_by_end ON silences (ends_at);

-- Messages on their way out. Times of tries are machine time.
CREATE TABLE alert_deliveries (
  sequence INTEGER PRIMARY KEY,
  delivery_id TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  key TEXT NOT NULL,
  message TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'given_up')),
  attempts INTEGER NOT NULL DEFAULT 0,
  queued_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX deliveries_by_key ON alert_deliveries (key, channel);
CREATE INDEX deliveries_due ON alert_deliveries (channel, due_at) WHERE status = 'queued';

CREATE TABLE alert_channels (
  channel TEXT PRIMARY KEY,
  failures_in_a_row INTEGER NOT NULL,
  last_failure TEXT,
  failing_since INTEGER
) STRICT;

-- How calls to outside systems went, for a day.
CREATE TABLE outside_calls (
  sequence INTEGER PRIMARY KEY,
  system TEXT NOT NULL,
  at INTEGER NOT NULL,
  failed INTEGER NOT NULL
) STRICT;

CREATE INDEX outside_calls_by_system ON outside_calls (system, sequence);
CREATE INDEX outside_calls_by_time ON outside_calls (at);

CREATE INDEX sample_orders_by_creation ON orders (shop_id, created_at)
  WHERE is_sample = 1 AND status <> 'CANCELLED';
`,
};
