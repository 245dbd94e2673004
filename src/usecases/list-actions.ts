import type { Action, ActionEvent, ActionKind, ActionStatus } from '../domain/action.ts';
import { OperatorError } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import { requireShop } from './resolve-shop.ts';
import type { Services } from './services.ts';

export interface ActionsRequest {
  readonly shop: string | null;
  readonly kind?: ActionKind | undefined;
  readonly status?: ActionStatus | undefined;
  readonly creator?: string | undefined;
  readonly applicationId?: string | undefined;
  readonly since?: Timestamp | undefined;
  readonly proposedBy?: string | undefined;
  readonly batchId?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface ActionRecord {
  readonly action: Action;
  readonly events: readonly ActionEvent[];
}

export interface ActionList {
  readonly shop: Shop;
  readonly records: readonly ActionRecord[];
  readonly nextCursor: string | null;
  readonly now: Timestamp;
}

/** The journal, newest first, each action with what happened to it. */
export async function listActions(services: Services, request: ActionsRequest): Promise<ActionList> {
  const { actions, shops } = services.store;
  const shop = await requireShop(shops, request.shop);
  const page = await actions.list({
    shopId: shop.shopId,
    limit: request.limit ?? 20,
    ...(request.kind !== undefined && { kind: request.kind }),
    ...(request.status !== undefined && { status: request.status }),
    ...(request.creator !== undefined && { creator: request.creator.replace(/^@/, '') }),
    ...(request.applicationId !== undefined && { applicationId: request.applicationId }),
    ...(request.since !== undefined && { since: request.since }),
    ...(request.proposedBy !== undefined && { proposedBy: request.proposedBy }),
    ...(request.batchId !== undefined && { batchId: request.batchId }),
    ...(request.cursor !== undefined && { cursor: request.cursor }),
  });
  const records: ActionRecord[] = [];
  for (const action of page.items) records.push({ action, events: await actions.events(action.actionId) });
  return { shop, records, nextCursor: page.nextCursor, now: services.programClock.now() };
}

/** One action with its shop and its events. */
export async function describeAction(
  services: Services,
  actionId: string,
): Promise<ActionRecord & { readonly shop: Shop }> {
  const action = await services.store.actions.get(actionId);
  const shop = (await services.store.shops.list()).find((one) => one.shopId === action?.shopId);
  if (!action || !shop) {
    throw new OperatorError(
      'not_found',
      `No action with the id ${actionId} is known.`,
      'list_actions shows the journal.',
    );
  }
  return { action, shop, events: await services.store.actions.events(actionId) };
}
