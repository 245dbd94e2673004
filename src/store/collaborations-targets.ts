import {
  hasAccepted,
  type TargetCollaboration,
  type TargetCollaborationSummary,
  type TargetCreator,
  type TargetProduct,
  type TargetStatus,
} from '../domain/collaboration.ts';
import type { Timestamp } from '../domain/time.ts';
import type { CollaborationState, CollaborationStore } from '../ports/store/index.ts';
import { endsKey, rateChangeSaver } from './collaborations-shared.ts';
import type { Database, Transaction, Writer } from './database.ts';
import { progressSaver } from './feeds.ts';

const STATES: Readonly<Record<TargetStatus, CollaborationState>> = {
  ONGOING: 'running',
  EXPIRING: 'ending',
  CANCELING: 'ending',
  COMPLETED: 'ended',
};

type Numeric = number | null;
type Summary = [
  ...[name: string, type: string, startsAt: Numeric, endsAt: Numeric, updatedAt: Timestamp],
  ...[hasFreeSample: number, approvalExempt: number, products: Numeric, creatorsInvited: Numeric],
  ...[creatorsWithContent: Numeric, creatorsWithShowcase: Numeric],
];

const SUMMARY_COLUMNS = [
  ...['name', 'type', 'starts_at', 'ends_at', 'updated_at'],
  ...['has_free_sample', 'approval_exempt', 'products', 'creators_invited'],
  ...['creators_with_content', 'creators_with_showcase'],
];

function summaryOf(target: TargetCollaborationSummary): Summary {
  const { sampleOffer } = target;
  return [
    ...([target.name, target.type, target.startsAt, target.endsAt, target.updatedAt] as const),
    ...([sampleOffer.hasFreeSample ? 1 : 0, sampleOffer.approvalExempt ? 1 : 0, target.products] as const),
    ...([target.creatorsInvited, target.creatorsWithContent, target.creatorsWithShowcase] as const),
  ];
}

interface KnownRow {
  raw_state: string;
  updated_at: Timestamp;
  as_of: Timestamp;
  detail_at: Timestamp | null;
}

type Lists = Pick<
  CollaborationStore,
  'recordTargetSummaries' | 'recordTarget' | 'recordTargetRefused' | 'targetsToRead'
>;

/** What lists of invitations tell, and their details. */
export function targetRecorder(database: Database): Lists {
  const { writer, reader } = database;
  const writeSummary = summaryWriter(writer);
  const writeDetail = detailWriter(writer);
  const saveProgress = progressSaver(writer);
  const current = writer.query<[string, string], KnownRow>(
    `SELECT raw_state, updated_at, as_of, detail_at FROM collaborations
     WHERE shop_id = ? AND kind = 'target' AND collaboration_id = ?`,
  );
  const gone = writer.command<[Timestamp, number, Timestamp, Timestamp, string, string, Timestamp]>(
    `UPDATE collaborations SET state = 'ended', raw_state = 'GONE', state_seen_at = ?, ends_key = ?, as_of = ?,
       detail_at = ?
     WHERE shop_id = ? AND kind = 'target' AND collaboration_id = ? AND as_of <= ?`,
  );
  const refused = writer.command<[Timestamp, string, string]>(
    `UPDATE collaborations SET detail_refused_at = ?
     WHERE shop_id = ? AND kind = 'target' AND collaboration_id = ?`,
  );
  // An invitation that has ended is read once more for how it ended, not for its age.
  const due = reader.query<[string, Timestamp, Timestamp, number], { collaboration_id: string }>(
    `SELECT collaboration_id FROM collaborations
     WHERE shop_id = ? AND kind = 'target' AND raw_state <> 'GONE' AND coalesce(detail_refused_at < ?, TRUE) AND (
       detail_at IS NULL OR detail_updated_at < updated_at OR detail_at < state_seen_at
       OR (state <> 'ended' AND detail_at < ?))
     ORDER BY state = 'ended', detail_at IS NOT NULL, detail_at, sequence LIMIT ?`,
  );
  return {
    recordTargetSummaries: (shopId, status, targets, seenAt, progress) =>
      database.write((transaction) => {
        let added = 0;
        let changed = 0;
        for (const target of targets) {
          const known = current.get(shopId, target.collaborationId);
          if (known && seenAt < known.as_of) continue;
          writeSummary(transaction, shopId, status, target, seenAt);
          if (!known) added += 1;
          else if (known.raw_state !== status || known.updated_at !== target.updatedAt) changed += 1;
        }
        saveProgress(transaction, progress);
        return { added, changed };
      }),
    recordTarget: (shopId, collaborationId, target, seenAt) =>
      database.write((transaction) => {
        if (target === null) {
          const key = endsKey('ended', null, seenAt);
          gone.run(transaction, seenAt, key, seenAt, seenAt, shopId, collaborationId, seenAt);
          return;
        }
        const known = current.get(shopId, collaborationId);
        if (known && seenAt < (known.detail_at ?? 0)) return;
        // A list knows the state; one that no list showed yet has just begun.
        if (!known) writeSummary(transaction, shopId, 'ONGOING', target, seenAt);
        writeDetail(transaction, shopId, target, seenAt);
      }),
    recordTargetRefused: (shopId, collaborationId, seenAt) =>
      database.write((transaction) => {
        refused.run(transaction, seenAt, shopId, collaborationId);
      }),
    targetsToRead: (shopId, olderThan, limit) =>
      database.read(() => due.all(shopId, olderThan, olderThan, limit).map((row) => row.collaboration_id)),
  };
}

