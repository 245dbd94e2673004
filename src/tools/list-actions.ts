import * as z from 'zod';
import { ACTION_KINDS, ACTION_STATUSES } from '../domain/action.ts';
import { OperatorError } from '../domain/errors.ts';
import { fitList } from '../mcp/budget.ts';
import { defineTool } from '../mcp/define-tool.ts';
import { count, table } from '../mcp/render.ts';
import type { ActionList, ActionsRequest } from '../usecases/list-actions.ts';
import type { Services } from '../usecases/services.ts';
import { wireAction } from '../wire/action.ts';
import { shopLabel } from '../wire/fields.ts';
import { csvParts, csvReply, formatInput } from './csv.ts';
import { shopInput } from './inputs.ts';

const wireItem = z.looseObject({
  action_id: z.string(),
  kind: z.string(),
  subject: z.string(),
  status: z.string(),
  stage: z.string().optional(),
  outcome: z.string().optional(),
  steps: z.array(z.looseObject({ step: z.string(), state: z.string() })),
  proposed_by: z.string(),
  reason: z.string(),
});

/** Loaded with the first call: the lists of a host must not wait for it. */
const listing = async () => (await import('../usecases/list-actions.ts')).listActions;

export const listActions = defineTool<Services>()({
  name: 'list_actions',
  title: 'List actions',
  description:
    'The journal: all that affiliate-ops did, does or waits to do in the outside world, newest first, with steps and reason. ' +
    'unknown: sent without an answer, being read back; blocked: names who must act. ' +
    'Settle those with decide_action.',
  kind: 'read',
  input: z.strictObject({
    kind: z.enum(ACTION_KINDS).optional().describe('What it does.'),
    status: z.enum(ACTION_STATUSES).optional().describe('How it stands.'),
    creator: z.string().max(100).optional().describe('Id or part of a name.'),
    application_id: z
      .string()
      .regex(/^\d{1,32}$/)
      .optional()
      .describe('For this request.'),
    since: z.string().min(10).max(35).optional().describe('Changed since, e.g. 2026-11-20.'),
    proposed_by: z.string().max(60).optional().describe('operator, monitor or a rule.'),
    batch_id: z.string().max(60).optional().describe('From approve_and_ship.'),
    limit: z.int().min(1).max(50).optional().describe('Default 20.'),
    cursor: z.string().max(300).optional().describe('next_cursor.'),
    format: formatInput,
    shop: shopInput,
  }),
  output: z.looseObject({
    items: z.array(wireItem),
    returned: z.int(),
    next_cursor: z.string().optional(),
    limited_by: z.string().optional(),
  }),
  handle: async (input, call) => {
    const request = {
      shop: input.shop ?? null,
      kind: input.kind,
      status: input.status,
      creator: input.creator,
      applicationId: input.application_id,
      since: input.since === undefined ? undefined : parseSince(input.since),
      proposedBy: input.proposed_by,
      batchId: input.batch_id,
      limit: input.limit,
      cursor: input.cursor,
    };
    if (input.format === 'csv') return asFile(call.services, request);
    const list = await listing();
    const found = await list(call.services, request);
    const rows = found.records.map(({ action, events }) => wireItem.parse(wireAction(action, events)));
    const data = await fitList(rows, found.nextCursor, async (kept) => {
      const shorter = await list(call.services, { ...request, limit: kept });
      return shorter.nextCursor;
    });
    return { summary: summaryOf(found), shop: shopLabel(found.shop), asOf: found.now, data };
  },
  render: (data) =>
    data.items.length === 0
      ? ''
      : table(
          [
            { title: 'action', cell: (row) => row.action_id },
            { title: 'kind', cell: (row) => row.kind },
            { title: 'subject', cell: (row) => row.subject },
            { title: 'status', cell: (row) => row.status },
            { title: 'step', cell: (row) => row.stage ?? null },
            { title: 'how it stands', cell: (row) => row.outcome ?? row.reason },
            // What was decided and why; everything else follows from it.
            { title: 'why', cell: (row) => (row.outcome && DECISIONS.has(row.kind) ? row.reason : null) },
          ],
          data.items,
        ),
});

/** All rows instead of a page. */
async function asFile(services: Services, request: ActionsRequest) {
  const [{ everyRow }, { ACTION_COLUMNS }] = await csvParts();
  const list = await listing();
  const { shop, now } = await list(services, { ...request, limit: 1, cursor: undefined });
  const all = await everyRow(async (limit, cursor) => {
    const { records, nextCursor } = await list(services, { ...request, limit, cursor });
    return { rows: records, nextCursor };
  });
  const { links, warnings, sentence, fields } = await csvReply(services, 'actions', ACTION_COLUMNS, all);
  return { summary: sentence, shop: shopLabel(shop), asOf: now, links, warnings, data: fields };
}

const DECISIONS: ReadonlySet<string> = new Set(['approve_sample', 'reject_sample']);

function parseSince(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) {
    throw new OperatorError(
      'input',
      `"${text}" is not a date.`,
      'Use ISO form, for example 2026-11-20 or 2026-11-20T09:00:00Z.',
    );
  }
  return at;
}

function summaryOf({ records, nextCursor }: ActionList): string {
  if (records.length === 0)
    return 'No action matches. The journal starts with the first approval, rejection or parcel.';
  const alike = new Map<string, number>();
  for (const { action } of records) {
    const words = `${action.kind} ${action.status}`;
    alike.set(words, (alike.get(words) ?? 0) + 1);
  }
  const listed = [...alike].map(([words, number]) => `${number} ${words}`).join(', ');
  return `${count(records.length, 'action')}: ${listed}.${nextCursor === null ? '' : ' Older ones follow with next_cursor.'}`;
}
