import { setImmediate as nextTurn } from 'node:timers/promises';
import { newAction } from '../actions/new-actions.ts';
import type { Action, ActionStatus, NewAction } from '../domain/action.ts';
import { isPaused } from '../domain/automation.ts';
import type { Decision } from '../domain/decision.ts';
import type { Settings, ShopSettings } from '../domain/settings.ts';
import type { Shop } from '../domain/shop.ts';
import type { ProgramClock } from '../ports/clock.ts';
import type { SampleFacts, SampleStore, Store } from '../ports/store/index.ts';
import { decideSample, isHardReject, rejectReasonFor, SAMPLE_RULE } from '../rules/sample-rule.ts';
import { ruleDefinition } from './decide-samples.ts';
import { effectiveSettings } from './effective-settings.ts';
import { approvalPlan } from './plan-approval.ts';
import { byExpiry, RuleRoom } from './rule-room.ts';
import { sampleLimitState } from './sample-limits.ts';

export interface ActByRuleDeps {
  readonly store: Pick<Store, 'samples' | 'actions' | 'rules' | 'automation'>;
  readonly programClock: ProgramClock;
  readonly settings: Settings;
}

export interface RuleActions {
  readonly approved: number;
  readonly rejected: number;
  /** Queued by the rule before and not started, which it would not do any more. */
  readonly withdrawn: number;
}

const PAGE_SIZE = 500;

/** The rule at one moment. */
interface Rule {
  readonly settings: ShopSettings;
  readonly version: number;
  readonly limits: Awaited<ReturnType<typeof sampleLimitState>>;
  readonly judge: (facts: SampleFacts) => Decision;
  /** As if nothing of day, week and month were used: what is queued stands in the caps already. */
  readonly judgeQueued: (facts: SampleFacts) => Decision;
}

/**
 * With the sample rule in `auto`: puts an approval into the journal for every request that the rule approves, those
 * that run out first, as far as the caps reach, and a rejection for every hard reject. The operator's yes to `auto`
 * covers them, so the mode `confirm`, which is about calls, does not hold them back; read-only and a pause do. What
 * it queued earlier and would not do now is withdrawn first. A request on which an action failed or was stopped by
 * a person stays with people.
 */
export async function actByRule(deps: ActByRuleDeps, shop: Shop): Promise<RuleActions> {
  if (deps.settings.mode === 'read-only') return { approved: 0, rejected: 0, withdrawn: 0 };
  const { store } = deps;
  const rule = await ruleNow(deps, shop);
  const withdrawn = await withdraw(deps, shop, rule);
  const paused = isPaused(await store.automation.pauses(), shop.shopId);
  if (rule.settings.sampleRule.mode !== 'auto' || paused) return { approved: 0, rejected: 0, withdrawn };
  const chosen = await choose(store, shop, rule);
  const inserted = await store.actions.insert(chosen, deps.programClock.now());
  const count = (kind: Action['kind']) =>
    inserted.filter((one) => one.inserted && one.action.kind === kind).length;
  return { approved: count('approve_sample'), rejected: count('reject_sample'), withdrawn };
}

/** Takes back what the rule queued and would not do any more: for the moment after the rule was changed. */
export async function withdrawByRule(deps: ActByRuleDeps, shop: Shop): Promise<number> {
  return withdraw(deps, shop, await ruleNow(deps, shop));
}

async function ruleNow({ store, settings: from, programClock }: ActByRuleDeps, shop: Shop): Promise<Rule> {
  const now = programClock.now();
  const settings = await effectiveSettings({ automation: store.automation, settings: from }, shop.shopId);
  const definition = ruleDefinition(settings);
  const { version } = await store.rules.ensureVersion(shop.shopId, SAMPLE_RULE, definition, now);
  const limits = await sampleLimitState(store, shop, settings, now);
  const judgeWith = (state: typeof limits) => (facts: SampleFacts) =>
    decideSample(facts, settings, state, now, version).decision;
  const { perDay, perWeek, monthCost } = limits;
  const unused = {
    ...limits,
    perDay: { ...perDay, used: 0 },
    perWeek: { ...perWeek, used: 0 },
    monthCost: { ...monthCost, used: 0 },
  };
  return { settings, version, limits, judge: judgeWith(limits), judgeQueued: judgeWith(unused) };
}

