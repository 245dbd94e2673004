import type { CreatorSnapshot } from '../domain/creator.ts';
import type { SampleApplication } from '../domain/sample-application.ts';
import type { Timestamp } from '../domain/time.ts';
import type { SampleStore } from '../ports/store/index.ts';
import { creatorRecorder } from './creator-recorder.ts';
import type { Database, Transaction, Writer } from './database.ts';
import { progressSaver } from './feeds.ts';
import { lifeRefresher } from './sample-lives.ts';

type Text = string | null;
type Numeric = number | null;

/** What an answer says about an application, in the order of FIELDS. */
type Fields = [
  ...[status: string, fulfillmentStatus: Text, approvable: number, reasons: Text],
  ...[commissionBps: Numeric, quotaLeft: Numeric, approveExpiresAt: Numeric, shipmentExpiresAt: Numeric],
  ...[orderId: Text, trackingNumber: Text, agencyName: Text, creatorId: string, username: string],
  ...[nickname: Text, followers: Numeric, gmvMinor: Numeric, gmvCurrency: Text, posts: Numeric],
  ...[videoViews: Numeric, fulfilmentBps: Numeric, productId: string, productTitle: string],
  ...[skuId: string, skuName: Text, asOf: Timestamp, orderUnread: number],
  ...[deadlineAt: Numeric, expiresKey: number, gmvKey: number, followersKey: number],
];

const FIELDS = [
  ...['status', 'fulfillment_status', 'approvable', 'disapprovable_reasons'],
  ...['commission_bps', 'sample_quota_left', 'approve_expires_at', 'shipment_expires_at'],
  ...['order_id', 'tracking_number', 'agency_name', 'creator_id', 'username'],
  ...['nickname', 'followers', 'gmv_minor', 'gmv_currency', 'posts_30d'],
  ...['video_views_30d', 'fulfilment_bps', 'product_id', 'product_title'],
  ...['sku_id', 'sku_name', 'as_of', 'order_unread'],
  ...['deadline_at', 'expires_key', 'gmv_key', 'followers_key'],
];

/** Below every real figure, in lists that begin with the biggest. */
const UNKNOWN_LAST = -1;

function fieldsOf(application: SampleApplication, seenAt: Timestamp, orderUnread: number): Fields {
  const { creator, disapprovableReasons: reasons } = application;
  return [
    application.status,
    application.fulfillmentStatus,
    application.approvable ? 1 : 0,
    reasons.length === 0 ? null : JSON.stringify(reasons),
    application.commissionBps,
    application.sampleQuotaLeft,
    application.approveExpiresAt,
    application.shipmentExpiresAt,
    application.orderId,
    application.trackingNumber,
    application.agencyName,
    creator.creatorId,
    creator.username,
    creator.nickname,
    creator.followers,
    creator.gmv30d?.amountMinor ?? null,
    creator.gmv30d?.currency ?? null,
    creator.posts30d,
    creator.videoViews30d,
    creator.fulfilmentBps,
    application.productId,
    application.productTitle,
    application.skuId,
    application.skuName,
    seenAt,
    orderUnread,
    application.shipmentExpiresAt ?? application.approveExpiresAt,
    application.approveExpiresAt ?? Number.MAX_SAFE_INTEGER,
    creator.gmv30d?.amountMinor ?? UNKNOWN_LAST,
    creator.followers ?? UNKNOWN_LAST,
  ];
}

type Recorded = 'added' | 'changed' | 'same';

/** Writes one application; `changed` when its status moved. An answer older than what is stored is left out. */
function applicationRecorder(writer: Writer) {
  const current = writer.query<[string], { sequence: number; status: string; as_of: Timestamp }>(
    'SELECT sequence, status, as_of FROM sample_applications WHERE application_id = ?',
  );
  const insert = writer.command<[string, string, Timestamp, ...Fields]>(
    `INSERT INTO sample_applications (application_id, shop_id, first_seen_at, ${FIELDS.join(', ')})
     VALUES (?, ?, ?, ${FIELDS.map(() => '?').join(', ')})`,
  );
  const update = writer.command<[...Fields, number]>(
    `UPDATE sample_applications SET ${FIELDS.map((field) => `${field} = ?`).join(', ')} WHERE sequence = ?`,
  );
  const addChange = writer.command<[string, string | null, string, Timestamp]>(
    `INSERT INTO application_status_changes (application_id, from_status, to_status, seen_at)
     VALUES (?, ?, ?, ?)`,
  );
  const order = writer.query<[string], { order_id: string }>(
    'SELECT order_id FROM orders WHERE order_id = ?',
  );
  return (
    transaction: Transaction,
    shopId: string,
    application: SampleApplication,
    seenAt: Timestamp,
  ): Recorded => {
    const { applicationId, status, orderId } = application;
    const known = current.get(applicationId);
    if (known && seenAt < known.as_of) return 'same';
    const unread = orderId !== null && !order.get(orderId) ? 1 : 0;
    const fields = fieldsOf(application, seenAt, unread);
    if (known) update.run(transaction, ...fields, known.sequence);
    else insert.run(transaction, applicationId, shopId, seenAt, ...fields);
    if (known?.status === status) return 'same';
    addChange.run(transaction, applicationId, known?.status ?? null, status, seenAt);
    return known ? 'changed' : 'added';
  };
}

/** Ingest of a page of applications in one transaction. */
export function sampleRecorder(database: Database): SampleStore['record'] {
  const recordApplication = applicationRecorder(database.writer);
  const recordCreator = creatorRecorder(database.writer);
  const saveProgress = progressSaver(database.writer);
  const refreshLife = lifeRefresher(database.writer);
  return (shopId, applications, seenAt, progress) =>
    database.write((transaction) => {
      const creators = new Map<string, CreatorSnapshot>();
      let added = 0;
      let changed = 0;
      for (const application of applications) {
        const recorded = recordApplication(transaction, shopId, application, seenAt);
        refreshLife.ofApplication(transaction, application.applicationId, recorded === 'added');
        if (recorded === 'added') added += 1;
        if (recorded === 'changed') changed += 1;
        creators.set(application.creator.creatorId, application.creator);
      }
      for (const creator of creators.values()) recordCreator(transaction, shopId, creator, seenAt);
      saveProgress(transaction, progress);
      return { added, changed };
    });
}
