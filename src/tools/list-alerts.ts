import * as z from 'zod';
import { ALERT_RULES, ALERT_SEVERITIES, ALERT_STATES } from '../domain/alert.ts';
import { fitList } from '../mcp/budget.ts';
import { defineTool } from '../mcp/define-tool.ts';
import type { NextCall } from '../mcp/envelope.ts';
import { table } from '../mcp/render.ts';
import type { AlertList, AlertsRequest } from '../usecases/list-alerts.ts';
import type { Services } from '../usecases/services.ts';
import { alertsSummary, alertsWarnings, wireAlert, wireGroup } from '../wire/alert.ts';
import { inShop, shopLabel } from '../wire/fields.ts';
import { csvParts, csvReply, formatInput } from './csv.ts';
import { shopInput } from './inputs.ts';

const wireItem = z.looseObject({
  alert_id: z.string(),
  rule: z.string(),
  severity: z.string(),
  state: z.string(),
  title: z.string(),
  deadline: z.string().optional(),
  silenced: z.looseObject({ until: z.string() }).optional(),
  inhibited_by: z.looseObject({ rule: z.string() }).optional(),
  what_to_do: z.string(),
  tool: z.string(),
  arguments: z.looseObject({}),
});

const wireGroupItem = z.looseObject({
  rule: z.string(),
  severity: z.string(),
  title: z.string(),
  firing: z.int(),
});

type Item = z.output<typeof wireItem>;

/** Loaded with the first call: the lists of a host must not wait for it. */
const listing = async () => (await import('../usecases/list-alerts.ts')).listAlerts;

export const listAlerts = defineTool<Services>()({
  name: 'list_alerts',
  title: 'List alerts',
  description:
    'What went wrong or is about to: requests that run out, samples that do not ship or arrive, a warehouse that does not answer, old data, ' +
    'authorisation, request budget, writes in doubt, stock. Each with what to do and the call that settles it, most urgent first; ' +
    'groups sums up what fires by rule. Muted ones show as such.',
  kind: 'read',
  input: z.strictObject({
    state: z.enum(ALERT_STATES).optional().describe('Default: pending and firing.'),
    severity: z.enum(ALERT_SEVERITIES).optional().describe('How bad it is.'),
    rule: z.enum(ALERT_RULES).optional().describe('What it is about.'),
    limit: z.int().min(1).max(50).optional().describe('Default 20.'),
    cursor: z.string().min(1).max(100).optional().describe('next_cursor.'),
    format: formatInput,
    shop: shopInput,
  }),
  output: z.looseObject({
    groups: z.array(wireGroupItem),
    items: z.array(wireItem),
    returned: z.int(),
    total: z.int(),
    next_cursor: z.string().optional(),
    limited_by: z.string().optional(),
  }),
  handle: async (input, { services }) => {
    const { shop, format, ...filters } = input;
    if (format === 'csv') return asFile(services, { ...filters, shop: shop ?? null });
    const found = await (await listing())(services, { ...filters, shop: shop ?? null });
    const rows = found.alerts.map((shown) => wireItem.parse(wireAlert(shown)));
    const fitted = await fitList(
      rows,
      found.nextCursor,
      async (kept) => found.alerts[kept - 1]?.alert.alertId ?? null,
    );
    return {
      summary: alertsSummary(found),
      shop: shopLabel(found.shop),
      asOf: found.evaluatedAt,
      warnings: alertsWarnings(found, services.settings.monitor.cycleMinutes),
      next: inShop(nextCalls(found), shop, found.shop),
      data: { groups: found.groups.map(wireGroup), ...fitted, total: found.total },
    };
  },
  render: (data) =>
    data.items.length === 0
      ? ''
      : table(
          [
            { title: 'severity', cell: (row) => row.severity },
            { title: 'state', cell: stateText },
            { title: 'rule', cell: (row) => row.rule },
            { title: 'what', cell: (row) => row.title },
            { title: 'deadline', cell: (row) => row.deadline ?? null },
            { title: 'what to do', cell: (row) => row.what_to_do },
          ],
          data.items,
        ),
});

function nextCalls({ groups }: AlertList): readonly NextCall[] {
  return groups
    .slice(0, 3)
    .flatMap(({ title, alerts: [first] }) => (first ? [{ ...first.call, why: title }] : []));
}

/** All rows instead of a page. */
async function asFile(services: Services, request: AlertsRequest) {
  const [{ everyRow }, { ALERT_COLUMNS }] = await csvParts();
  const first = await (await listing())(services, { ...request, limit: 1, cursor: undefined });
  const all = await everyRow(async (limit, cursor) => {
    const { alerts, nextCursor } = await (await listing())(services, { ...request, limit, cursor });
    return { rows: alerts, nextCursor };
  });
  const { links, warnings, sentence, fields } = await csvReply(services, 'alerts', ALERT_COLUMNS, all);
  return {
    summary: sentence,
    shop: shopLabel(first.shop),
    asOf: first.evaluatedAt,
    ...{ links, warnings },
    data: { ...fields, groups: [], total: first.total },
  };
}

function stateText(row: Item): string {
  if (row.silenced) return `${row.state}, silenced until ${row.silenced.until}`;
  return row.inhibited_by ? `${row.state}, muted by ${row.inhibited_by.rule}` : row.state;
}
