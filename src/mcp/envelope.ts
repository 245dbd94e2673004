import * as z from 'zod';
import type { Mode } from '../domain/settings.ts';
import { type Timestamp, toIso } from '../domain/time.ts';

export interface ShopLabel {
  readonly shopId: string;
  readonly name: string;
}

/** A follow-up call, complete enough to be made as it stands. */
export interface NextCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly why: string;
}

/** What a handler answers. The envelope and the text are made from it in one place. */
export interface Reply<Data> {
  /** One sentence that stands alone. */
  readonly summary: string;
  /** The shop, or the shops, that the answer is about. */
  readonly shop: ShopLabel | readonly ShopLabel[];
  /** When what is shown was read from the platform; null before the first read. */
  readonly asOf: Timestamp | null;
  readonly warnings?: readonly string[];
  /** At most three. */
  readonly next?: readonly NextCall[];
  /** What can be read besides, for example a list as a file. */
  readonly links?: readonly ResourceLink[];
  readonly data: Data;
}

export interface ResourceLink {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly mimeType: string;
  /** Bytes. */
  readonly size: number;
}

export interface Surroundings {
  readonly sandbox: boolean;
  /** Null on results that write nothing. */
  readonly mode: Mode | null;
}

const wireShop = z.looseObject({ shop_id: z.string(), name: z.string() });

/** Fields that every result carries. `shop` or `shops`, never both: a union is refused by some hosts. */
export const ENVELOPE_SHAPE = {
  summary: z.string(),
  shop: wireShop.optional(),
  shops: z.array(wireShop).optional(),
  sandbox: z.boolean().optional(),
  mode: z.string().optional(),
  as_of: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  next: z
    .array(z.looseObject({ tool: z.string(), arguments: z.looseObject({}), why: z.string() }))
    .max(3)
    .optional(),
};

export type Envelope = z.output<z.ZodObject<typeof ENVELOPE_SHAPE>>;

/** The structured result: the envelope with the tool's own fields. Absent fields are left out, not null. */
export function structuredReply(
  reply: Reply<Readonly<Record<string, unknown>>>,
  surroundings: Surroundings,
): Envelope & Record<string, unknown> {
  return { ...envelopeOf(reply, surroundings), ...reply.data };
}

function envelopeOf(reply: Reply<unknown>, surroundings: Surroundings): Envelope {
  const toWire = (shop: ShopLabel) => ({ shop_id: shop.shopId, name: shop.name });
  const next = (reply.next ?? []).slice(0, 3);
  return {
    summary: reply.summary,
    ...(isList(reply.shop) ? { shops: reply.shop.map(toWire) } : { shop: toWire(reply.shop) }),
    ...(surroundings.sandbox ? { sandbox: true } : {}),
    ...(surroundings.mode ? { mode: surroundings.mode } : {}),
    ...(reply.asOf === null ? {} : { as_of: toIso(reply.asOf) }),
    ...(reply.warnings && reply.warnings.length > 0 ? { warnings: [...reply.warnings] } : {}),
    ...(next.length > 0 ? { next: next.map((call) => ({ ...call, arguments: { ...call.arguments } })) } : {}),
  };
}

function isList(shop: ShopLabel | readonly ShopLabel[]): shop is readonly ShopLabel[] {
  return Array.isArray(shop);
}

/** The same facts as text, for hosts that show only text. `body` comes from the tool's renderer. */
export function replyText(envelope: Envelope, body: string): string {
  const shops = envelope.shop ? [envelope.shop] : (envelope.shops ?? []);
  const footer = [
    envelope.sandbox ? 'Sandbox' : null,
    shops.map((shop) => shop.name).join(', ') || null,
    envelope.mode ? `mode ${envelope.mode}` : null,
    envelope.as_of ? `as of ${envelope.as_of}` : 'nothing read from the platform yet',
  ].filter((part) => part !== null);
  const parts = [
    envelope.summary,
    body.trim(),
    (envelope.warnings ?? []).map((warning) => `Warning: ${warning}`).join('\n'),
    (envelope.next ?? [])
      .map((call) => `Next: ${call.tool} ${JSON.stringify(call.arguments)} (${call.why})`)
      .join('\n'),
    footer.join(' · '),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
