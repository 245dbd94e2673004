import type {
  Action,
  ActionEvent,
  ActionEventType,
  ActionKind,
  ActionStatus,
  Blocked,
  NewAction,
} from '../../domain/action.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { ProcessIdentity } from '../ids.ts';

/** A cap as the gate checks it while it claims. `cap` counts actions or minor units of money. */
export interface LimitRule {
  readonly shopId: string;
  readonly kind: ActionKind;
  /** For example per_day; stands in the reason when it stops an action. */
  readonly name: string;
  readonly measure: 'count' | 'cost' | 'creator_open';
  /** Program time; reservations made since then count. Unused for creator_open. */
  readonly since: Timestamp;
  readonly cap: number;
  /** A person's override_reason passes a soft limit. */
  readonly soft: boolean;
  readonly blocked: Blocked;
}

export interface ClaimRequest {
  readonly process: ProcessIdentity;
  readonly leaseMs: number;
  readonly machineNow: Timestamp;
  readonly programNow: Timestamp;
  readonly limits: readonly LimitRule[];
}

/** The right to work on an action until the lease ends; every later write carries the epoch. */
export interface Claim {
  readonly action: Action;
  readonly epoch: number;
  readonly leaseExpiresAt: Timestamp;
}

export interface NewEvent {
  readonly step: string | null;
  readonly type: ActionEventType;
  readonly detail?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** How a turn on a claimed action ends. The lease is given up with it. */
export interface TurnEnd {
  readonly status: Extract<ActionStatus, 'running' | 'done' | 'failed' | 'unknown' | 'blocked' | 'expired'>;
  readonly stage: string | null;
  readonly outcome: string | null;
  readonly blocked: Blocked | null;
  readonly waitUntil: Timestamp | null;
  readonly retryAt: Timestamp | null;
  readonly attempts: number;
  readonly event: NewEvent;
}

export interface InsertedAction {
  readonly action: Action;
  /** False when a live or done action with the business key, or an open one on the lock, was there before. */
  readonly inserted: boolean;
}

export interface ActionQuery {
  readonly shopId?: string;
  readonly kind?: ActionKind;
  readonly status?: ActionStatus;
  /** Creator id, or part of a username. */
  readonly creator?: string;
  readonly applicationId?: string;
  readonly since?: Timestamp;
  readonly proposedBy?: string;
  readonly batchId?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export interface ActionPage {
  readonly items: readonly Action[];
  readonly nextCursor: string | null;
}

/** What a person decided about an action. */
export interface Resolution {
  readonly actionId: string;
  /** The action must still be in one of these, else nothing happens. */
  readonly expected: readonly ActionStatus[];
  readonly to: Extract<ActionStatus, 'approved' | 'denied' | 'cancelled' | 'done'>;
  readonly event: NewEvent;
}

/** An approval that is promised and has not ended. */
export interface OpenApproval {
  readonly applicationId: string;
  readonly creatorId: string;
  /** The last reading still shows the request as open. */
  readonly requestOpen: boolean;
}

export interface ActionStore {
  /** In one transaction: inserts what is new, leaves what exists. */
  insert(actions: readonly NewAction[], at: Timestamp): Promise<readonly InsertedAction[]>;
  get(actionId: string): Promise<Action | null>;
  events(actionId: string): Promise<readonly ActionEvent[]>;
  list(query: ActionQuery): Promise<ActionPage>;
  /** Open and finished actions by status, since a time. */
  counts(shopId: string, since: Timestamp): Promise<Readonly<Partial<Record<ActionStatus, number>>>>;

  /**
   * One immediate transaction: frees leases of dead processes, takes the oldest due action (no live lease, both
   * waits over), reserves its limits, marks it running under a new epoch. Due are approved and running ones, and
   * unknown and blocked ones that have a wait set: an unknown or blocked one without any waits for a person.
   * An action that a limit stops becomes blocked and the next one is tried. Nothing of a paused shop is taken.
   * Null when nothing is due.
   */
  claimNext(request: ClaimRequest): Promise<Claim | null>;
  /**
   * Appends an event under the claim; `durable` waits for the disk. Throws LeaseLostError on another epoch, and
   * PausedError for an `attempted` while the shop is paused.
   */
  appendEvent(claim: Claim, event: NewEvent, at: Timestamp, durable?: boolean): Promise<void>;
  /** Moves the lease's end; throws LeaseLostError on another epoch. */
  renew(claim: Claim, leaseMs: number, machineNow: Timestamp): Promise<Claim>;
  /** Ends the turn; failed and expired give reserved limits back. Throws LeaseLostError on another epoch. */
  endTurn(claim: Claim, end: TurnEnd, at: Timestamp): Promise<void>;

  /** Applies a person's decision to an action that no process works on. Null when it is leased or elsewhere by now. */
  resolve(resolution: Resolution, at: Timestamp): Promise<Action | null>;
  /** Units of a SKU that open approvals older than `beforeActionId` (or all, when null) hold. */
  reservedUnits(shopId: string, skuId: string, beforeActionId: string | null): Promise<number>;
  /** Approvals under way, oldest first. */
  openApprovals(shopId: string): Promise<readonly OpenApproval[]>;
  /** Earliest moment at which waiting work becomes due, that of paused shops left out; null when there is none. */
  nextDue(): Promise<{ readonly programTime: Timestamp | null; readonly machineTime: Timestamp | null }>;
  /** Reserved under a measure since a time, and what is confirmed and about to be. */
  reserved(shopId: string, kind: ActionKind, measure: 'count' | 'cost', since: Timestamp): Promise<number>;
}
