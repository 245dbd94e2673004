import type { Verdict } from '../domain/decision.ts';
import type { Money } from '../domain/money.ts';
import type { ShopSettings } from '../domain/settings.ts';
import type { Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import type { SampleFacts, Store } from '../ports/store/index.ts';
import type { SampleLimitState } from '../rules/sample-caps.ts';
import { decideSample, isHardReject } from '../rules/sample-rule.ts';
import { openRequests } from './act-by-rule.ts';
import { byExpiry, RuleRoom } from './rule-room.ts';
import { sampleLimitState } from './sample-limits.ts';

/** With the rule off nothing is said about a request. */
export type Standing = Verdict | 'undecided';

export interface VerdictShift {
  readonly from: Standing;
  readonly to: Standing;
  readonly count: number;
}

/** What the rule would do by itself at its next look, inside the caps. */
export interface OwnActs {
  readonly approvals: number;
  /** Null when there are no approvals. */
  readonly cost: Money | null;
  readonly rejections: number;
}

/** What other settings would make of the requests that are open now. */
export interface Difference {
  readonly open: number;
  /** Only those that differ. */
  readonly shifts: readonly VerdictShift[];
  readonly ownActs: OwnActs;
  readonly ownActsBefore: OwnActs;
  readonly limits: SampleLimitState;
  readonly limitsBefore: SampleLimitState;
}

type ReplayDeps = Pick<Store, 'samples' | 'actions'>;

/** Judges every open request by both settings as things stand now. Writes nothing. */
export async function replayDifference(
  deps: ReplayDeps,
  shop: Shop,
  settings: { readonly before: ShopSettings; readonly after: ShopSettings },
  now: Timestamp,
): Promise<Difference> {
  const before = await side(deps, shop, settings.before, now);
  const after = await side(deps, shop, settings.after, now);
  const shifts = new Map<string, VerdictShift>();
  let open = 0;
  for await (const facts of openRequests(deps.samples, shop.shopId)) {
    open += 1;
    const [from, to] = [before.judge(facts), after.judge(facts)];
    const key = `${from} ${to}`;
    if (from !== to) shifts.set(key, { from, to, count: (shifts.get(key)?.count ?? 0) + 1 });
  }
  return {
    open,
    shifts: [...shifts.values()],
    ownActs: await after.ownActs(),
    ownActsBefore: await before.ownActs(),
    limits: after.limits,
    limitsBefore: before.limits,
  };
}

async function side(deps: ReplayDeps, shop: Shop, settings: ShopSettings, now: Timestamp) {
  const limits = await sampleLimitState(deps, shop, settings, now);
  const { mode } = settings.sampleRule;
  const approvable: SampleFacts[] = [];
  let rejections = 0;
  return {
    limits,
    judge(facts: SampleFacts): Standing {
      if (mode === 'off') return 'undecided';
      const { decision } = decideSample(facts, settings, limits, now, 0);
      if (mode === 'auto' && decision.verdict === 'approve') approvable.push(facts);
      if (mode === 'auto' && isHardReject(decision)) rejections += 1;
      return decision.verdict;
    },
    async ownActs(): Promise<OwnActs> {
      const underWay = await deps.actions.openApprovals(shop.shopId);
      const taken = new Set(underWay.map((one) => one.applicationId));
      const room = new RuleRoom(settings, limits, underWay);
      const costs = approvable
        .filter(({ application }) => !taken.has(application.applicationId))
        .sort(byExpiry)
        .flatMap((facts) => room.take(facts) ?? []);
      const amountMinor = costs.reduce((sum, cost) => sum + cost.amountMinor, 0);
      const [first] = costs;
      return {
        approvals: costs.length,
        cost: first ? { amountMinor, currency: first.currency } : null,
        rejections,
      };
    },
  };
}