/** Creators who answer do not move the update time: their counts are the sign that the detail says something new. */
function summaryWriter(writer: Writer) {
  const upsert = writer.command<
    [...[string, string, Timestamp, Timestamp, string, string, number, Timestamp], ...Summary]
  >(
    `INSERT INTO collaborations (shop_id, kind, collaboration_id, first_seen_at, state_seen_at, raw_state, state,
       ends_key, as_of, ${SUMMARY_COLUMNS.join(', ')})
     VALUES (?, 'target', ?, ?, ?, ?, ?, ?, ?, ${SUMMARY_COLUMNS.map(() => '?').join(', ')})
     ON CONFLICT (shop_id, kind, collaboration_id) DO UPDATE SET
       state_seen_at = iif(state = excluded.state AND creators_with_content IS excluded.creators_with_content
         AND creators_with_showcase IS excluded.creators_with_showcase, state_seen_at, excluded.state_seen_at),
       raw_state = excluded.raw_state, state = excluded.state, ends_key = excluded.ends_key, as_of = excluded.as_of,
       ${SUMMARY_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  );
  return (
    transaction: Transaction,
    shopId: string,
    status: TargetStatus,
    target: TargetCollaborationSummary,
    seenAt: Timestamp,
  ): void => {
    const state = STATES[status];
    const key = endsKey(state, target.endsAt, seenAt);
    const seen = [seenAt, seenAt, status, state, key, seenAt] as const;
    upsert.run(transaction, shopId, target.collaborationId, ...seen, ...summaryOf(target));
  };
}

type Detail = [
  ...[detailAt: Timestamp, detailUpdatedAt: Timestamp, contactEmail: string | null, message: string | null],
  ...[lowest: Numeric, highest: Numeric, creators: number, accepted: number],
];

const isThere = ({ status }: { readonly status: string }) => status !== 'DELETED';

function detailWriter(writer: Writer) {
  const update = writer.command<[...Detail, string, string]>(
    `UPDATE collaborations SET detail_at = ?, detail_refused_at = NULL, detail_updated_at = ?, seller_contact = ?, message = ?,
       lowest_rate_bps = ?, highest_rate_bps = ?, creators = ?, creators_accepted = ?
     WHERE shop_id = ? AND kind = 'target' AND collaboration_id = ?`,
  );
  // What the detail shows of the list's fields is newer than a list that was read before it.
  const updateSummary = writer.command<[...Summary, number, string, string, Timestamp]>(
    `UPDATE collaborations SET ${SUMMARY_COLUMNS.map((column) => `${column} = ?`).join(', ')},
       ends_key = iif(state = 'ended', ends_key, ?)
     WHERE shop_id = ? AND kind = 'target' AND collaboration_id = ? AND as_of <= ?`,
  );
  const writeProducts = productWriter(writer);
  const writeCreators = creatorWriter(writer);
  return (transaction: Transaction, shopId: string, target: TargetCollaboration, seenAt: Timestamp): void => {
    const { collaborationId, productList, creatorList } = target;
    const rates = productList.filter(isThere).map(({ rateBps }) => rateBps);
    const invited = creatorList.filter(isThere);
    update.run(
      transaction,
      ...[seenAt, target.updatedAt, target.contactEmail, target.message],
      ...([rates.length ? Math.min(...rates) : null, rates.length ? Math.max(...rates) : null] as const),
      ...([invited.length, invited.filter(hasAccepted).length] as const),
      ...[shopId, collaborationId],
    );
    const key = endsKey('running', target.endsAt, seenAt);
    updateSummary.run(transaction, ...summaryOf(target), key, shopId, collaborationId, seenAt);
    writeProducts(transaction, shopId, collaborationId, productList, seenAt);
    writeCreators(transaction, shopId, collaborationId, creatorList);
  };
}

function productWriter(writer: Writer) {
  const rates = writer.query<[string, string], { product_id: string; rate_bps: number }>(
    'SELECT product_id, rate_bps FROM target_products WHERE shop_id = ? AND collaboration_id = ?',
  );
  const clear = writer.command<[string, string]>(
    'DELETE FROM target_products WHERE shop_id = ? AND collaboration_id = ?',
  );
  const insert = writer.command<
    [...[string, string, number, string, string], ...[number, Numeric, string, string | null]]
  >(
    `INSERT INTO target_products (shop_id, collaboration_id, position, product_id, title, rate_bps, ads_rate_bps,
       status, effect)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const saveRateChange = rateChangeSaver(writer);
  return (
    transaction: Transaction,
    shopId: string,
    collaborationId: string,
    products: readonly TargetProduct[],
    seenAt: Timestamp,
  ): void => {
    const known = new Map(rates.all(shopId, collaborationId).map((row) => [row.product_id, row.rate_bps]));
    clear.run(transaction, shopId, collaborationId);
    for (const [position, product] of products.entries()) {
      const { productId, title, rateBps, adsRateBps, status, effect } = product;
      const key = { shopId, collaborationId, productId };
      saveRateChange(transaction, key, known.get(productId) ?? rateBps, rateBps, seenAt);
      const place = [shopId, collaborationId, position] as const;
      insert.run(transaction, ...place, productId, title, rateBps, adsRateBps, status, effect);
    }
  };
}

function creatorWriter(writer: Writer) {
  const clear = writer.command<[string, string]>(
    'DELETE FROM target_creators WHERE shop_id = ? AND collaboration_id = ?',
  );
  const insert = writer.command<
    [
      ...[string, string, number, string, string, string | null],
      ...[string, string | null, Numeric, Numeric, number],
    ]
  >(
    `INSERT INTO target_creators (shop_id, collaboration_id, position, creator_id, username, nickname, status,
       effect, content_products, showcase_products, accepted)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (
    transaction: Transaction,
    shopId: string,
    collaborationId: string,
    creators: readonly TargetCreator[],
  ): void => {
    clear.run(transaction, shopId, collaborationId);
    for (const [position, creator] of creators.entries()) {
      const { creatorId, username, nickname, status, effect, contentProducts, showcaseProducts } = creator;
      const place = [shopId, collaborationId, position] as const;
      const who = [creatorId, username, nickname, status, effect] as const;
      const accepted = hasAccepted(creator) ? 1 : 0;
      insert.run(transaction, ...place, ...who, contentProducts, showcaseProducts, accepted);
    }
  };
}
