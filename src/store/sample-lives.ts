import {
  isContentFinal,
  type LifeFacts,
  mayHaveContent,
  type SampleMilestones,
  sampleMilestones,
} from '../domain/sample-milestones.ts';
import type { Timestamp } from '../domain/time.ts';
import type { Transaction, Writer } from './database.ts';

type Moment = Timestamp | null;

interface FactsRow {
  sequence: number;
  application_id: string;
  shop_id: string;
  status: string;
  fulfillment_status: string | null;
  first_seen_at: Timestamp;
  as_of: Timestamp;
  approve_expires_at: Moment;
  shipment_expires_at: Moment;
  order_id: string | null;
  order_status: string | null;
  order_created_at: Moment;
  ship_by: Moment;
  order_shipped_at: Moment;
  order_delivered_at: Moment;
  content_read_at: Moment;
}

interface ContentRow {
  first_at: Moment;
  newest_at: Moment;
}

const NO_CONTENT: ContentRow = { first_at: null, newest_at: null };

interface ChangeRow {
  to_status: string;
  seen_at: Timestamp;
}

interface ParcelRow {
  reference: string;
  first_seen_at: Moment;
  as_of: Timestamp;
  parcels: number;
  sent: number;
  delivered: number;
  shipped_at: Moment;
  delivered_at: Moment;
}

const FACTS = `SELECT s.sequence, s.application_id, s.shop_id, s.status, s.fulfillment_status, s.first_seen_at, s.as_of,
    s.approve_expires_at, s.shipment_expires_at, s.order_id, o.status AS order_status,
    o.created_at AS order_created_at, o.ship_by, o.shipped_at AS order_shipped_at,
    o.delivered_at AS order_delivered_at,
    l.content_read_at
  FROM sample_applications s LEFT JOIN orders o ON o.order_id = s.order_id
    LEFT JOIN sample_lives l ON l.sequence = s.sequence`;

/** "SMP-577…-R2": a parcel that replaces a lost one. */
const RESEND = /-R\d+$/;

const UNDATED = 4e15;
const ENDED = 9e15;

/** Keeps `sample_lives` in step: called in the transaction of every write that a sample's life follows from. */
export interface LifeRefresher {
  /** `firstSeen` spares the look at a history and at content that a new row cannot have. */
  ofApplication(transaction: Transaction, applicationId: string, firstSeen?: boolean): void;
  ofOrder(transaction: Transaction, orderId: string): void;
}

export function lifeRefresher(writer: Writer): LifeRefresher {
  const one = writer.query<[string], FactsRow>(`${FACTS} WHERE s.application_id = ?`);
  const ofOrder = writer.query<[string], FactsRow>(`${FACTS} WHERE s.order_id = ?`);
  const parcelOf = writer.query<[string], ParcelRow>(
    `SELECT h.reference, h.first_seen_at, h.as_of, count(p.parcel_id) AS parcels,
       count(p.parcel_id) FILTER (WHERE p.state IN ('shipped', 'in_transit', 'delivered')) AS sent,
       count(p.parcel_id) FILTER (WHERE p.state = 'delivered') AS delivered,
       min(p.shipped_at) AS shipped_at, max(p.delivered_at) AS delivered_at
     FROM (SELECT * FROM shipments WHERE order_id = ? AND state <> 'cancelled'
           ORDER BY as_of DESC, wms_order_id DESC LIMIT 1) h
     LEFT JOIN shipment_parcels p ON p.order_id = h.order_id AND p.wms_order_id = h.wms_order_id
     GROUP BY h.wms_order_id`,
  );
  // A status seen at first sight tells nothing about when it began, so only changes count.
  const changesOf = writer.query<[string], ChangeRow>(
    `SELECT to_status, seen_at FROM application_status_changes
     WHERE application_id = ? AND from_status IS NOT NULL ORDER BY sequence`,
  );
  const contentOf = writer.query<[string], ContentRow>(
    `SELECT min(created_at) AS first_at, max(created_at) AS newest_at FROM sample_content
     WHERE application_id = ? AND gone = 0`,
  );
  const upsert = writer.command<Fields>(
    `INSERT INTO sample_lives (sequence, shop_id, stage, since, approved_at, shipped_at, delivered_at,
       delivered_estimated, posted_at, deadline, late_at, order_key, content_open)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (sequence) DO UPDATE SET
       stage = excluded.stage, since = excluded.since, approved_at = excluded.approved_at,
       shipped_at = excluded.shipped_at, delivered_at = excluded.delivered_at,
       delivered_estimated = excluded.delivered_estimated, posted_at = excluded.posted_at,
       deadline = excluded.deadline, late_at = excluded.late_at, order_key = excluded.order_key,
       content_open = excluded.content_open`,
  );
  const write = (transaction: Transaction, row: FactsRow, firstSeen = false): void => {
    const parcel = row.order_id === null ? undefined : parcelOf.get(row.order_id);
    const content = (firstSeen ? undefined : contentOf.get(row.application_id)) ?? NO_CONTENT;
    const facts = factsOf(row, parcel, content, firstSeen ? [] : changesOf.all(row.application_id));
    upsert.run(transaction, ...fieldsOf(row, sampleMilestones(facts), content));
  };
  return {
    ofApplication: (transaction, applicationId, firstSeen) => {
      const row = one.get(applicationId);
      if (row) write(transaction, row, firstSeen);
    },
    ofOrder: (transaction, orderId) => {
      for (const row of ofOrder.all(orderId)) write(transaction, row);
    },
  };
}

