import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  ActionQuery,
  CollaborationQuery,
  PendingQuery,
  Store,
  TrackQuery,
} from '../../src/ports/store/index.ts';
import { openDatabase } from '../../src/store/database.ts';
import { storeOn } from '../../src/store/index.ts';
import { countingIds, MACHINE_NOW, NOW, SECRET_KEY, SHOP } from './support.ts';

/** Tables that grow with the programme: reading one from end to end is a mistake, unless named below. */
const BIG = [
  'sample_applications',
  'application_status_changes',
  'sample_decisions',
  'creators',
  'creator_usernames',
  'orders',
  'order_lines',
  'shipments',
  'shipment_parcels',
  'actions',
  'action_events',
  'limit_reservations',
  'confirmations',
  'alerts',
  'alert_deliveries',
  'outside_calls',
  'sample_lives',
  'sample_content',
  'exports',
  'affiliate_order_lines',
  'sales_days',
  'collaborations',
  'target_products',
  'target_creators',
  'commission_rate_changes',
  'platform_stock_levels',
  'sample_request_rules',
  'sample_request_rule_changes',
  'conversations',
  'messages',
  'sent_messages',
  'product_days',
  'video_days',
  'live_days',
  'creator_performance',
];

/**
 * Part of a username has no index; actions without a narrower filter are read newest first up to the limit; what
 * operators paused are a few rows.
 */
const ACCEPTED = [
  /username LIKE/,
  /FROM pauses ORDER BY version$/,
  /FROM actions a WHERE .* ORDER BY a\.sequence DESC LIMIT \?$/s,
];

const PENDING: PendingQuery = { shopId: SHOP, sort: 'expires', limit: 20 };

/** Statements that are put together from filters exist once they were asked for. */
async function askEverything(store: Store): Promise<void> {
  const filters: Partial<PendingQuery>[] = [
    {},
    { verdict: 'ask' },
    { expiresBefore: NOW },
    { product: 'serum' },
    { creator: 'anna' },
    { followersMin: 1, followersMax: 2, gmvMinMinor: 1, gmvMaxMinor: 2 },
  ];
  for (const sort of ['expires', 'gmv', 'followers'] as const) {
    for (const filter of filters) await store.samples.pending({ ...PENDING, ...filter, sort });
  }
  const queries: Partial<ActionQuery>[] = [
    {},
    { shopId: SHOP },
    { kind: 'send_note', status: 'blocked', since: NOW, proposedBy: 'monitor' },
    { batchId: 'batch' },
    { applicationId: 'a-1' },
    { creator: 'anna' },
  ];
  for (const query of queries) await store.actions.list({ limit: 20, ...query });
  const tracked: Partial<TrackQuery>[] = [
    {},
    { stage: 'overdue', posted: false, deliveredBefore: NOW, late: true },
    { approvedSince: NOW, approvedElsewhere: true },
    { creator: 'anna', product: 'serum', stage: 'shipped' },
  ];
  await askNewLists(store);
  for (const query of tracked) await store.tracking.page({ shopId: SHOP, now: NOW, limit: 20, ...query });
}

async function askNewLists(store: Store): Promise<void> {
  const page = { cursor: null, limit: 20, now: NOW };
  const deals: Partial<CollaborationQuery>[] = [
    {},
    { kind: 'target', state: 'ended', accepted: false, endsBefore: NOW },
    { creatorId: 'c-1' },
    { productId: 'p-1' },
  ];
  for (const sort of ['gmv', 'ends'] as const) {
    for (const deal of deals) await store.collaborations.list(SHOP, { ...deal, sort }, page);
  }
  for (const sort of ['value', 'age'] as const) {
    await store.conversations.list(SHOP, { sort }, page);
    await store.conversations.list(SHOP, { sort, unanswered: true, creatorId: 'c-1' }, page);
  }
}

function explain(connection: Sqlite.Database, sql: string): readonly string[] {
  const values = [...sql.matchAll(/\?/g)].map(() => null);
  const steps = connection.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
  return steps.map((step) => step.detail);
}

const folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-plans-'));
const plans = new Map<string, readonly string[]>();

