import { z } from 'zod';
import { seeded } from './random.ts';
import type { State } from './state.ts';

/** What can befall any request, and what a plan without kinds draws from. */
const WIRE_KINDS = ['lost_before', 'lost_after', 'http_500', 'http_429', 'slow', 'business_timeout'] as const;
/** What only the shop's platform does, behind its front door; see the gateway for what each needs. */
const PLATFORM_KINDS = [
  'stale_read',
  'duplicated_page',
  'cursor_expired',
  'clock_skew',
  'partial',
  'scope_missing',
] as const;
const FAULT_KINDS = [...WIRE_KINDS, ...PLATFORM_KINDS] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];
const KILL_PHASES = ['before_commit', 'after_commit', 'after_answer'] as const;
type KillPhase = (typeof KILL_PHASES)[number];

/** What goes wrong, as the control port takes it. `{}` is a plan in which nothing does. */
export const FaultPlan = z.strictObject({
  seed: z.int().optional(),
  rate: z.number().min(0).max(1).optional(),
  kinds: z.array(z.enum(FAULT_KINDS)).min(1).optional(),
  match: z.string().optional(),
  once: z
    .array(z.strictObject({ match: z.string(), nth: z.int().min(1).default(1), kind: z.enum(FAULT_KINDS) }))
    .optional(),
  kill: z
    .strictObject({
      pid: z.int().min(2),
      nth: z.int().min(1),
      match: z.string().optional(),
      phase: z.enum(KILL_PHASES),
    })
    .optional(),
});
export type FaultPlan = z.infer<typeof FaultPlan>;

interface Counters {
  /** Requests the plan has looked at. */
  requests: number;
  /** Requests that each entry of `once` has matched. */
  once: number[];
  kill_requests: number;
  killed: boolean;
  injected: Partial<Record<FaultKind, number>>;
}

export interface Fate {
  kind: FaultKind | null;
  /** For a business timeout: whether the request takes effect all the same. */
  takesEffect: boolean;
  kill: { pid: number; phase: KillPhase } | null;
}

export interface Faults {
  /** Replaces the plan and starts its counters anew. */
  set(plan: FaultPlan): void;
  show(): { plan: FaultPlan; counters: Counters };
  /** Decides what happens to one request to `path` and counts it. A kind that cannot befall it is left out. */
  next(path: string, canBefall: CanBefall): Fate;
}

type CanBefall = (kind: FaultKind) => boolean;

export const isPlatformKind = (kind: FaultKind): boolean =>
  PLATFORM_KINDS.some((candidate) => candidate === kind);

const fresh = (plan: FaultPlan): Counters => ({
  requests: 0,
  once: (plan.once ?? []).map(() => 0),
  kill_requests: 0,
  killed: false,
  injected: {},
});

const NOTHING: Fate = { kind: null, takesEffect: true, kill: null };

/** The fault plan lives in the state file, so a restarted host carries on where the plan was. */
export function loadFaults(state: State): Faults {
  const row = state.one<{ plan: string; counters: string }>(
    'SELECT plan, counters FROM faults WHERE one = 1',
  );
  let plan: FaultPlan = row === undefined ? {} : FaultPlan.parse(JSON.parse(row.plan));
  let counters: Counters = row === undefined ? fresh(plan) : JSON.parse(row.counters);
  const save = (): void => {
    state.run(
      `INSERT INTO faults VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET plan = excluded.plan, counters = excluded.counters`,
      JSON.stringify(plan),
      JSON.stringify(counters),
    );
  };
  return {
    set: (given) => {
      plan = given;
      counters = fresh(given);
      save();
    },
    show: () => ({ plan, counters }),
    next: (path, canBefall) => {
      if (plan.rate === undefined && plan.once === undefined && plan.kill === undefined) return NOTHING;
      const fate = decide(plan, counters, path, canBefall);
      save();
      return fate;
    },
  };
}

function decide(plan: FaultPlan, counters: Counters, path: string, canBefall: CanBefall): Fate {
  counters.requests += 1;
  const draw = seeded(plan.seed ?? 1);
  const kill = plannedKill(plan, counters, path);
  const planned = plannedOnce(plan, counters, path, canBefall) ?? drawn(plan, counters, path, canBefall);
  // A kill wins over other faults, so that the phase it names is reached.
  const kind = kill === null ? planned : null;
  if (kind !== null) counters.injected[kind] = (counters.injected[kind] ?? 0) + 1;
  return {
    kind,
    takesEffect: draw.chance(0.5, 'takes effect', counters.requests),
    kill,
  };
}

/** Token calls are spared unless a plan names them: losing one ends the session, which is a scenario of its own. */
function concerns(match: string | undefined, path: string): boolean {
  return match === undefined ? !path.startsWith('/api/v2/token/') : path.includes(match);
}

/** An entry counts the requests that its kind can befall, so "the first" repeated page is not the first page. */
function plannedOnce(
  plan: FaultPlan,
  counters: Counters,
  path: string,
  canBefall: CanBefall,
): FaultKind | null {
  let kind: FaultKind | null = null;
  (plan.once ?? []).forEach((entry, index) => {
    if (!path.includes(entry.match) || !canBefall(entry.kind)) return;
    const seen = (counters.once[index] ?? 0) + 1;
    counters.once[index] = seen;
    if (seen === entry.nth) kind ??= entry.kind;
  });
  return kind;
}

function drawn(plan: FaultPlan, counters: Counters, path: string, canBefall: CanBefall): FaultKind | null {
  if (plan.rate === undefined || !concerns(plan.match, path)) return null;
  const draw = seeded(plan.seed ?? 1);
  if (!draw.chance(plan.rate, 'fault', counters.requests)) return null;
  const possible = (plan.kinds ?? WIRE_KINDS).filter(canBefall);
  return possible.length === 0 ? null : draw.pick(possible, 'kind', counters.requests);
}

function plannedKill(plan: FaultPlan, counters: Counters, path: string): Fate['kill'] {
  if (plan.kill === undefined || counters.killed || !concerns(plan.kill.match, path)) return null;
  counters.kill_requests += 1;
  if (counters.kill_requests !== plan.kill.nth) return null;
  counters.killed = true;
  return { pid: plan.kill.pid, phase: plan.kill.phase };
}
