import { OperatorError } from '../domain/errors.ts';
import type { Timestamp } from '../domain/time.ts';
import type { SampleStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';
import { pendingSamples } from './pending-samples.ts';
import { sampleFactsReader } from './sample-facts.ts';
import { sampleRecorder } from './sample-recorder.ts';
import { APPLICATION_COLUMNS, APPLICATIONS, type ApplicationRow, toApplication } from './sample-rows.ts';

interface StatusChangeRow {
  application_id: string;
  from_status: string | null;
  to_status: string;
  seen_at: Timestamp;
}

interface KeyRow {
  application_id: string;
  creator_id: string;
  product_id: string;
}

/** Statuses that only an approval leads to. */
const ONCE_APPROVED = `('AWAITING_SHIPMENT', 'SHIPPED', 'CONTENT_PENDING', 'COMPLETED', 'UNFULFILL_CANCELLED',
  'SELLER_NOT_SHIP_CANCELLED', 'OPS_COMPLETED')`;

export function sampleStore(database: Database): SampleStore {
  const { reader } = database;
  const one = reader.query<[string], ApplicationRow>(
    `SELECT ${APPLICATION_COLUMNS} FROM ${APPLICATIONS} WHERE s.application_id = ?`,
  );
  const changesOf = reader.query<[string], StatusChangeRow>(
    `SELECT application_id, from_status, to_status, seen_at FROM application_status_changes
     WHERE application_id = ? ORDER BY sequence`,
  );
  const approvals = reader.query<[string, Timestamp], { approvals: number }>(
    `SELECT count(*) AS approvals FROM sample_applications
     WHERE shop_id = ? AND status IN ${ONCE_APPROVED} AND deadline_at >= ?`,
  );
  const unseen = reader.query<[string, string, Timestamp, number], KeyRow>(
    `SELECT application_id, creator_id, product_id FROM sample_applications
     WHERE shop_id = ? AND status = ? AND as_of < ? ORDER BY as_of DESC, sequence DESC LIMIT ?`,
  );
  const pending = pendingSamples(database);
  const facts = sampleFactsReader(database);
  return {
    record: sampleRecorder(database),
    saveDecisions: decisionSaver(database),
    get: (applicationId) =>
      database.read(() => {
        const row = one.get(applicationId);
        return row ? toApplication(row) : null;
      }),
    statusChanges: (applicationId) =>
      database.read(() =>
        changesOf.all(applicationId).map((row) => ({
          applicationId: row.application_id,
          from: row.from_status,
          to: row.to_status,
          seenAt: row.seen_at,
        })),
      ),
    notSeenSince: (shopId, status, since, limit) =>
      database.read(() =>
        unseen.all(shopId, status, since, limit).map((row) => ({
          applicationId: row.application_id,
          creatorId: row.creator_id,
          productId: row.product_id,
        })),
      ),
    pending: pending.page,
    pendingCounts: pending.counts,
    openFacts: facts.open,
    facts: facts.of,
    approvalsSince: (shopId, since) => database.read(() => approvals.get(shopId, since)?.approvals ?? 0),
  };
}

function decisionSaver(database: Database): SampleStore['saveDecisions'] {
  const { writer } = database;
  const exists = writer.query<[string], { sequence: number }>(
    'SELECT sequence FROM sample_applications WHERE application_id = ?',
  );
  const insert = writer.command<[string, string, string, Timestamp], { decision_id: number }>(
    `INSERT INTO sample_decisions (application_id, decision, inputs, decided_at) VALUES (?, ?, ?, ?)
     RETURNING decision_id`,
  );
  const makeCurrent = writer.command<[number, string, number]>(
    'UPDATE sample_applications SET decision_id = ?, verdict = ? WHERE sequence = ?',
  );
  return (decisions, at) =>
    database.write((transaction) => {
      for (const { applicationId, decision, inputs } of decisions) {
        const application = exists.get(applicationId);
        if (!application) throw unknownApplication(applicationId);
        const texts = [JSON.stringify(decision), JSON.stringify(inputs)] as const;
        const inserted = insert.get(transaction, applicationId, ...texts, at);
        if (!inserted) throw new Error('An insert returned no row.');
        makeCurrent.run(transaction, inserted.decision_id, decision.verdict, application.sequence);
      }
    });
}

function unknownApplication(applicationId: string): OperatorError {
  return new OperatorError(
    'not_found',
    `No sample application ${applicationId} is known.`,
    'Check the id in the list of pending samples, or sync first.',
  );
}
