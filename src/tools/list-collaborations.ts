import * as z from 'zod';
import { fitList } from '../mcp/budget.ts';
import { defineTool } from '../mcp/define-tool.ts';
import { moneyText, table } from '../mcp/render.ts';
import type { CollaborationsRequest } from '../usecases/list-collaborations.ts';
import type { Services } from '../usecases/services.ts';
import { collaborationsSummary, rateText, wireCollaboration } from '../wire/collaboration.ts';
import { shopLabel } from '../wire/fields.ts';
import { salesWarnings } from '../wire/sales.ts';
import { csvParts, csvReply, formatInput } from './csv.ts';
import { shopInput } from './inputs.ts';

const wireItem = z.looseObject({
  collaboration_id: z.string(),
  kind: z.string(),
  name: z.string(),
  state: z.string(),
  rate_bps: z.int().optional(),
  highest_rate_bps: z.int().optional(),
  ends_at: z.string().optional(),
  gmv_30d: z.looseObject({ amount_minor: z.int(), currency: z.string() }).optional(),
  invited: z.int().optional(),
  accepted: z.int().optional(),
  creators: z.array(z.looseObject({ username: z.string(), accepted: z.boolean() })).optional(),
  rate_changed: z
    .looseObject({
      product_id: z.string(),
      from_bps: z.int(),
      to_bps: z.int(),
      seen_at: z.string().optional(),
    })
    .optional(),
});

type Item = z.output<typeof wireItem>;

/** Loaded with the first call: the lists of a host must not wait for it. */
const listing = async () => (await import('../usecases/list-collaborations.ts')).listCollaborations;

export const listCollaborations = defineTool<Services>()({
  name: 'list_collaborations',
  title: 'List collaborations',
  description:
    'Deals with creators: open plans and invitations with state, commission rate, end, who accepted, and the sales of the last 30 days ' +
    'that are at stake. Rate changes made elsewhere show when they were seen.',
  kind: 'read',
  input: z.strictObject({
    kind: z.enum(['open', 'target']).optional().describe('Open plans or invitations.'),
    state: z.enum(['running', 'ending', 'ended']).optional().describe('Default: not ended.'),
    creator: z.string().min(1).max(100).optional().describe('Id or part of a name, old ones too.'),
    product: z
      .string()
      .regex(/^\d{1,32}$/, 'give the id of a product, digits only')
      .optional()
      .describe('Id.'),
    accepted: z.boolean().optional().describe('Invitations that all accepted, or not all.'),
    ends_within: z.int().min(1).max(365).optional().describe('Days.'),
    sort: z.enum(['gmv', 'ends']).optional().describe('Default gmv.'),
    limit: z.int().min(1).max(50).optional().describe('Default 20.'),
    cursor: z.string().min(1).max(300).optional().describe('next_cursor.'),
    format: formatInput,
    shop: shopInput,
  }),
  output: z.looseObject({
    items: z.array(wireItem),
    returned: z.int(),
    total: z.int(),
    next_cursor: z.string().optional(),
    limited_by: z.string().optional(),
  }),
  handle: async (input, { services }) => {
    const { shop, format, ends_within: endsWithinDays, ...filters } = input;
    const request = { ...filters, endsWithinDays, shop: shop ?? null };
    if (format === 'csv') return asFile(services, request);
    const list = await listing();
    const found = await list(services, request);
    const rows = found.collaborations.map((one) => wireItem.parse(wireCollaboration(one, found)));
    const fitted = await fitList(rows, found.nextCursor, async (kept) => {
      return (await list(services, { ...request, limit: kept })).nextCursor;
    });
    return {
      summary: collaborationsSummary(found),
      shop: shopLabel(found.shop),
      asOf: found.asOf,
      warnings: salesWarnings(found.salesKnownSince),
      data: { ...fitted, total: found.total },
    };
  },
  render: (data) =>
    data.items.length === 0
      ? ''
      : [
          table(
            [
              { title: 'id', cell: (row) => row.collaboration_id },
              { title: 'kind', cell: (row) => row.kind },
              { title: 'name', cell: (row) => row.name },
              { title: 'state', cell: (row) => row.state },
              { title: 'rate', cell: rateCell },
              { title: 'accepted', cell: acceptedCell },
              { title: 'ends', cell: (row) => row.ends_at ?? null },
              { title: 'sales 30 d', cell: gmvCell },
            ],
            data.items,
          ),
          ...data.items.flatMap(creatorLine),
          ...data.items.flatMap(changeLine),
        ].join('\n'),
});

function creatorLine({ collaboration_id: id, invited = 0, creators = [] }: Item): string[] {
  if (creators.length === 0) return [];
  const names = creators.map(({ username, accepted }) => `@${username} ${accepted ? 'accepted' : 'not yet'}`);
  const more = invited > creators.length ? `, and ${invited - creators.length} more` : '';
  return [`${id}: ${names.join(', ')}${more}`];
}

function changeLine({ collaboration_id: id, rate_changed: change }: Item): string[] {
  if (change === undefined) return [];
  const { product_id: product, from_bps: from, to_bps: to, seen_at: seen } = change;
  return [`${id}: rate of product ${product} ${rateText(from)} → ${rateText(to)}, seen ${seen}`];
}

function rateCell({ rate_bps: lowest, highest_rate_bps: highest }: Item): string | null {
  return lowest === undefined ? null : rateText(lowest, highest);
}

function acceptedCell({ invited, accepted }: Item): string | null {
  return invited === undefined || accepted === undefined ? null : `${accepted} of ${invited}`;
}

function gmvCell({ gmv_30d: gmv }: Item): string | null {
  return gmv === undefined ? null : moneyText({ amountMinor: gmv.amount_minor, currency: gmv.currency });
}

/** All rows instead of a page. */
async function asFile(services: Services, request: CollaborationsRequest) {
  const [{ everyRow }, { COLLABORATION_COLUMNS }] = await csvParts();
  const list = await listing();
  const first = await list(services, { ...request, limit: 1, cursor: undefined });
  const all = await everyRow(async (limit, cursor) => {
    const { collaborations, nextCursor } = await list(services, { ...request, limit, cursor });
    return { rows: collaborations, nextCursor };
  });
  const reply = await csvReply(services, 'collaborations', COLLABORATION_COLUMNS, all);
  return {
    summary: reply.sentence,
    shop: shopLabel(first.shop),
    asOf: first.asOf,
    links: reply.links,
    warnings: [...salesWarnings(first.salesKnownSince), ...reply.warnings],
    data: { ...reply.fields, total: first.total },
  };
}
