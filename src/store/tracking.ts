import type { LifeStage, SampleMilestones, StoredStage } from '../domain/sample-milestones.ts';
import type { Timestamp } from '../domain/time.ts';
import type {
  StoredContent,
  TrackedParcel,
  TrackedSample,
  TrackingStore,
  TrackQuery,
} from '../ports/store/index.ts';
import { contentRecorder } from './content-recorder.ts';
import type { Database, Query } from './database.ts';
import { decodeCursor, encodeCursor, hashFilters } from './keyset.ts';
import { APPLICATION_COLUMNS, type ApplicationRow, toApplication } from './sample-rows.ts';
import { containsPattern, Where } from './where.ts';

interface LifeRow extends ApplicationRow {
  key: number;
  stage: StoredStage;
  since: Timestamp | null;
  approved_at: Timestamp | null;
  shipped_at: Timestamp | null;
  delivered_at: Timestamp | null;
  delivered_estimated: number;
  posted_at: Timestamp | null;
  deadline: Timestamp | null;
  late_at: Timestamp | null;
  approved_elsewhere: number;
  fulfillment_type: string | null;
}

interface StageRow {
  stage: StoredStage;
  late: number;
  samples: number;
}

interface ParcelRow {
  reference: string | null;
  carrier: string | null;
  tracking_number: string;
}

interface ContentRow {
  content_id: string;
  format: string;
  created_at: Timestamp;
  link: string | null;
  views: number | null;
  likes: number | null;
  comments: number | null;
  paid_orders: number | null;
  as_of: Timestamp;
}

interface WaitingRow {
  action_id: string;
  status: string;
  blocked_who: string | null;
  blocked_why: string | null;
  blocked_next: string | null;
}

const FROM = 'FROM sample_lives l JOIN sample_applications s ON s.sequence = l.sequence';

/** We sent the approval: an action that found it approved already did not. */
const APPROVED_BY_US = `EXISTS (SELECT 1 FROM actions a JOIN action_events e ON e.action_sequence = a.sequence
  WHERE a.application_id = s.application_id AND a.kind = 'approve_sample' AND e.step = 'review'
    AND e.type = 'attempted')`;

/**
 * Every filter but the stage. A "+" keeps the planner from seeking by what matches many rows: these lists come out
 * of the index of their order, which begins with what waits.
 */
function filtersOf(query: TrackQuery): Where {
  const where = new Where().and('l.shop_id = ?', query.shopId);
  if (query.creator !== undefined) {
    const pattern = containsPattern(query.creator);
    where.and(
      `(s.creator_id = ? OR s.nickname LIKE ? ESCAPE '\\' OR s.creator_id IN (
         SELECT creator_id FROM creator_usernames WHERE shop_id = ? AND username LIKE ? ESCAPE '\\'))`,
      ...[query.creator, pattern, query.shopId, pattern],
    );
  }
  if (query.product !== undefined) {
    where.and(
      "(s.product_id = ? OR s.product_title LIKE ? ESCAPE '\\')",
      query.product,
      containsPattern(query.product),
    );
  }
  if (query.approvedSince !== undefined) where.and('l.approved_at >= ?', query.approvedSince);
  if (query.approvedElsewhere !== undefined) {
    where.and(`l.approved_at IS NOT NULL AND ${query.approvedElsewhere ? 'NOT ' : ''}${APPROVED_BY_US}`);
  }
  if (query.deliveredBefore !== undefined) where.and('+l.delivered_at < ?', query.deliveredBefore);
  if (query.posted !== undefined) {
    where.and(`+l.stage IN (${query.posted ? "'posted', 'posted_late'" : "'delivered', 'not_posted'"})`);
  }
  if (query.late === true) where.and('l.late_at <= ?', query.now);
  if (query.late === false) where.and('(l.late_at IS NULL OR l.late_at > ?)', query.now);
  return where;
}

function withStage(where: Where, { stage, now }: TrackQuery): Where {
  if (stage === undefined) return where;
  if (stage === 'overdue') return where.and("+l.stage = 'delivered' AND l.late_at <= ?", now);
  if (stage === 'delivered') {
    return where.and("+l.stage = 'delivered' AND (l.late_at IS NULL OR l.late_at > ?)", now);
  }
  return where.and('+l.stage = ?', stage);
}

