import type { Action, NewAction } from '../../src/domain/action.ts';
import type {
  ConfirmationStore,
  ConfirmedEffect,
  PendingConfirmation,
  SettledItem,
  SpentConfirmation,
} from '../../src/ports/store/confirmations.ts';

type Row = PendingConfirmation & {
  readonly spent: { readonly items: readonly SettledItem[]; readonly result: Record<string, unknown> } | null;
};

/** The port's contract in memory, one synchronous step per method: for tests of what stands on it. */
export class MemoryConfirmations implements ConfirmationStore {
  readonly actions = new Map<string, Action>();
  readonly #rows = new Map<string, Row>();
  #sequence = 0;

  async save(confirmation: PendingConfirmation): Promise<void> {
    this.#rows.set(confirmation.confirmationId, { ...structuredClone(confirmation), spent: null });
  }

  async get(confirmationId: string) {
    const row = this.#rows.get(confirmationId);
    return row ? { ...structuredClone(row), spent: row.spent !== null } : null;
  }

  async spend(
    confirmationId: string,
    effects: readonly ConfirmedEffect[],
    result: Readonly<Record<string, unknown>>,
    at: number,
  ): Promise<SpentConfirmation> {
    const row = this.#rows.get(confirmationId);
    if (!row) throw new Error(`no confirmation ${confirmationId}`);
    if (row.spent) {
      const now = row.spent.items.map((item) => ({
        ...item,
        action: item.action && (this.actions.get(item.action.businessKey) ?? null),
      }));
      return { alreadyDone: true, items: now, result: row.spent.result };
    }
    const items = effects.map((effect) => this.#apply(effect, confirmationId, at));
    this.#rows.set(confirmationId, { ...row, spent: { items, result: structuredClone(result) } });
    return { alreadyDone: false, items, result };
  }

  /** How many plans wait or were spent. */
  get saved(): number {
    return this.#rows.size;
  }

  #apply(effect: ConfirmedEffect, batchId: string, at: number): SettledItem {
    if ('resolve' in effect) {
      const found = [...this.actions.values()].find((row) => row.actionId === effect.resolve.actionId);
      if (!found || !effect.resolve.expected.includes(found.status)) {
        return { itemKey: effect.itemKey, action: null, applied: false };
      }
      const action = { ...found, status: effect.resolve.to, updatedAt: at };
      this.actions.set(action.businessKey, action);
      return { itemKey: effect.itemKey, action, applied: true };
    }
    if ('change' in effect) throw new Error('Changes of the automation need the real store.');
    const there = this.actions.get(effect.insert.businessKey);
    if (there) return { itemKey: effect.itemKey, action: there, applied: false };
    const action = this.#inserted(effect.insert, batchId, at);
    this.actions.set(action.businessKey, action);
    return { itemKey: effect.itemKey, action, applied: true };
  }

  #inserted(insert: NewAction, batchId: string, at: number): Action {
    this.#sequence += 1;
    return {
      ...insert,
      batchId,
      actionId: `act_${this.#sequence}`,
      kind: insert.plan.kind,
      stage: null,
      blocked: null,
      outcome: null,
      retryAt: null,
      attempts: 0,
      createdAt: at,
      updatedAt: at,
      finishedAt: null,
    };
  }
}
