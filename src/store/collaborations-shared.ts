import type { Timestamp } from '../domain/time.ts';
import type { CollaborationState } from '../ports/store/index.ts';
import type { Transaction, Writer } from './database.ts';

/** Behind every date of a running one, and in front of what has ended. */
const WITHOUT_END = 4e15;
const ENDED = 9e15;

/** Sorts the next to end first, then what has no end, then what has ended, the latest first. */
export function endsKey(state: CollaborationState, endsAt: Timestamp | null, seenAt: Timestamp): number {
  if (state === 'ended') return ENDED - Math.min(endsAt ?? seenAt, seenAt);
  return endsAt ?? WITHOUT_END;
}

interface RateKey {
  readonly shopId: string;
  readonly collaborationId: string;
  readonly productId: string;
}

/** Keeps a rate that is another one than at the reading before; false when it is the same. */
export function rateChangeSaver(writer: Writer) {
  const insert = writer.command<[string, string, string, number, number, Timestamp]>(
    `INSERT INTO commission_rate_changes (shop_id, collaboration_id, product_id, from_bps, to_bps, seen_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  return (
    transaction: Transaction,
    { shopId, collaborationId, productId }: RateKey,
    fromBps: number,
    toBps: number,
    seenAt: Timestamp,
  ): boolean => {
    if (fromBps === toBps) return false;
    insert.run(transaction, shopId, collaborationId, productId, fromBps, toBps, seenAt);
    return true;
  };
}
