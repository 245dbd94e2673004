import type { TargetCreator, TargetProduct } from '../domain/collaboration.ts';
import type { Timestamp } from '../domain/time.ts';
import type { CollaborationStore, StoredTarget } from '../ports/store/index.ts';
import { collaborationList, rateChangeReader } from './collaborations-list.ts';
import { openCollaborationRecorder } from './collaborations-open.ts';
import { targetRecorder } from './collaborations-targets.ts';
import type { Database } from './database.ts';
import { sampleRequestRules } from './sample-request-rules.ts';

interface TargetRow {
  shop_id: string;
  collaboration_id: string;
  raw_state: StoredTarget['listedStatus'];
  name: string;
  type: string;
  starts_at: Timestamp | null;
  ends_at: Timestamp | null;
  detail_updated_at: Timestamp;
  has_free_sample: number;
  approval_exempt: number;
  products: number | null;
  creators_invited: number | null;
  creators_with_content: number | null;
  creators_with_showcase: number | null;
  seller_contact: string | null;
  message: string | null;
  first_seen_at: Timestamp;
  detail_at: Timestamp;
}

interface ProductRow {
  product_id: string;
  title: string;
  rate_bps: number;
  ads_rate_bps: number | null;
  status: string;
  effect: string | null;
}

interface CreatorRow {
  creator_id: string;
  username: string;
  nickname: string | null;
  status: string;
  effect: string | null;
  content_products: number | null;
  showcase_products: number | null;
}

export function collaborationStore(database: Database): CollaborationStore {
  return {
    ...openCollaborationRecorder(database),
    ...targetRecorder(database),
    ...sampleRequestRules(database),
    target: targetReader(database),
    list: collaborationList(database),
    rateChanges: rateChangeReader(database),
  };
}

function targetReader(database: Database): CollaborationStore['target'] {
  const { reader } = database;
  const one = reader.query<[string, string], TargetRow>(
    `SELECT * FROM collaborations
     WHERE shop_id = ? AND kind = 'target' AND collaboration_id = ? AND detail_updated_at IS NOT NULL`,
  );
  const products = reader.query<[string, string], ProductRow>(
    'SELECT * FROM target_products WHERE shop_id = ? AND collaboration_id = ? ORDER BY position',
  );
  const creators = reader.query<[string, string], CreatorRow>(
    'SELECT * FROM target_creators WHERE shop_id = ? AND collaboration_id = ? ORDER BY position',
  );
  return (shopId, collaborationId) =>
    database.read(() => {
      const row = one.get(shopId, collaborationId);
      if (!row) return null;
      return {
        ...toTarget(row),
        productList: products.all(shopId, collaborationId).map(toProduct),
        creatorList: creators.all(shopId, collaborationId).map(toCreator),
      };
    });
}

function toTarget(row: TargetRow): Omit<StoredTarget, 'productList' | 'creatorList'> {
  return {
    shopId: row.shop_id,
    collaborationId: row.collaboration_id,
    listedStatus: row.raw_state,
    name: row.name,
    type: row.type,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    // The detail's, even when a list has shown a later change: what is planned on it must be refused then.
    updatedAt: row.detail_updated_at,
    sampleOffer: { hasFreeSample: row.has_free_sample === 1, approvalExempt: row.approval_exempt === 1 },
    products: row.products,
    creatorsInvited: row.creators_invited,
    creatorsWithContent: row.creators_with_content,
    creatorsWithShowcase: row.creators_with_showcase,
    contactEmail: row.seller_contact,
    message: row.message,
    firstSeenAt: row.first_seen_at,
    asOf: row.detail_at,
  };
}

function toProduct(row: ProductRow): TargetProduct {
  return {
    productId: row.product_id,
    title: row.title,
    rateBps: row.rate_bps,
    adsRateBps: row.ads_rate_bps,
    status: row.status,
    effect: row.effect,
  };
}

function toCreator(row: CreatorRow): TargetCreator {
  return {
    creatorId: row.creator_id,
    username: row.username,
    nickname: row.nickname,
    status: row.status,
    effect: row.effect,
    contentProducts: row.content_products,
    showcaseProducts: row.showcase_products,
  };
}
