import type { Assistant, ToolAnswer } from './assistants.ts';
import type { Desk } from './desk.ts';
import { until } from './until.ts';
import {
  type ActionItem,
  accepted,
  actionItem,
  actionList,
  confirmationRequired,
  type PendingItem,
  pendingList,
} from './wire-shapes.ts';

// Steps of an operator's morning, as tests take them.

/** Waits for the first complete reading of the shop. */
export async function firstReading(client: Assistant): Promise<void> {
  await until(
    'the first reading',
    async () => {
      const { data } = await client.call('program_status');
      return 'last_watched_at' in data ? true : null;
    },
    async () => (await client.call('program_status')).text,
  );
}

export async function pending(
  client: Assistant,
  filters: Record<string, unknown> = {},
): Promise<PendingItem[]> {
  return pendingList.parse((await client.call('list_pending_samples', filters)).data).items;
}

export async function actions(
  client: Assistant,
  filters: Record<string, unknown> = {},
): Promise<ActionItem[]> {
  return actionList.parse((await client.call('list_actions', { limit: 50, ...filters })).data).items;
}

export async function action(client: Assistant, actionId: string): Promise<ActionItem> {
  return actionItem.parse(await client.read(`affiliate://actions/${actionId}`));
}

/** Plans and confirms by token. */
export async function confirmed(
  client: Assistant,
  tool: string,
  args: Record<string, unknown>,
): Promise<ToolAnswer> {
  const plan = await client.call(tool, args);
  const { confirm_token } = confirmationRequired.parse(plan.data);
  return client.call(tool, { confirm_token });
}

/** Approves by token and gives the actions' ids by application. */
export async function approve(
  client: Assistant,
  applicationIds: readonly string[],
  extra: Record<string, unknown> = {},
): Promise<Map<string, string>> {
  const answer = await confirmed(client, 'approve_and_ship', { application_ids: applicationIds, ...extra });
  const { actions: made } = accepted.parse(answer.data);
  return new Map(made.map((one) => [one.application_id, one.action_id]));
}

/** Waits until each action is where the test wants it, and gives them. */
export async function settled(
  client: Assistant,
  actionIds: Iterable<string>,
  isThere: (action: ActionItem) => boolean,
): Promise<ActionItem[]> {
  const ids = [...actionIds];
  const read = () => Promise.all(ids.map((id) => action(client, id)));
  return until(
    'actions to settle',
    async () => {
      const now = await read();
      return now.every(isThere) ? now : null;
    },
    read,
  );
}

const ENDED = new Set(['done', 'failed', 'blocked', 'unknown', 'cancelled']);
export const hasEnded = (one: ActionItem): boolean => ENDED.has(one.status);

/** Sees approvals through to their orders: the platform makes an order some seconds after a yes. */
export async function approvedThrough(
  desk: Desk,
  client: Assistant,
  actionIds: Iterable<string>,
): Promise<ActionItem[]> {
  const ids = [...actionIds];
  await settled(client, ids, (one) => one.stage === 'await_order' || hasEnded(one));
  await desk.control.advance(0.05);
  return settled(client, ids, hasEnded);
}

/**
 * Sees approved samples through to the warehouse: has the programme read the shop, and passes the merge window.
 * Gives the parcels' actions, which wait for the warehouse from then on.
 */
export async function parcels(
  desk: Desk,
  client: Assistant,
  orderIds: readonly string[],
): Promise<ActionItem[]> {
  await desk.control.advance(0.12);
  return until(
    'parcels at the warehouse',
    async () => {
      const { items } = actionList.parse(
        (await client.call('list_actions', { kind: 'fulfil_order', limit: 50 })).data,
      );
      const ours = items.filter((one) => orderIds.includes(String(one.order_id)));
      if (ours.length < orderIds.length) await client.call('program_status', { refresh: true });
      const there = ours.every((one) => one.stage === 'await_parcel' || hasEnded(one));
      return there && ours.length === orderIds.length ? ours : null;
    },
    () => actions(client, { kind: 'fulfil_order' }),
  );
}

/**
 * The warehouse picks and ships within a day; then tracking follows and, once it is nine in the shop, the note. The
 * sandbox starts at seven. Gives notes by creator.
 */
export async function shippedAndTold(
  desk: Desk,
  client: Assistant,
  fulfilments: readonly ActionItem[],
): Promise<ActionItem[]> {
  await desk.control.advance(26);
  await settled(
    client,
    fulfilments.map((one) => one.action_id),
    hasEnded,
  );
  return until(
    'the notes',
    async () => {
      const notes = await actions(client, { kind: 'send_note' });
      return notes.length >= fulfilments.length && notes.every(hasEnded) ? notes : null;
    },
    () => actions(client, { kind: 'send_note' }),
  );
}

/** TikTok Shop orders that the sandbox made for these requests. */
export async function orderIdsOf(desk: Desk, applicationIds: readonly string[]): Promise<string[]> {
  const { applications } = await desk.control.truth();
  const ids = applications
    .filter((one) => applicationIds.includes(one.application_id))
    .flatMap((one) => (one.order_id === null ? [] : [one.order_id]));
  return [...new Set(ids)];
}