async function choose(
  store: ActByRuleDeps['store'],
  shop: Shop,
  { settings, version, limits, judge }: Rule,
): Promise<readonly NewAction[]> {
  const origin = { shopId: shop.shopId, actionClass: 'C', proposedBy: SAMPLE_RULE } as const;
  const chosen: NewAction[] = [];
  const approvable: SampleFacts[] = [];
  for await (const facts of openRequests(store.samples, shop.shopId)) {
    const decision = judge(facts);
    if (decision.verdict === 'approve') approvable.push(facts);
    if (isHardReject(decision) && (await isUntouched(store, facts))) {
      chosen.push(newAction(rejectionPlan(facts), { ...origin, reason: decision.reason }));
    }
  }
  const room = new RuleRoom(settings, limits, await store.actions.openApprovals(shop.shopId));
  for (const facts of approvable.sort(byExpiry)) {
    if (!(await isUntouched(store, facts))) continue;
    const cost = room.take(facts);
    if (!cost) continue;
    const terms = { ruleVersion: version, overrideReason: null, note: null };
    const plan = approvalPlan(facts, cost, settings, terms);
    chosen.push(newAction(plan, { ...origin, reason: judge(facts).reason }));
  }
  return chosen;
}

/** Every open request of a shop; others get a turn between two pages. */
export async function* openRequests(
  samples: Pick<SampleStore, 'openFacts'>,
  shopId: string,
): AsyncGenerator<SampleFacts> {
  let after: string | null = null;
  for (;;) {
    const page: readonly SampleFacts[] = await samples.openFacts(shopId, after, PAGE_SIZE);
    yield* page;
    after = page.at(-1)?.application.applicationId ?? null;
    if (after === null || page.length < PAGE_SIZE) return;
    await nextTurn();
  }
}

function rejectionPlan(facts: SampleFacts) {
  const { applicationId, creator, productId } = facts.application;
  const { creatorId } = creator;
  const rejectReason = rejectReasonFor(facts);
  return { kind: 'reject_sample', applicationId, creatorId, productId, rejectReason } as const;
}

/** Nothing was ever done about the request but what the rule itself took back. */
async function isUntouched(store: ActByRuleDeps['store'], { application }: SampleFacts): Promise<boolean> {
  const { applicationId } = application;
  const { items } = await store.actions.list({ applicationId, limit: 50 });
  for (const action of items) {
    const decides = action.kind === 'approve_sample' || action.kind === 'reject_sample';
    if (decides && !(await wasWithdrawn(store, action))) return false;
  }
  return true;
}

const WITHDRAWN = 'withdrawn_by_rule';

async function wasWithdrawn({ actions }: ActByRuleDeps['store'], action: Action): Promise<boolean> {
  if (action.status !== 'cancelled') return false;
  const last = (await actions.events(action.actionId)).at(-1);
  return last?.data[WITHDRAWN] === true;
}

/**
 * Only what never started can be taken back: approved and not claimed yet, or stopped at the gate by a cap, where it
 * would wait for a person although the rule comes back to it by itself.
 */
async function withdraw({ store, programClock }: ActByRuleDeps, shop: Shop, rule: Rule): Promise<number> {
  let withdrawn = 0;
  for (const status of ['approved', 'blocked'] as const) {
    for (const action of await queuedByRule(store, shop, status)) {
      if (status === 'approved' && (await stillWanted(store, action, rule))) continue;
      const detail =
        status === 'blocked'
          ? 'A cap left no room; the sample rule comes back to it by itself.'
          : 'The sample rule as it is now would not do this.';
      const event = { step: null, type: 'cancelled', detail, data: { [WITHDRAWN]: true } } as const;
      const resolution = { actionId: action.actionId, expected: [status], to: 'cancelled', event } as const;
      if (await store.actions.resolve(resolution, programClock.now())) withdrawn += 1;
    }
  }
  return withdrawn;
}

async function queuedByRule(
  { actions }: ActByRuleDeps['store'],
  { shopId }: Shop,
  status: ActionStatus,
): Promise<readonly Action[]> {
  const queued: Action[] = [];
  let cursor: string | null = null;
  do {
    const filter = { shopId, proposedBy: SAMPLE_RULE, status, limit: 200 };
    const page: Awaited<ReturnType<typeof actions.list>> = await actions.list({
      ...filter,
      ...(cursor !== null && { cursor }),
    });
    queued.push(...page.items.filter((action) => action.stage === null));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return queued;
}

async function stillWanted(
  { samples }: ActByRuleDeps['store'],
  { plan }: Action,
  { settings, judgeQueued }: Rule,
): Promise<boolean> {
  if (settings.sampleRule.mode !== 'auto' || !('applicationId' in plan)) return false;
  const [facts] = await samples.facts([plan.applicationId]);
  if (!facts) return false;
  if (plan.kind !== 'approve_sample') return isHardReject(judgeQueued(facts));
  // Its own unit must not stand in its way.
  const others = { ...facts, reservedUnits: facts.reservedUnits - plan.quantity };
  return judgeQueued(others).verdict === 'approve';
}
