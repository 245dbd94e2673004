import type { SampleContent } from '../domain/sample-content.ts';
import type { Timestamp } from '../domain/time.ts';
import type { TrackingStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';
import { lifeRefresher } from './sample-lives.ts';

type Figure = number | null;
type Fields = [
  ...[applicationId: string, contentId: string, format: string, createdAt: Timestamp, link: string | null],
  ...[views: Figure, likes: Figure, comments: Figure, paidOrders: Figure, asOf: Timestamp],
];

function fieldsOf(applicationId: string, content: SampleContent, seenAt: Timestamp): Fields {
  const { contentId, format, createdAt, link, views, likes, comments, paidOrders } = content;
  return [applicationId, contentId, format, createdAt, link, views, likes, comments, paidOrders, seenAt];
}

/** One reading of a sample's content, in one transaction with what follows for its life. */
export function contentRecorder(database: Database): TrackingStore['recordContent'] {
  const { writer } = database;
  const known = writer.query<[string], { sequence: number; content_read_at: Timestamp | null }>(
    `SELECT l.sequence, l.content_read_at FROM sample_applications s
     JOIN sample_lives l ON l.sequence = s.sequence WHERE s.application_id = ?`,
  );
  const upsert = writer.command<Fields>(
    `INSERT INTO sample_content (application_id, content_id, format, created_at, link, views, likes, comments,
       paid_orders, as_of, gone)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
     ON CONFLICT (application_id, content_id) DO UPDATE SET
       format = excluded.format, created_at = excluded.created_at, link = excluded.link, views = excluded.views,
       likes = excluded.likes, comments = excluded.comments, paid_orders = excluded.paid_orders,
       as_of = excluded.as_of, gone = 0`,
  );
  const markGone = writer.command<[string, Timestamp]>(
    'UPDATE sample_content SET gone = 1 WHERE application_id = ? AND as_of < ?',
  );
  const markRead = writer.command<[Timestamp, number]>(
    'UPDATE sample_lives SET content_read_at = ? WHERE sequence = ?',
  );
  const refreshLife = lifeRefresher(writer);
  return (applicationId, contents, seenAt) =>
    database.write((transaction) => {
      const life = known.get(applicationId);
      if (!life || (life.content_read_at ?? 0) > seenAt) return;
      for (const content of contents ?? []) {
        upsert.run(transaction, ...fieldsOf(applicationId, content, seenAt));
      }
      if (contents !== null) markGone.run(transaction, applicationId, seenAt);
      markRead.run(transaction, seenAt, life.sequence);
      refreshLife.ofApplication(transaction, applicationId);
    });
}
