import { type Money, minorDigits } from '../domain/money.ts';
import { type Timestamp, toIso } from '../domain/time.ts';
import type { CsvColumn } from '../mcp/csv.ts';
import type { ActionRecord } from '../usecases/list-actions.ts';
import type { StoredApplication } from '../usecases/services.ts';
import { wireAction } from './action.ts';

/** A moment in a cell. */
export function timeCell(at: Timestamp | null): string | null {
  return at === null ? null : toIso(at);
}

/** An amount as a number in whole units, which a spreadsheet can add up; its currency has a column of its own. */
export function moneyCell(money: Money | null): number | null {
  return money === null ? null : money.amountMinor / 10 ** minorDigits(money.currency);
}

/** A sample request as a line of a file. */
export const SAMPLE_COLUMNS: readonly CsvColumn<StoredApplication>[] = [
  { name: 'application_id', cell: (row) => row.applicationId },
  { name: 'creator_id', cell: ({ creator }) => creator.creatorId },
  { name: 'username', cell: ({ creator }) => creator.username },
  { name: 'followers', cell: ({ creator }) => creator.followers },
  { name: 'gmv_30d', cell: ({ creator }) => moneyCell(creator.gmv30d) },
  { name: 'currency', cell: ({ creator }) => creator.gmv30d?.currency },
  { name: 'posts_30d', cell: ({ creator }) => creator.posts30d },
  {
    name: 'fulfilment_percent',
    cell: ({ creator }) => (creator.fulfilmentBps === null ? null : creator.fulfilmentBps / 100),
  },
  { name: 'product_id', cell: (row) => row.productId },
  { name: 'product', cell: (row) => row.productTitle },
  { name: 'sku_id', cell: (row) => row.skuId },
  { name: 'sku', cell: (row) => row.skuName },
  { name: 'expires_at', cell: (row) => timeCell(row.approveExpiresAt) },
  { name: 'approvable', cell: (row) => row.approvable },
  { name: 'agency', cell: (row) => row.agencyName },
  { name: 'verdict', cell: ({ decision }) => decision?.verdict ?? 'undecided' },
  { name: 'reason', cell: ({ decision }) => decision?.reason },
];

/** An action of the journal as a line of a file. */
export const ACTION_COLUMNS: readonly CsvColumn<ActionRecord>[] = [
  { name: 'action_id', cell: ({ action }) => action.actionId },
  { name: 'kind', cell: ({ action }) => action.kind },
  { name: 'subject', cell: ({ action }) => action.subject },
  { name: 'application_id', cell: idCell('application_id') },
  { name: 'creator_id', cell: idCell('creator_id') },
  { name: 'order_id', cell: idCell('order_id') },
  { name: 'status', cell: ({ action }) => action.status },
  { name: 'step', cell: ({ action }) => action.stage },
  { name: 'outcome', cell: ({ action }) => action.outcome },
  { name: 'who_must_act', cell: ({ action }) => action.blocked?.who },
  { name: 'what_to_do', cell: ({ action }) => action.blocked?.next },
  { name: 'proposed_by', cell: ({ action }) => action.proposedBy },
  { name: 'reason', cell: ({ action }) => action.reason },
  { name: 'batch_id', cell: ({ action }) => action.batchId },
  { name: 'created_at', cell: ({ action }) => timeCell(action.createdAt) },
  { name: 'updated_at', cell: ({ action }) => timeCell(action.updatedAt) },
  { name: 'finished_at', cell: ({ action }) => timeCell(action.finishedAt) },
];

/** The ids that results name an action's subject by. */
function idCell(name: string): CsvColumn<ActionRecord>['cell'] {
  return ({ action }) => {
    const id = wireAction(action, [])[name];
    return typeof id === 'string' ? id : null;
  };
}
