import * as z from 'zod';
import { type Rows, rowsOf } from './compare.ts';

/** A time as the platform tells it: whole seconds. */
export const seconds = (milliseconds: number | null): number | null =>
  milliseconds === null ? null : Math.floor(milliseconds / 1_000);

const nullableText = z.string().nullable();
const nullableCount = z.number().nullable();

const Applications = z.object({
  /** Of the world: while it is frozen its clock goes on. */
  now: z.iso.datetime().transform((at) => Date.parse(at)),
  applications: z.array(
    z.object({
      application_id: z.string(),
      creator_id: z.string(),
      status: z.string(),
      order_id: nullableText,
    }),
  ),
});

const SampleOrders = z.object({
  orders: z.array(z.object({ order_id: z.string(), status: z.string(), tracking_on_tiktok: z.string() })),
});

const Sales = z.object({
  orders: z.array(
    z.object({
      order_id: z.string(),
      created_ms: z.number(),
      listed_ms: z.number(),
      lines: z.array(
        z.object({
          sku_id: z.string(),
          creator_username: z.string(),
          creator_id: z.string(),
          content_id: nullableText,
          quantity: z.number(),
          refunded_quantity: z.number(),
          price_minor: z.number(),
          commission_bps: z.number(),
          estimated_base_minor: z.number(),
          actual_base_minor: nullableCount,
          actual_commission_minor: nullableCount,
          settlement_status: z.string(),
          open_collaboration_id: nullableText,
          target_collaboration_id: nullableText,
        }),
      ),
    }),
  ),
});

const Content = z.object({
  samples: z.array(
    z.object({
      application_id: z.string(),
      content_id: z.string(),
      format: z.string(),
      created_ms: z.number(),
    }),
  ),
});

const Deals = z.object({
  open: z.array(
    z.object({
      open_collaboration_id: z.string(),
      product_id: z.string(),
      rate_bps: z.number(),
      status: z.string(),
    }),
  ),
  target: z.array(
    z.object({
      target_collaboration_id: z.string(),
      name: z.string(),
      status: z.string(),
      end_ms: z.number(),
      products: z.array(
        z.object({ product_id: z.string(), rate_bps: z.number(), ads_rate_bps: nullableCount }),
      ),
      creators: z.array(z.object({ creator_id: z.string(), accepted: z.boolean() })),
    }),
  ),
});

const Messages = z.object({
  messages: z.array(
    z.object({
      message_id: z.string(),
      conversation_id: z.string(),
      // What the platform says by itself counts as not the creator's.
      from: z
        .enum(['seller', 'creator', 'platform'])
        .transform((from) => (from === 'creator' ? from : 'seller')),
      type: z.string(),
      content: z.string(),
      created_ms: z.number(),
    }),
  ),
});

export const KINDS = [
  'application',
  'sample order',
  'order line',
  'content',
  'open plan',
  'invitation',
  'deal product',
  'deal creator',
  'message',
] as const;
export type Kind = (typeof KINDS)[number];
export type Tables = Readonly<Record<Kind, Rows>>;

/** What really is, as the sandbox's oracle tells it, in the rows that `stored` has. */
export async function truth(controlUrl: string): Promise<Tables> {
  const part = async (name: string): Promise<unknown> =>
    (await fetch(`${controlUrl}/control/${name}`)).json();

  const { applications, now } = Applications.parse(await part('oracle'));
  const { orders } = SampleOrders.parse(await part('oracle/sample-orders'));
  const sales = Sales.parse(await part('oracle/affiliate-orders'));
  const content = Content.parse(await part('oracle/content'));
  const deals = Deals.parse(await part('oracle/collaborations'));
  const { messages } = Messages.parse(await part('oracle/messages'));
  return {
    application: rowsOf(
      applications,
      (row) => row.application_id,
      (row) => [row.status, row.creator_id, row.order_id],
    ),
    'sample order': rowsOf(
      orders,
      (row) => row.order_id,
      (row) => [row.status, row.tracking_on_tiktok],
    ),
    'order line': linesOf(sales, now),
    content: rowsOf(
      content.samples,
      (row) => `${row.application_id}/${row.content_id}`,
      (row) => [row.format, seconds(row.created_ms)],
    ),
    ...dealsOf(deals),
    message: rowsOf(
      messages,
      (row) => row.message_id,
      (row) => [
        row.conversation_id,
        row.from,
        row.type,
        row.type === 'TEXT' ? textOf(row.content) : null,
        seconds(row.created_ms),
      ],
    ),
  };
}

/** Orders that the platform lists by now; the creator's id is told apart, since lines carry only the username. */
function linesOf({ orders }: z.infer<typeof Sales>, now: number): Rows {
  const listed = orders
    .filter((order) => order.listed_ms <= now)
    .flatMap((order) => order.lines.map((line) => ({ order, line })));
  return rowsOf(
    listed,
    ({ order, line }) => `${order.order_id}/${line.sku_id}/${line.content_id ?? ''}/${line.creator_username}`,
    ({ order, line }) => [
      seconds(order.created_ms),
      line.quantity,
      line.refunded_quantity,
      line.price_minor,
      line.commission_bps,
      line.estimated_base_minor,
      line.actual_base_minor,
      line.actual_commission_minor,
      settlementOf(line.settlement_status),
      line.open_collaboration_id,
      line.target_collaboration_id,
      line.creator_id,
    ],
  );
}

function settlementOf(status: string): string {
  if (status === 'SETTLED') return 'settled';
  return status === 'INELIGIBLE' ? 'ineligible' : 'provisional';
}

function dealsOf({ open, target }: z.infer<typeof Deals>) {
  const live = target.filter((row) => row.status !== 'COMPLETED');
  const products = live.flatMap((deal) => deal.products.map((product) => ({ deal, product })));
  const creators = live.flatMap((deal) => deal.creators.map((creator) => ({ deal, creator })));
  return {
    'open plan': rowsOf(
      open,
      (row) => row.open_collaboration_id,
      (row) => [row.product_id, row.rate_bps, row.status],
    ),
    invitation: rowsOf(
      target,
      (row) => row.target_collaboration_id,
      (row) => [row.name, row.status, seconds(row.end_ms)],
    ),
    'deal product': rowsOf(
      products,
      ({ deal, product }) => `${deal.target_collaboration_id}/${product.product_id}`,
      ({ product }) => [product.rate_bps, product.ads_rate_bps],
    ),
    'deal creator': rowsOf(
      creators,
      ({ deal, creator }) => `${deal.target_collaboration_id}/${creator.creator_id}`,
      ({ creator }) => [creator.accepted],
    ),
  };
}

const Text = z.object({ content: z.string() });

/** TEXT messages hold their text in JSON; some hold it as it is. */
function textOf(content: string): string {
  try {
    const parsed = Text.safeParse(JSON.parse(content));
    return parsed.success ? parsed.data.content : content;
  } catch {
    return content;
  }
}
