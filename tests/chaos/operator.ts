import * as z from 'zod';
import type { House } from './house.ts';

const Planned = z.object({
  status: z.string(),
  confirm_token: z.string().optional(),
  refused: z.array(z.looseObject({ application_id: z.string(), reason: z.string() })).optional(),
});

const Confirmed = z.object({
  status: z.string(),
  actions: z.array(z.looseObject({ action_id: z.string(), application_id: z.string() })).optional(),
  refused: z.array(z.looseObject({ application_id: z.string(), reason: z.string() })).optional(),
});

const Action = z.object({
  action_id: z.string(),
  kind: z.enum(['approve_sample', 'fulfil_order', 'reject_sample', 'send_note']),
  status: z.string(),
  subject: z.string(),
  stage: z.string().optional(),
  outcome: z.string().optional(),
  order_id: z.string().optional(),
  application_id: z.string().optional(),
  creator_id: z.string().optional(),
  text: z.string().optional(),
});
export type JournalAction = z.infer<typeof Action>;

const Page = z.object({ items: z.array(Action), next_cursor: z.string().optional() });

const Pending = z.object({
  items: z.array(
    z.looseObject({
      application_id: z.string(),
      approvable: z.boolean(),
      agency: z.string().optional(),
      creator: z.looseObject({ creator_id: z.string() }),
      product: z.looseObject({ sku_id: z.string() }),
    }),
  ),
  next_cursor: z.string().optional(),
});
export type PendingItem = z.infer<typeof Pending>['items'][number];

export interface Refusal {
  readonly application_id: string;
  readonly reason: string;
}

/** Plan, then yes, as a client without any capability does it. Gives what was refused. */
export async function approve(
  house: Pick<House, 'call'>,
  server: number,
  ids: readonly string[],
): Promise<readonly Refusal[]> {
  const refused: Refusal[] = [];
  for (let from = 0; from < ids.length; from += 50) {
    const batch = { application_ids: ids.slice(from, from + 50), override_reason: 'Chaos asks for it.' };
    refused.push(...(await confirm(house, server, 'approve_and_ship', batch)));
  }
  return refused;
}

export async function reject(
  house: Pick<House, 'call'>,
  server: number,
  ids: readonly string[],
): Promise<readonly Refusal[]> {
  return confirm(house, server, 'reject_sample', { application_ids: ids, reject_reason: 'NOT_MATCH' });
}

async function confirm(
  house: Pick<House, 'call'>,
  server: number,
  tool: string,
  input: Readonly<Record<string, unknown>>,
): Promise<readonly Refusal[]> {
  const planned = Planned.parse(await house.call(server, tool, input));
  if (planned.status === 'nothing_to_do') return planned.refused ?? [];
  if (planned.confirm_token === undefined) throw new Error(`${tool} gave no plan: ${planned.status}.`);
  const answer = await house.call(server, tool, { confirm_token: planned.confirm_token });
  return Confirmed.parse(answer).refused ?? [];
}

/** The whole journal, newest first. */
export async function listActions(house: Pick<House, 'call'>): Promise<readonly JournalAction[]> {
  const actions: JournalAction[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = Page.parse(await house.call(0, 'list_actions', { limit: 50, ...(cursor && { cursor }) }));
    actions.push(...page.items);
    cursor = page.next_cursor;
    if (cursor === undefined) return actions;
  }
}

export async function listPending(house: Pick<House, 'call'>): Promise<readonly PendingItem[]> {
  const pending: PendingItem[] = [];
  for (let cursor: string | undefined; ; ) {
    const input = { limit: 50, sort: 'expires', ...(cursor && { cursor }) };
    const page = Pending.parse(await house.call(0, 'list_pending_samples', input));
    pending.push(...page.items);
    cursor = page.next_cursor;
    if (cursor === undefined) return pending;
  }
}