beforeAll(async () => {
  const file = join(folder, 'program.sqlite');
  const database = openDatabase(file);
  const options = { secretKey: SECRET_KEY, ids: countingIds(), machineNow: () => MACHINE_NOW };
  const store = storeOn(database, options);
  await askEverything(store);
  const connection = new Sqlite(file);
  for (const sql of [...database.reader.statements(), ...database.writer.statements()]) {
    if (!sql.startsWith('PRAGMA')) plans.set(sql.replaceAll(/\s+/g, ' '), explain(connection, sql));
  }
  connection.close();
  await store.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function planOf(part: string): string {
  const found = [...plans].filter(([sql]) => sql.includes(part));
  expect(found.length, `statements with ${part}`).toBeGreaterThan(0);
  return found.map(([, steps]) => steps.join('\n')).join('\n');
}

describe('query plans', () => {
  it('exist for every statement', () => {
    expect(plans.size).toBeGreaterThan(100);
  });

  it('read no big table from end to end', () => {
    const scan = new RegExp(`^SCAN (${BIG.join('|')}|[acdlmnoprst])\\b`);
    // The indexes hold only what may run, and what is not over.
    const harmless = /^SCAN (a USING INDEX actions_to_run|alerts USING INDEX alerts_live)$/;
    const offending = [...plans]
      .filter(([sql]) => !ACCEPTED.some((accepted) => accepted.test(sql)))
      .flatMap(([sql, steps]) =>
        steps.filter((step) => scan.test(step) && !harmless.test(step)).map((step) => `${step}: ${sql}`),
      );
    expect(offending).toEqual([]);
  });

  it.each([
    ["'PENDING' ORDER BY s.expires_key ASC", 'pending_by_expiry'],
    ["'PENDING' ORDER BY s.gmv_key DESC", 'pending_by_gmv'],
    ["'PENDING' ORDER BY s.followers_key DESC", 'pending_by_followers'],
    ['s.verdict = ? ORDER BY s.expires_key', 'pending_by_verdict'],
    ['s.application_id > ?', 'pending_by_id'],
  ])('%s comes sorted out of %s', (order, index) => {
    const plan = planOf(order);
    expect(plan).toContain(index);
    expect(plan).not.toContain('TEMP B-TREE');
  });

  it.each([
    [
      'FROM sample_applications WHERE shop_id = ? AND creator_id = ? AND sequence <> ?',
      'COVERING INDEX applications_by_creator',
    ],
    ['count(*) AS approvals', 'COVERING INDEX applications_by_deadline'],
    ['count(*) AS open FROM sample_applications', 'COVERING INDEX'],
    ['count(*) AS expiring', 'COVERING INDEX pending_by_expiry'],
    ['order_unread = 1 ORDER BY', 'COVERING INDEX orders_to_read'],
    ['as_of < ? ORDER BY as_of DESC', 'applications_by_sight'],
    ['ORDER BY a.sequence LIMIT 1', 'actions_to_run'],
    ['a.business_key = ?', 'actions_business_key'],
    ['a.subject_lock = ?', 'actions_subject_lock'],
    ['min(coalesce(a.wait_until, 0))', 'actions_to_run'],
    ['WHERE lease_expires_at > ?', 'actions_leased'],
    ['sum(a.quantity)', 'actions_holding_stock'],
    ['sum(cost_minor)', 'COVERING INDEX reservations_by_time'],
    ['FROM limit_reservations r', 'reservations_by_creator'],
    ["a.kind = 'fulfil_order'", 'sample_orders_to_ship'],
    ['l.shop_id = ? ORDER BY l.order_key', 'lives_by_order'],
    ['+l.delivered_at < ? AND +l.stage', 'lives_by_order'],
    ['l.approved_at >= ?', 'lives_by_approval'],
    ['AS samples FROM sample_lives l WHERE l.shop_id = ? GROUP BY', 'COVERING INDEX lives_by_stage'],
    ['l.content_open = 1', 'lives_with_content'],
    ['FROM json_each(?) wanted CROSS JOIN affiliate_order_lines', 'SEARCH line USING PRIMARY KEY'],
    [
      '(created_at, order_id, line_key) > (?, ?, ?)',
      'USING PRIMARY KEY (shop_id=? AND created_at>? AND created_at<?)',
    ],
    ['creator_id IS NULL AND username = ?', 'lines_without_creator (shop_id=? AND username=?'],
    ['GROUP BY username COLLATE NOCASE', 'COVERING INDEX lines_without_creator'],
    ['FROM json_each(?) wanted CROSS JOIN creator_usernames', 'usernames_by_name'],
    ['WITH sold AS', 'SEARCH sales_days USING PRIMARY KEY (shop_id=? AND kind=? AND day>? AND day<?)'],
    ['+c.creators > 0', 'collaborations'],
    ["c.state <> 'ended' ORDER BY c.ends_key ASC", 'collaborations_by_end'],
    ['FROM target_creators WHERE shop_id = ? AND creator_id', 'targets_by_creator'],
    ['FROM target_products WHERE shop_id = ? AND product_id', 'targets_by_product'],
    ['due_at IS NOT NULL ORDER BY', 'conversations_due'],
    ['due_at IS NULL AND read_at < ?', 'conversations_by_reading'],
    ['c.username IS NOT NULL ORDER BY c.age_key', 'conversations_by_age'],
    ['text IS NOT NULL AND sent_at < ?', 'messages_with_text'],
    ['ORDER BY m.position_key DESC LIMIT ?', 'SEARCH m USING PRIMARY KEY'],
  ])('%s uses %s', (part, index) => {
    expect(planOf(part)).toContain(index);
  });
});
