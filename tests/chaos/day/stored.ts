import Database from 'better-sqlite3';
import { rowsOf } from './compare.ts';
import { seconds, type Tables } from './truth.ts';

interface Line {
  order_id: string;
  created_at: number;
  sku_id: string | null;
  content_id: string | null;
  username: string;
  quantity: number;
  refunded_quantity: number;
  price_minor: number | null;
  commission_bps: number | null;
  estimated_base_minor: number | null;
  actual_base_minor: number | null;
  actual_commission_minor: number | null;
  settlement: string;
  open_collaboration_id: string | null;
  target_collaboration_id: string | null;
  creator_id: string | null;
}

interface Deal {
  kind: string;
  collaboration_id: string;
  product_id: string;
  lowest_rate_bps: number | null;
  raw_state: string;
  name: string | null;
  ends_at: number | null;
}

interface Message {
  message_id: string;
  conversation_id: string;
  type: string;
  text: string | null;
  sent_at: number;
  from_creator: number;
}

/** What the program has, read from its database while others write to it. */
export function stored(databaseFile: string): Tables {
  const database = new Database(databaseFile, { readonly: true, fileMustExist: true });
  const all = <Row>(sql: string): Row[] => database.prepare<[], Row>(sql).all();
  try {
    return { ...samples(all), ...sales(all), ...deals(all), ...messages(all) };
  } finally {
    database.close();
  }
}

type Read = <Row>(sql: string) => Row[];

function samples(all: Read): Pick<Tables, 'application' | 'sample order' | 'content'> {
  return {
    application: rowsOf(
      all<{ application_id: string; status: string; creator_id: string; order_id: string | null }>(
        'SELECT application_id, status, creator_id, order_id FROM sample_applications',
      ),
      (row) => row.application_id,
      (row) => [row.status, row.creator_id, row.order_id],
    ),
    'sample order': rowsOf(
      all<{ order_id: string; status: string; tracking: string | null }>(
        `SELECT order_id, status, (SELECT max(tracking_number) FROM order_lines l WHERE l.order_id = o.order_id) AS tracking
         FROM orders o WHERE is_sample = 1`,
      ),
      (row) => row.order_id,
      (row) => [row.status, row.tracking ?? ''],
    ),
    content: rowsOf(
      all<{ application_id: string; content_id: string; format: string; created_at: number }>(
        'SELECT application_id, content_id, format, created_at FROM sample_content WHERE gone = 0',
      ),
      (row) => `${row.application_id}/${row.content_id}`,
      (row) => [row.format, seconds(row.created_at)],
    ),
  };
}

function sales(all: Read): Pick<Tables, 'order line'> {
  return {
    'order line': rowsOf(
      all<Line>('SELECT * FROM affiliate_order_lines'),
      (row) => `${row.order_id}/${row.sku_id}/${row.content_id ?? ''}/${row.username}`,
      (row) => [
        seconds(row.created_at),
        row.quantity,
        row.refunded_quantity,
        row.price_minor,
        row.commission_bps,
        row.estimated_base_minor,
        row.actual_base_minor,
        row.actual_commission_minor,
        row.settlement,
        row.open_collaboration_id,
        row.target_collaboration_id,
        row.creator_id,
      ],
    ),
  };
}

/** Details of what has ended are not read any more, so they are not compared. */
function deals(all: Read): Pick<Tables, 'open plan' | 'invitation' | 'deal product' | 'deal creator'> {
  const rows = all<Deal>('SELECT * FROM collaborations');
  const ended = new Set(
    rows.filter((row) => row.raw_state === 'COMPLETED').map((row) => row.collaboration_id),
  );
  const live = <Row extends { collaboration_id: string }>(list: readonly Row[]) =>
    list.filter((row) => !ended.has(row.collaboration_id));
  return {
    'open plan': rowsOf(
      rows.filter((row) => row.kind === 'open' && row.raw_state !== 'GONE'),
      (row) => row.collaboration_id,
      (row) => [row.product_id, row.lowest_rate_bps, row.raw_state],
    ),
    invitation: rowsOf(
      rows.filter((row) => row.kind === 'target'),
      (row) => row.collaboration_id,
      (row) => [row.name, row.raw_state, seconds(row.ends_at)],
    ),
    'deal product': rowsOf(
      live(
        all<{ collaboration_id: string; product_id: string; rate_bps: number; ads_rate_bps: number | null }>(
          'SELECT * FROM target_products',
        ),
      ),
      (row) => `${row.collaboration_id}/${row.product_id}`,
      (row) => [row.rate_bps, row.ads_rate_bps],
    ),
    'deal creator': rowsOf(
      live(
        all<{ collaboration_id: string; creator_id: string; accepted: number }>(
          'SELECT * FROM target_creators',
        ),
      ),
      (row) => `${row.collaboration_id}/${row.creator_id}`,
      (row) => [row.accepted === 1],
    ),
  };
}

function messages(all: Read): Pick<Tables, 'message'> {
  return {
    message: rowsOf(
      all<Message>('SELECT * FROM messages'),
      (row) => row.message_id,
      (row) => [
        row.conversation_id,
        row.from_creator === 1 ? 'creator' : 'seller',
        row.type,
        row.type === 'TEXT' ? row.text : null,
        seconds(row.sent_at),
      ],
    ),
  };
}