const APPROVED: readonly string[] = ['AWAITING_SHIPMENT', 'SHIPPED', 'CONTENT_PENDING', 'COMPLETED'];

function factsOf(
  row: FactsRow,
  parcel: ParcelRow | undefined,
  content: ContentRow,
  changes: readonly ChangeRow[],
): LifeFacts {
  const seenAs = (...statuses: readonly string[]) =>
    changes.find((change) => statuses.includes(change.to_status))?.seen_at ?? null;
  const { order_status: status, order_created_at: createdAt } = row;
  return {
    status: row.status,
    fulfillmentStatus: row.fulfillment_status,
    firstSeenAt: row.first_seen_at,
    asOf: row.as_of,
    approveExpiresAt: row.approve_expires_at,
    shipmentExpiresAt: row.shipment_expires_at,
    seen: {
      approved: seenAs(...APPROVED),
      shipped: seenAs('SHIPPED'),
      delivered: seenAs('CONTENT_PENDING'),
      present: changes.findLast((change) => change.to_status === row.status)?.seen_at ?? null,
    },
    order:
      status === null || createdAt === null
        ? null
        : {
            status,
            createdAt,
            shipBy: row.ship_by,
            shippedAt: row.order_shipped_at,
            deliveredAt: row.order_delivered_at,
          },
    parcel: parcel
      ? {
          resend: RESEND.test(parcel.reference),
          firstSeenAt: parcel.first_seen_at ?? parcel.as_of,
          // All of them: what is in the last one may be this sample.
          sent: parcel.parcels > 0 && parcel.sent === parcel.parcels,
          shippedAt: parcel.shipped_at,
          delivered: parcel.parcels > 0 && parcel.delivered === parcel.parcels,
          deliveredAt: parcel.parcels > 0 && parcel.delivered === parcel.parcels ? parcel.delivered_at : null,
        }
      : null,
    firstContentAt: content.first_at,
  };
}

type Fields = [
  ...[sequence: number, shopId: string, stage: string, since: Moment, approvedAt: Moment, shippedAt: Moment],
  ...[deliveredAt: Moment, deliveredEstimated: number, postedAt: Moment, deadline: Moment, lateAt: Moment],
  ...[orderKey: number, contentOpen: number],
];

const OPEN_STAGES: readonly string[] = [
  ...['requested', 'approved', 'ordered', 'at_warehouse', 'shipped', 'delivered', 'unknown'],
];

function fieldsOf(row: FactsRow, life: SampleMilestones, content: ContentRow): Fields {
  const { stage, since, deliveredAt } = life;
  const newest = { contentAt: content.newest_at, deliveredAt };
  const final = row.content_read_at !== null && isContentFinal(row.status, row.content_read_at, newest);
  return [
    ...([row.sequence, row.shop_id, stage, since, life.approvedAt, life.shippedAt] as const),
    ...([deliveredAt, life.deliveredEstimated ? 1 : 0, life.postedAt, life.deadline, life.lateAt] as const),
    OPEN_STAGES.includes(stage)
      ? (life.lateAt ?? UNDATED)
      : ENDED - (since ?? deliveredAt ?? life.shippedAt ?? row.first_seen_at),
    mayHaveContent(row.status, stage) && !final ? 1 : 0,
  ];
}
