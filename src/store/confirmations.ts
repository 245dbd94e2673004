import { OperatorError } from '../domain/errors.ts';
import type { Timestamp } from '../domain/time.ts';
import type {
  ConfirmationStore,
  ConfirmedEffect,
  PendingConfirmation,
  SettledItem,
} from '../ports/store/index.ts';
import type { ActionJournal } from './action-journal.ts';
import type { AutomationJournal } from './automation.ts';
import type { Database, Transaction } from './database.ts';
import { fromJson } from './json.ts';

interface ConfirmationRow {
  confirmation_id: string;
  tool: string;
  shop_id: string;
  items: string;
  context: string;
  expires_at: Timestamp;
  spent_at: Timestamp | null;
  result: string | null;
}

interface EffectRow {
  item_key: string;
  action_id: string | null;
  applied: number;
}

type Result = Readonly<Record<string, unknown>>;

const ONE = `SELECT confirmation_id, tool, shop_id, items, context, expires_at, spent_at, result
  FROM confirmations WHERE confirmation_id = ?`;

function toConfirmation(row: ConfirmationRow): PendingConfirmation & { readonly spent: boolean } {
  return {
    confirmationId: row.confirmation_id,
    tool: row.tool,
    shopId: row.shop_id,
    items: fromJson<PendingConfirmation['items']>(row.items),
    context: fromJson<PendingConfirmation['context']>(row.context),
    expiresAt: row.expires_at,
    spent: row.spent_at !== null,
  };
}

interface Dependencies {
  readonly database: Database;
  readonly journal: ActionJournal;
  readonly changes: AutomationJournal;
  readonly machineNow: () => Timestamp;
}

export function confirmationStore(dependencies: Dependencies): ConfirmationStore {
  const { database } = dependencies;
  const one = database.reader.query<[string], ConfirmationRow>(ONE);
  const insert = database.writer.command<[string, string, string, string, string, Timestamp]>(
    `INSERT INTO confirmations (confirmation_id, tool, shop_id, items, context, expires_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  return {
    save: ({ confirmationId, tool, shopId, items, context, expiresAt }) =>
      database.write((transaction) => {
        const texts = [JSON.stringify(items), JSON.stringify(context)] as const;
        insert.run(transaction, confirmationId, tool, shopId, ...texts, expiresAt);
      }),
    get: (confirmationId) =>
      database.read(() => {
        const row = one.get(confirmationId);
        return row ? toConfirmation(row) : null;
      }),
    spend: spender(dependencies),
  };
}

function spender({ database, journal, changes, machineNow }: Dependencies): ConfirmationStore['spend'] {
  const { writer } = database;
  const one = writer.query<[string], ConfirmationRow>(ONE);
  const markSpent = writer.command<[Timestamp, string, string]>(
    'UPDATE confirmations SET spent_at = ?, result = ? WHERE confirmation_id = ? AND spent_at IS NULL',
  );
  const insertEffect = writer.command<[string, number, string, string | null, number]>(
    `INSERT INTO confirmation_effects (confirmation_id, position, item_key, action_id, applied)
     VALUES (?, ?, ?, ?, ?)`,
  );
  const effectsOf = writer.query<[string], EffectRow>(
    `SELECT item_key, action_id, applied FROM confirmation_effects WHERE confirmation_id = ? ORDER BY position`,
  );
  const settle = (
    transaction: Transaction,
    confirmationId: string,
    effect: ConfirmedEffect,
    at: Timestamp,
  ): Omit<SettledItem, 'itemKey'> => {
    if ('change' in effect) {
      const moves = changes.apply(transaction, effect.change, at, confirmationId);
      return { action: null, applied: moves !== null, ...(moves && { moves }) };
    }
    if ('resolve' in effect) {
      const action = journal.resolve(transaction, effect.resolve, at, machineNow());
      return { action, applied: action !== null };
    }
    const planned = { ...effect.insert, batchId: confirmationId };
    const { action, inserted } = journal.insert(transaction, planned, at);
    return { action, applied: inserted };
  };
  const stored = (confirmationId: string, row: EffectRow): SettledItem => {
    const { item_key: itemKey, action_id: actionId } = row;
    const applied = row.applied === 1;
    if (actionId !== null) return { itemKey, action: journal.get(actionId), applied };
    return { itemKey, action: null, applied, ...(applied && { moves: changes.confirmedBy(confirmationId) }) };
  };
  return (confirmationId, effects, result, at) =>
    // Durable: the person is told that it is done.
    database.write(
      (transaction) => {
        const row = one.get(confirmationId);
        if (!row) throw unknownConfirmation();
        if (row.spent_at !== null) {
          const items = effectsOf.all(confirmationId).map((effect) => stored(confirmationId, effect));
          return { alreadyDone: true, items, result: fromJson<Result>(row.result ?? '{}') };
        }
        markSpent.run(transaction, at, JSON.stringify(result), confirmationId);
        const items = effects.map((effect, position): SettledItem => {
          const { itemKey } = effect;
          const settled = settle(transaction, confirmationId, effect, at);
          const actionId = settled.action?.actionId ?? null;
          insertEffect.run(transaction, confirmationId, position, itemKey, actionId, settled.applied ? 1 : 0);
          return { itemKey, ...settled };
        });
        return { alreadyDone: false, items, result };
      },
      { durable: true },
    );
}

function unknownConfirmation(): OperatorError {
  return new OperatorError(
    'not_found',
    'This confirmation is not known here.',
    'Ask for the plan again and confirm that one.',
  );
}
