import * as z from 'zod';
import { OperatorError } from '../domain/errors.ts';
import { LIFE_STAGES, type LifeStage } from '../domain/sample-milestones.ts';
import { fitList } from '../mcp/budget.ts';
import { defineTool } from '../mcp/define-tool.ts';
import type { NextCall } from '../mcp/envelope.ts';
import { count, spanFrom } from '../mcp/render.ts';
import { plainLine } from '../mcp/untrusted.ts';
import type { Services } from '../usecases/services.ts';
import type { TrackList, TrackRequest } from '../usecases/track-samples.ts';
import { inShop, shopLabel } from '../wire/fields.ts';
import { wireTracked } from '../wire/tracked-sample.ts';
import { csvParts, csvReply, formatInput } from './csv.ts';

const wireItem = z.looseObject({
  application_id: z.string(),
  creator: z.looseObject({ creator_id: z.string(), username: z.string() }),
  product: z.looseObject({ product_id: z.string(), title: z.string() }),
  stage: z.string(),
  standing: z.string(),
  who: z.string().optional(),
  next: z.string().optional(),
  tracking: z.array(z.looseObject({ carrier: z.string().optional(), number: z.string() })).optional(),
  content: z
    .array(
      z.looseObject({
        format: z.string(),
        link: z.string().optional(),
        views: z.number().optional(),
        paid_orders: z.number().optional(),
      }),
    )
    .optional(),
});

const moment = z.string().max(35).optional();

export const trackSamples = defineTool<Services>()({
  name: 'track_samples',
  title: 'Track samples',
  description:
    'Where samples stand, request to post: deadline, next step, who must act, tracking, content. ' +
    'Addresses are private: see the order in Seller Center.',
  kind: 'read',
  input: z.strictObject({
    creator: z.string().max(100).optional().describe('Id or name.'),
    product: z.string().max(100).optional().describe('Id or title.'),
    stage: z.string().max(20).optional().describe('E.g. overdue.'),
    approved_since: moment.describe('Date or 6h, 14d.'),
    approved_elsewhere: z.boolean().optional().describe('By phone.'),
    delivered_before: moment.describe('Same.'),
    posted: z.boolean().optional().describe('false: owes it.'),
    late: z.boolean().optional().describe('Too late.'),
    limit: z.int().min(1).max(50).optional().describe('Default 20.'),
    cursor: z.string().max(300).optional().describe('next_cursor.'),
    format: formatInput,
    shop: z.string().max(100).optional().describe('Shop id or name.'),
  }),
  output: z.looseObject({
    items: z.array(wireItem),
    totals: z.record(z.string(), z.int()),
    late: z.int(),
    returned: z.int(),
    total: z.int(),
    next_cursor: z.string().optional(),
    limited_by: z.string().optional(),
  }),
  handle: async (input, call) => {
    const { trackSamples: track } = await import('../usecases/track-samples.ts');
    const request = {
      shop: input.shop ?? null,
      creator: input.creator,
      product: input.product,
      stage: input.stage === undefined ? undefined : stageOf(input.stage),
      approvedSince: input.approved_since,
      approvedElsewhere: input.approved_elsewhere,
      deliveredBefore: input.delivered_before,
      posted: input.posted,
      late: input.late,
      limit: input.limit,
      cursor: input.cursor,
    };
    if (input.format === 'csv') return asFile(call.services, request);
    const found = await track(call.services, request);
    const rows = found.rows.map(wireTracked);
    const data = await fitList(rows, found.page.nextCursor, async (kept) => {
      const shorter = await track(call.services, { ...request, limit: kept });
      return shorter.page.nextCursor;
    });
    return {
      summary: summaryOf(found),
      shop: shopLabel(found.shop),
      asOf: found.asOf,
      warnings: warningsOf(found),
      next: inShop(nextCalls(found), input.shop, found.shop),
      data: { ...data, totals: totalsOf(found), late: found.page.late, total: found.page.total },
    };
  },
  render: (data) => data.items.map(lineOf).join('\n'),
});