const isAboutApplication = ({ creator, product, approvedElsewhere }: TrackQuery): boolean =>
  [creator, product, approvedElsewhere].some((filter) => filter !== undefined);

/** Where every sample stands. Pages and totals come from `sample_lives`, which every writer keeps in step. */
export function trackingStore(database: Database): TrackingStore {
  const { reader } = database;
  const pages = new Map<string, Query<(string | number)[], LifeRow>>();
  const totals = new Map<string, Query<(string | number)[], StageRow>>();
  const due = reader.query<[string, Timestamp, number], { application_id: string }>(
    `SELECT s.application_id ${FROM}
     WHERE l.shop_id = ? AND l.content_open = 1 AND coalesce(l.content_read_at, 0) <= ?
     ORDER BY l.delivered_at DESC LIMIT ?`,
  );
  const detailsOf = detailReader(database);

  const rowsOf = (query: TrackQuery, hash: string): LifeRow[] => {
    const where = withStage(filtersOf(query), query);
    if (query.cursor !== undefined) {
      const { key, sequence } = decodeCursor(hash, query.cursor);
      where.and('(l.order_key, l.sequence) > (?, ?)', key, sequence);
    }
    const sql = `SELECT ${APPLICATION_COLUMNS}, l.order_key AS key, l.stage, l.since, l.approved_at, l.shipped_at,
        l.delivered_at, l.delivered_estimated, l.posted_at, l.deadline, l.late_at,
        l.approved_at IS NOT NULL AND NOT ${APPROVED_BY_US} AS approved_elsewhere, o.fulfillment_type
      ${FROM} LEFT JOIN sample_decisions d ON d.decision_id = s.decision_id
      LEFT JOIN orders o ON o.order_id = s.order_id
      WHERE ${where.sql} ORDER BY l.order_key, l.sequence LIMIT ?`;
    // One more than asked for tells whether another page follows.
    return statement(pages, sql, () => reader.query(sql)).all(...where.values, query.limit + 1);
  };

  const stagesOf = (query: TrackQuery): readonly StageRow[] => {
    const where = filtersOf(query);
    const from = isAboutApplication(query) ? FROM : 'FROM sample_lives l';
    const sql = `SELECT l.stage, coalesce(l.late_at <= ?, 0) AS late, count(*) AS samples ${from}
      WHERE ${where.sql} GROUP BY 1, 2`;
    return statement(totals, sql, () => reader.query(sql)).all(query.now, ...where.values);
  };

  return {
    page: (query) =>
      database.read(() => {
        const { limit, cursor, now, ...filters } = query;
        const hash = hashFilters(filters);
        const rows = rowsOf(query, hash);
        const shown = rows.slice(0, limit);
        const last = shown.at(-1);
        const { stages, late } = countsOf(stagesOf(query));
        const all = Object.values(stages).reduce((sum, samples) => sum + samples, 0);
        return {
          items: shown.map((row) => ({ ...toTracked(row), ...detailsOf(row) })),
          total: query.stage === undefined ? all : (stages[query.stage] ?? 0),
          stages,
          late,
          nextCursor: rows.length > limit && last ? encodeCursor(hash, last) : null,
        };
      }),
    contentDue: (shopId, readBefore, limit) =>
      database.read(() => due.all(shopId, readBefore, limit).map((row) => row.application_id)),
    recordContent: contentRecorder(database),
  };
}

function statement<T>(known: Map<string, T>, sql: string, make: () => T): T {
  const found = known.get(sql) ?? make();
  known.set(sql, found);
  return found;
}

function countsOf(rows: readonly StageRow[]): {
  stages: Partial<Record<LifeStage, number>>;
  late: number;
} {
  const stages: Partial<Record<LifeStage, number>> = {};
  let late = 0;
  for (const row of rows) {
    const stage = row.stage === 'delivered' && row.late === 1 ? 'overdue' : row.stage;
    stages[stage] = (stages[stage] ?? 0) + row.samples;
    late += row.late * row.samples;
  }
  return { stages, late };
}

