import type { Action, ActionEvent, ActionPlan, Blocked } from '../domain/action.ts';
import type { ShopSettings } from '../domain/settings.ts';
import type { Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import type { MachineClock, ProgramClock } from '../ports/clock.ts';
import type { Store } from '../ports/store/index.ts';
import type { TikTokShop } from '../ports/tiktok-shop.ts';
import type { Wms } from '../ports/wms.ts';

/** What the steps of every kind work with. */
export interface ActionWorld {
  readonly tiktokShop: TikTokShop;
  /** Null when no warehouse is connected: then only orders that others ship can be watched. */
  readonly wms: Wms | null;
  readonly store: Pick<Store, 'actions' | 'samples' | 'orders' | 'conversations'>;
  readonly programClock: ProgramClock;
  readonly machineClock: MachineClock;
}

/** One turn of work on one action. */
export interface Turn<Plan extends ActionPlan = ActionPlan> {
  readonly world: ActionWorld;
  readonly action: Action;
  readonly plan: Plan;
  readonly shop: Shop;
  readonly settings: ShopSettings;
  /** What happened so far, oldest first; grows during the turn. */
  readonly events: readonly ActionEvent[];
  now(): Timestamp;
  /** Notes something in the journal without moving the step, for example what a reading showed. */
  note(type: 'waiting', detail: string, data?: Readonly<Record<string, unknown>>): Promise<void>;
}

export type StepResult =
  /** The step's goal is reached; `found` when it was so before we did anything. */
  | {
      readonly kind: 'done';
      readonly found: boolean;
      readonly detail: string;
      readonly data?: Readonly<Record<string, unknown>>;
    }
  /** The action as a whole is finished here, later steps are not needed. */
  | { readonly kind: 'finished'; readonly detail: string }
  | { readonly kind: 'wait'; readonly until: Timestamp; readonly why: string }
  /** A person must act; with `until` we keep looking meanwhile. */
  | { readonly kind: 'blocked'; readonly blocked: Blocked; readonly until?: Timestamp }
  | { readonly kind: 'failed'; readonly why: string }
  /** Sent and in doubt, and reading back settled nothing: a person decides. */
  | { readonly kind: 'unknown'; readonly why: string };

/** A probe's answer when the effect has not happened yet and may be performed now. */
export type Ready = { readonly kind: 'ready' };

/**
 * One named step. `probe` looks first; only on `ready` is `perform` called, after an attempt row is on disk;
 * `verify` reads back. Steps that only look have a probe alone.
 */
export interface Step<Plan extends ActionPlan = ActionPlan> {
  readonly name: string;
  probe(turn: Turn<Plan>): Promise<StepResult | Ready>;
  /** Exactly one effect on the outside world, or several that the probe can tell apart. */
  perform?(turn: Turn<Plan>): Promise<void>;
  verify?(turn: Turn<Plan>): Promise<StepResult>;
  /** Turns a refusal of `perform` into how it goes on; without it a refusal fails the action. */
  refused?(turn: Turn<Plan>, code: string | undefined, message: string): StepResult | Promise<StepResult>;
}

export interface Kind<Plan extends ActionPlan> {
  readonly kind: Plan['kind'];
  steps(turn: Turn<Plan>): readonly Step<Plan>[];
  /** One sentence for the journal when every step is done. */
  outcome(turn: Turn<Plan>): string;
}

/** Identity that ties a kind's steps to its plan type. */
export function defineKind<Plan extends ActionPlan>(kind: Kind<Plan>): Kind<Plan> {
  return kind;
}

/** Events of one step, oldest first. */
export function eventsOf(turn: Pick<Turn, 'events'>, step: string): readonly ActionEvent[] {
  return turn.events.filter((event) => event.step === step);
}

/** Writes of a step that left, or may have left, and whose end nobody knows. */
export function attemptsInDoubt(turn: Pick<Turn, 'events'>, step: string): number {
  return eventsOf(turn, step).reduce((count, { type }) => {
    if (type === 'done' || type === 'found_done') return 0;
    return count + (type === 'attempted' ? 1 : type === 'released' ? -1 : 0);
  }, 0);
}

/** The data that a finished step left in the journal. */
export function resultOf(turn: Pick<Turn, 'events'>, step: string): Readonly<Record<string, unknown>> | null {
  return (
    eventsOf(turn, step).findLast((event) => event.type === 'done' || event.type === 'found_done')?.data ??
    null
  );
}