/** All rows instead of a page. */
async function asFile(services: Services, request: TrackRequest) {
  const [{ everyRow }, { TRACKED_COLUMNS }] = await csvParts();
  const { trackSamples: track } = await import('../usecases/track-samples.ts');
  const first = await track(services, { ...request, limit: 1, cursor: undefined });
  const all = await everyRow(async (limit, cursor) => {
    const { rows, page } = await track(services, { ...request, limit, cursor });
    return { rows, nextCursor: page.nextCursor };
  });
  const { links, warnings, sentence, fields } = await csvReply(services, 'samples', TRACKED_COLUMNS, all);
  return {
    summary: sentence,
    shop: shopLabel(first.shop),
    asOf: first.asOf,
    ...{ links, warnings: [...warningsOf(first), ...warnings] },
    data: { ...fields, totals: totalsOf(first), late: first.page.late, total: first.page.total },
  };
}

function stageOf(text: string): LifeStage {
  const stage = LIFE_STAGES.find((one) => one === text.trim().toLowerCase().replaceAll(' ', '_'));
  if (stage) return stage;
  throw new OperatorError(
    'input',
    `"${text}" is not a stage of a sample.`,
    `Use one of: ${LIFE_STAGES.join(', ')}.`,
  );
}

type Item = z.output<typeof wireItem>;

/** One line a sample, in the order in which a person asks: who, what, where it is, who moves next. */
function lineOf(item: Item): string {
  const parcels = (item.tracking ?? []).map(({ carrier, number }) =>
    [carrier, number].filter(Boolean).join(' '),
  );
  const content = (item.content ?? []).map(({ format, link, views, paid_orders: orders }) => {
    const figures = [
      views === undefined ? [] : [`${views} views`],
      orders === undefined ? [] : [count(orders, 'order')],
    ];
    const text = figures.flat().join(', ');
    return `${link ?? format}${text && ` (${text})`}`;
  });
  const parts = [
    `@${plainLine(item.creator.username)}, ${plainLine(item.product.title)}: ${item.standing}`,
    ...(parcels.length > 0 ? [parcels.join(', ')] : []),
    ...(item.who && item.next ? [`${item.who}: ${plainLine(item.next)}`] : []),
    ...content,
  ];
  return `- ${parts.join(' · ')} [${item.application_id}]`;
}

/** In the order of a life, stages without samples left out. */
function totalsOf({ page }: TrackList): Record<string, number> {
  return Object.fromEntries(
    LIFE_STAGES.flatMap((stage) => {
      const samples = page.stages[stage] ?? 0;
      return samples > 0 ? [[stage, samples] as const] : [];
    }),
  );
}

function summaryOf(found: TrackList): string {
  const { page, now, asOf } = found;
  const totals = Object.entries(totalsOf(found));
  if (totals.length === 0) {
    return asOf === null
      ? 'No samples are known yet: the first reading of TikTok Shop is under way. Ask again in a minute.'
      : 'No sample matches.';
  }
  const all = totals.reduce((sum, [, samples]) => sum + samples, 0);
  const list = totals.map(([stage, samples]) => `${samples} ${stage.replaceAll('_', ' ')}`).join(', ');
  const late = page.late === 0 ? 'None is late.' : `${page.late} late.`;
  const shown = page.total === all ? '' : ` ${page.total} in the stage asked for.`;
  const read = asOf === null ? '' : ` Read ${spanFrom(now, asOf)}.`;
  return `${count(all, 'sample')}: ${list}. ${late}${shown}${read}`;
}

function warningsOf({ asOf, stale, contentRead }: TrackList): readonly string[] {
  return [
    ...(asOf === null ? ['The first reading of TikTok Shop is still under way; more may appear.'] : []),
    ...(stale ? ['The samples were read too long ago to rely on: call program_status with refresh.'] : []),
    ...(contentRead ? [] : ['Content has not been read yet: "posted" follows TikTok Shop\'s status alone.']),
  ];
}

function nextCalls({ rows }: TrackList): readonly NextCall[] {
  const lost = rows.find(({ standing }) => standing.stage === 'shipped' && standing.late);
  const open = rows.some(({ standing }) => standing.stage === 'requested');
  return [
    ...(lost
      ? [
          {
            tool: 'approve_and_ship',
            arguments: { reship_of: lost.sample.application.applicationId, reason: 'Never arrived' },
            why: `plan to send @${lost.sample.application.creator.username} the sample again, if the carrier lost it`,
          },
        ]
      : []),
    ...(open
      ? [{ tool: 'list_pending_samples', arguments: {}, why: 'see what the rule says about requests' }]
      : []),
  ];
}
