import { DAY, type Timestamp } from '../domain/time.ts';
import type { Purged, RetentionStore } from '../ports/store/index.ts';
import type { Database, Transaction } from './database.ts';
import { MESSAGE_TEXT_KEPT } from './messages.ts';

/** Personal data, from delivery. */
const PLACE_KEPT = 30 * DAY;
/** An order that never arrived, or of which nobody said so, from its making. */
const PLACE_KEPT_AT_MOST = 180 * DAY;
/** Texts of messages. */
const TEXT_KEPT = MESSAGE_TEXT_KEPT;
/** A plan that was shown names creators; its token is over within the hour. */
const PLAN_KEPT = 30 * DAY;

/** Ends a transaction without keeping what it did. */
class DryRun extends Error {
  override readonly name = 'DryRun';
  readonly purged: Purged;

  constructor(purged: Purged) {
    super('Only counted.');
    this.purged = purged;
  }
}

/**
 * What is personal here: the town and country of an order, and texts that were written to or about somebody. The
 * recipient's name and address are never stored. Usernames, nicknames and figures of creators are what TikTok Shop
 * shows of them to every seller; they are read again with each pass and stay.
 */
export function retentionStore(database: Database): RetentionStore {
  const purge = purger(database);
  return {
    purge: async ({ programNow, machineNow, dryRun }) => {
      try {
        return await database.write((transaction) => {
          const purged = purge(transaction, programNow, machineNow);
          if (dryRun) throw new DryRun(purged);
          return purged;
        });
      } catch (error) {
        if (error instanceof DryRun) return error.purged;
        throw error;
      }
    },
  };
}

function purger({ writer }: Database) {
  const places = writer.command<[Timestamp, Timestamp, Timestamp]>(
    `UPDATE orders SET town = NULL, country = NULL
     WHERE (town IS NOT NULL OR country IS NOT NULL) AND created_at < ? AND (created_at < ? OR coalesce(
       delivered_at,
       (SELECT max(p.delivered_at) FROM shipment_parcels p WHERE p.order_id = orders.order_id),
       CASE WHEN status IN ('DELIVERED', 'COMPLETED', 'CANCELLED') THEN updated_at END) < ?)`,
  );
  const noteTexts = writer.command<[Timestamp]>(
    `UPDATE actions SET plan = json_set(plan, '$.text', '')
     WHERE kind = 'send_note' AND plan ->> '$.text' <> '' AND finished_at < ?`,
  );
  const ownWords = writer.command<[Timestamp]>(
    `UPDATE actions SET plan = json_set(plan, '$.note', NULL)
     WHERE kind = 'approve_sample' AND plan ->> '$.note' IS NOT NULL AND finished_at < ?`,
  );
  const conversationTexts = writer.command<[Timestamp]>(
    'UPDATE messages SET text = NULL WHERE text IS NOT NULL AND sent_at < ?',
  );
  const messages = writer.command<[Timestamp]>(
    "DELETE FROM alert_deliveries WHERE status <> 'queued' AND queued_at < ?",
  );
  const effects = writer.command<[Timestamp]>(
    `DELETE FROM confirmation_effects
     WHERE confirmation_id IN (SELECT confirmation_id FROM confirmations WHERE expires_at < ?)`,
  );
  const plans = writer.command<[Timestamp]>('DELETE FROM confirmations WHERE expires_at < ?');
  const exports = writer.command<[Timestamp]>('DELETE FROM exports WHERE expires_at <= ?');
  return (transaction: Transaction, programNow: Timestamp, machineNow: Timestamp): Purged => {
    const delivered = programNow - PLACE_KEPT;
    const written = programNow - TEXT_KEPT;
    effects.run(transaction, machineNow - PLAN_KEPT);
    return {
      orderPlaces: places.run(transaction, delivered, programNow - PLACE_KEPT_AT_MOST, delivered),
      noteTexts: noteTexts.run(transaction, written) + ownWords.run(transaction, written),
      messageTexts: conversationTexts.run(transaction, written),
      alertMessages: messages.run(transaction, machineNow - TEXT_KEPT),
      plans: plans.run(transaction, machineNow - PLAN_KEPT),
      exports: exports.run(transaction, programNow),
    };
  };
}
