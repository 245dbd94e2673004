import type { OpenCollaboration } from '../domain/collaboration.ts';
import type { Timestamp } from '../domain/time.ts';
import type { CollaborationState, CollaborationStore } from '../ports/store/index.ts';
import { endsKey, rateChangeSaver } from './collaborations-shared.ts';
import type { Database } from './database.ts';
import { progressSaver } from './feeds.ts';

/** NORMAL runs, TERMINATING ends at the next midnight; a word the platform added since runs while it is listed. */
function stateOf(status: string): CollaborationState {
  return status === 'TERMINATING' ? 'ending' : 'running';
}

type Fields = [
  ...[rawState: string, state: string, rate: number, sameRate: number, productId: string],
  ...[withContent: number | null, withShowcase: number | null, rateFrom: Timestamp | null],
  ...[endsAt: Timestamp | null, endsKey: number, asOf: Timestamp],
];

/** What lists of open plans tell. A plan has one rate, that of its product. */
export function openCollaborationRecorder(
  database: Database,
): Pick<CollaborationStore, 'recordOpen' | 'endOpenUnseenSince'> {
  const { writer } = database;
  const current = writer.query<
    [string, string],
    { lowest_rate_bps: number; state: string; as_of: Timestamp }
  >(
    `SELECT lowest_rate_bps, state, as_of FROM collaborations
     WHERE shop_id = ? AND kind = 'open' AND collaboration_id = ?`,
  );
  const upsert = writer.command<[string, string, Timestamp, Timestamp, ...Fields]>(
    `INSERT INTO collaborations (shop_id, kind, collaboration_id, first_seen_at, state_seen_at, raw_state, state,
       lowest_rate_bps, highest_rate_bps, product_id, creators_with_content, creators_with_showcase, rate_from,
       ends_at, ends_key, as_of)
     VALUES (?, 'open', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (shop_id, kind, collaboration_id) DO UPDATE SET
       state_seen_at = iif(state = excluded.state, state_seen_at, excluded.state_seen_at),
       raw_state = excluded.raw_state, state = excluded.state, lowest_rate_bps = excluded.lowest_rate_bps,
       highest_rate_bps = excluded.highest_rate_bps, product_id = excluded.product_id,
       creators_with_content = excluded.creators_with_content,
       creators_with_showcase = excluded.creators_with_showcase, rate_from = excluded.rate_from,
       ends_at = excluded.ends_at, ends_key = excluded.ends_key, as_of = excluded.as_of`,
  );
  const end = writer.command<[Timestamp, number, Timestamp, string, Timestamp]>(
    `UPDATE collaborations SET state = 'ended', raw_state = 'GONE', state_seen_at = ?, ends_key = ?, as_of = ?
     WHERE shop_id = ? AND kind = 'open' AND state <> 'ended' AND as_of < ?`,
  );
  const saveRateChange = rateChangeSaver(writer);
  const saveProgress = progressSaver(writer);
  return {
    recordOpen: (shopId, plans, seenAt, progress) =>
      database.write((transaction) => {
        let added = 0;
        let changed = 0;
        for (const plan of plans) {
          const { collaborationId, productId, rateBps } = plan;
          const known = current.get(shopId, collaborationId);
          if (known && seenAt < known.as_of) continue;
          upsert.run(transaction, shopId, collaborationId, seenAt, seenAt, ...fieldsOf(plan, seenAt));
          const key = { shopId, collaborationId, productId };
          const moved = known && saveRateChange(transaction, key, known.lowest_rate_bps, rateBps, seenAt);
          if (!known) added += 1;
          else if (moved || known.state !== stateOf(plan.status)) changed += 1;
        }
        saveProgress(transaction, progress);
        return { added, changed };
      }),
    endOpenUnseenSince: (shopId, passStartedAt, seenAt) =>
      database.write((transaction) =>
        end.run(transaction, seenAt, endsKey('ended', null, seenAt), seenAt, shopId, passStartedAt),
      ),
  };
}

function fieldsOf(plan: OpenCollaboration, seenAt: Timestamp): Fields {
  const state = stateOf(plan.status);
  // The end of a rate is the end of the plan only when the plan is being taken away.
  const endsAt = state === 'ending' ? plan.rateUntil : null;
  return [
    ...([plan.status, state, plan.rateBps, plan.rateBps, plan.productId] as const),
    ...([plan.creatorsWithContent, plan.creatorsWithShowcase, plan.rateFrom] as const),
    ...([endsAt, endsKey(state, endsAt, seenAt), seenAt] as const),
  ];
}