type Details = Pick<TrackedSample, 'parcels' | 'resendReference' | 'content' | 'waiting'>;

/** What a page shows beside the life itself, read row by row: at most fifty. */
function detailReader({ reader }: Database): (row: LifeRow) => Details {
  // The warehouse's latest order; where it named no number, those that the platform has for this SKU.
  const sent = reader.query<[string], ParcelRow>(
    `SELECT h.reference, p.carrier, p.tracking_number
     FROM (SELECT * FROM shipments WHERE order_id = ? AND state <> 'cancelled'
           ORDER BY as_of DESC, wms_order_id DESC LIMIT 1) h
     JOIN shipment_parcels p ON p.order_id = h.order_id AND p.wms_order_id = h.wms_order_id
     WHERE p.tracking_number <> '' ORDER BY p.position`,
  );
  const onPlatform = reader.query<[string, string], ParcelRow>(
    `SELECT DISTINCT NULL AS reference, NULL AS carrier, tracking_number FROM order_lines
     WHERE order_id = ? AND sku_id = ? AND tracking_number <> ''`,
  );
  const content = reader.query<[string], ContentRow>(
    `SELECT content_id, format, created_at, link, views, likes, comments, paid_orders, as_of
     FROM sample_content WHERE application_id = ? AND gone = 0 ORDER BY created_at, content_id`,
  );
  const waiting = reader.query<[string, string | null], WaitingRow>(
    `SELECT a.action_id, a.status, a.blocked_who, a.blocked_why, a.blocked_next FROM actions a
     WHERE a.sequence IN (SELECT sequence FROM actions WHERE application_id = ?
         UNION SELECT sequence FROM actions WHERE order_id = ?)
       AND (a.status = 'blocked' OR (a.status = 'unknown' AND a.wait_until IS NULL AND a.retry_at IS NULL))
     ORDER BY a.sequence DESC LIMIT 1`,
  );
  return (row) => {
    const { order_id: orderId } = row;
    const warehouse = orderId === null ? [] : sent.all(orderId);
    const numbered =
      warehouse.length > 0 || orderId === null ? warehouse : onPlatform.all(orderId, row.sku_id);
    const own = row.tracking_number ? [{ carrier: null, trackingNumber: row.tracking_number }] : [];
    const resend = warehouse.find(({ reference }) => /-R\d+$/.test(reference ?? ''));
    return {
      parcels: numbered.length > 0 ? numbered.map(toParcel) : own,
      resendReference: resend?.reference ?? null,
      content: content.all(row.application_id).map(toContent),
      waiting: toWaiting(waiting.get(row.application_id, orderId)),
    };
  };
}

function toTracked(
  row: LifeRow,
): Pick<TrackedSample, 'application' | 'milestones' | 'approvedElsewhere' | 'fulfillmentType'> {
  const milestones: SampleMilestones = {
    stage: row.stage,
    since: row.since,
    approvedAt: row.approved_at,
    shippedAt: row.shipped_at,
    deliveredAt: row.delivered_at,
    deliveredEstimated: row.delivered_estimated === 1,
    postedAt: row.posted_at,
    deadline: row.deadline,
    lateAt: row.late_at,
  };
  return {
    application: toApplication(row),
    milestones,
    approvedElsewhere: row.approved_elsewhere === 1,
    fulfillmentType: row.fulfillment_type,
  };
}

function toParcel(row: ParcelRow): TrackedParcel {
  return { carrier: row.carrier, trackingNumber: row.tracking_number };
}

function toContent(row: ContentRow): StoredContent {
  return {
    contentId: row.content_id,
    format: row.format,
    createdAt: row.created_at,
    link: row.link,
    views: row.views,
    likes: row.likes,
    comments: row.comments,
    paidOrders: row.paid_orders,
    asOf: row.as_of,
  };
}

function toWaiting(row: WaitingRow | undefined): TrackedSample['waiting'] {
  if (!row) return null;
  const { blocked_who: who, blocked_why: why, blocked_next: next } = row;
  const blocked = who === null || why === null || next === null ? null : { who, why, next };
  return { actionId: row.action_id, status: row.status, blocked };
}
