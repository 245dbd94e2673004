import type { Money } from '../domain/money.ts';
import type { ShopSettings } from '../domain/settings.ts';
import type { OpenApproval } from '../ports/store/actions.ts';
import type { SampleFacts } from '../ports/store/samples.ts';
import type { SampleLimitState } from '../rules/sample-caps.ts';
import { sampleCost } from '../rules/sample-cost.ts';
import { shippable } from './plan-approval.ts';

/** What the rule may still let out by itself: every cap binds it. */
export class RuleRoom {
  readonly #settings: ShopSettings;
  readonly #limits: SampleLimitState;
  #count = 0;
  #costMinor = 0;
  readonly #byCreator = new Map<string, number>();
  readonly #bySku = new Map<string, number>();

  constructor(settings: ShopSettings, limits: SampleLimitState, underWay: readonly OpenApproval[]) {
    this.#settings = settings;
    this.#limits = limits;
    // Counted in the limits already, but as the creator's only once the platform shows it approved.
    for (const { creatorId, requestOpen } of underWay) if (requestOpen) add(this.#byCreator, creatorId);
  }

  /** Takes one unit; null when a cap, the stock, an unknown cost or the route leaves no room for it. */
  take(facts: SampleFacts): Money | null {
    const { skuId, creator } = facts.application;
    const { perDay, perWeek, monthCost, perCreatorOpen } = this.#limits;
    const cost = sampleCost(facts.product, this.#settings);
    if (!cost || shippable(facts, this.#settings) !== null || !facts.stock) return null;
    const left = facts.stock.available - facts.reservedUnits - (this.#bySku.get(skuId) ?? 0);
    const fits =
      left >= Math.max(1, this.#settings.sampleRule.minimumStock) &&
      facts.history.open + (this.#byCreator.get(creator.creatorId) ?? 0) < perCreatorOpen &&
      perDay.used + this.#count < perDay.cap &&
      perWeek.used + this.#count < perWeek.cap &&
      monthCost.used + this.#costMinor + cost.amountMinor <= monthCost.cap;
    if (!fits) return null;
    this.#count += 1;
    this.#costMinor += cost.amountMinor;
    add(this.#byCreator, creator.creatorId);
    add(this.#bySku, skuId);
    return { amountMinor: cost.amountMinor, currency: cost.currency };
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** What runs out first goes first. */
export function byExpiry(a: SampleFacts, b: SampleFacts): number {
  const expiry = ({ application }: SampleFacts) => application.approveExpiresAt ?? Number.MAX_SAFE_INTEGER;
  return expiry(a) - expiry(b);
}
