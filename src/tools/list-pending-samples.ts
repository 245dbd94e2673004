import * as z from 'zod';
import type { Verdict } from '../domain/decision.ts';
import { fitList } from '../mcp/budget.ts';
import { defineTool } from '../mcp/define-tool.ts';
import type { NextCall } from '../mcp/envelope.ts';
import { count, table } from '../mcp/render.ts';
import type { PendingList, PendingRequest } from '../usecases/list-pending-samples.ts';
import type { Services } from '../usecases/services.ts';
import { inShop, shopLabel } from '../wire/fields.ts';
import { wireSample } from '../wire/sample.ts';
import { csvParts, csvReply, formatInput } from './csv.ts';
import { shopInput } from './inputs.ts';

const wireItem = z.looseObject({
  application_id: z.string(),
  creator: z.looseObject({ creator_id: z.string(), username: z.string() }),
  product: z.looseObject({ product_id: z.string(), sku_id: z.string(), title: z.string() }),
  expires_at: z.string().optional(),
  approvable: z.boolean(),
  decision: z
    .looseObject({
      verdict: z.string(),
      reason: z.string(),
      conditions: z.array(z.looseObject({ name: z.string() })),
    })
    .optional(),
});

/** Loaded with the first call: the lists of a host must not wait for it. */
const listing = async () => (await import('../usecases/list-pending-samples.ts')).listPendingSamples;

export const listPendingSamples = defineTool<Services>()({
  name: 'list_pending_samples',
  title: 'List pending sample requests',
  description:
    'Open sample requests with what the rule decides about each and why, next to expire first. ' +
    'Decide them with approve_and_ship or reject_sample; what was decided is in list_actions.',
  kind: 'read',
  input: z.strictObject({
    verdict: z.enum(['approve', 'ask', 'reject', 'undecided']).optional().describe('What the rule decides.'),
    expires_within: z.int().min(1).max(720).optional().describe('Hours left.'),
    product: z.string().max(100).optional().describe('Id or part of the title.'),
    creator: z.string().max(100).optional().describe('Id or part of a name, old ones too.'),
    followers_min: z.int().min(0).max(1_000_000_000).optional().describe('At least.'),
    followers_max: z.int().min(0).max(1_000_000_000).optional().describe('At most.'),
    gmv_30d_min: z.number().min(0).max(1e9).optional().describe("In the shop's currency, e.g. 1000."),
    gmv_30d_max: z.number().min(0).max(1e9).optional().describe('At most.'),
    sort: z.enum(['expires', 'gmv', 'followers']).optional().describe('Default expires.'),
    limit: z.int().min(1).max(50).optional().describe('Default 20.'),
    cursor: z.string().max(300).optional().describe('next_cursor.'),
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
  handle: async (input, call) => {
    const request = {
      shop: input.shop ?? null,
      verdict: input.verdict,
      expiresWithinHours: input.expires_within,
      product: input.product,
      creator: input.creator,
      followersMin: input.followers_min,
      followersMax: input.followers_max,
      gmvMin: input.gmv_30d_min,
      gmvMax: input.gmv_30d_max,
      sort: input.sort,
      limit: input.limit,
      cursor: input.cursor,
    };
    if (input.format === 'csv') return asFile(call.services, request);
    const list = await listing();
    const found = await list(call.services, request);
    const rows = found.page.items.map(wireSample);
    const data = await fitList(rows, found.page.nextCursor, async (kept) => {
      const shorter = await list(call.services, { ...request, limit: kept });
      return shorter.page.nextCursor;
    });
    return {
      summary: summaryOf(found, input.verdict),
      shop: shopLabel(found.shop),
      asOf: found.asOf,
      warnings:
        found.asOf === null ? ['The first reading of TikTok Shop is still under way; more may appear.'] : [],
      next: inShop(nextCalls(found), input.shop, found.shop),
      data: { ...data, total: found.page.total },
    };
  },
  render: (data) =>
    data.items.length === 0
      ? ''
      : table(
          [
            { title: 'id', cell: (row) => row.application_id },
            { title: 'creator', cell: (row) => `@${row.creator.username}` },
            { title: 'product', cell: (row) => row.product.title },
            { title: 'expires', cell: (row) => row.expires_at ?? null },
            { title: 'rule', cell: (row) => row.decision?.verdict ?? null },
            { title: 'why', cell: (row) => row.decision?.reason ?? null },
          ],
          data.items,
        ),
});

/** All rows instead of a page. */
async function asFile(services: Services, request: PendingRequest) {
  const [{ everyRow }, { SAMPLE_COLUMNS }] = await csvParts();
  const list = await listing();
  const first = await list(services, { ...request, limit: 1, cursor: undefined });
  const all = await everyRow(async (limit, cursor) => {
    const { page } = await list(services, { ...request, limit, cursor });
    return { rows: page.items, nextCursor: page.nextCursor };
  });
  const { links, warnings, sentence, fields } = await csvReply(
    services,
    'pending-samples',
    SAMPLE_COLUMNS,
    all,
  );
  return {
    summary: sentence,
    shop: shopLabel(first.shop),
    asOf: first.asOf,
    ...{ links, warnings },
    data: { ...fields, total: first.page.total },
  };
}

function summaryOf({ page, counts, asOf }: PendingList, verdict: Verdict | 'undecided' | undefined): string {
  if (counts.open === 0) {
    return asOf === null
      ? 'No requests are known yet: the first reading of TikTok Shop is under way. Ask again in a minute.'
      : 'No sample request is open.';
  }
  const of = `${count(counts.open, 'open request')}: ${counts.approve} to approve, ${counts.ask} for your judgement, ${counts.reject} to reject`;
  const undecided = counts.undecided > 0 ? `, ${counts.undecided} not decided yet` : '';
  const filtered =
    page.total === counts.open ? '' : ` ${page.total} match ${verdict ? `"${verdict}"` : 'these filters'}.`;
  return `${of}${undecided}.${filtered}`;
}

function nextCalls({ counts }: PendingList): readonly NextCall[] {
  return counts.approve > 0
    ? [
        {
          tool: 'approve_and_ship',
          arguments: { all_recommended: true },
          why: 'plan the approval of everything the rule recommends',
        },
      ]
    : [];
}
