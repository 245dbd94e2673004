import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Condition, Decision } from '../domain/decision.ts';
import type { ShopSettings } from '../domain/settings.ts';
import type { Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import type { RuleStore } from '../ports/store/rules.ts';
import type { SampleStore } from '../ports/store/samples.ts';
import { decideSample, SAMPLE_RULE } from '../rules/sample-rule.ts';
import { type SampleLimitDeps, sampleLimitState } from './sample-limits.ts';

export interface DecideSamplesDeps extends SampleLimitDeps {
  readonly samples: Pick<SampleStore, 'approvalsSince' | 'openFacts' | 'saveDecisions'>;
  readonly rules: RuleStore;
}

const PAGE_SIZE = 500;

/** What makes a version of the sample rule: its thresholds and the caps. Costs are facts and stand in the inputs. */
export function ruleDefinition(settings: ShopSettings): Readonly<Record<string, unknown>> {
  return { sampleRule: settings.sampleRule, caps: settings.caps };
}

/**
 * Decides every open request of a shop by the sample rule and saves what changed: verdict, reason or a
 * condition, its age apart. A new rule version alone changes nothing that stands. With the rule off nothing is
 * evaluated, and decisions from before stay as they were.
 */
export async function decideSamples(
  deps: DecideSamplesDeps,
  shop: Pick<Shop, 'shopId' | 'region'>,
  settings: ShopSettings,
  now: Timestamp,
): Promise<{ readonly evaluated: number; readonly changed: number }> {
  if (settings.sampleRule.mode === 'off') return { evaluated: 0, changed: 0 };
  const { version } = await deps.rules.ensureVersion(shop.shopId, SAMPLE_RULE, ruleDefinition(settings), now);
  const limits = await sampleLimitState(deps, shop, settings, now);

  let evaluated = 0;
  let changed = 0;
  let after: string | null = null;
  for (;;) {
    const page = await deps.samples.openFacts(shop.shopId, after, PAGE_SIZE);
    const fresh = page.flatMap((facts) => {
      const { applicationId, decision: before } = facts.application;
      const decided = decideSample(facts, settings, limits, now, version);
      return sameDecision(before, decided.decision) ? [] : [{ applicationId, ...decided }];
    });
    if (fresh.length > 0) await deps.samples.saveDecisions(fresh, now);
    evaluated += page.length;
    changed += fresh.length;
    after = page.at(-1)?.application.applicationId ?? null;
    if (after === null || page.length < PAGE_SIZE) return { evaluated, changed };
    // A server answers its callers between two pages.
    await nextTurn();
  }
}

function sameDecision(before: Decision | null, after: Decision): boolean {
  return (
    before !== null &&
    before.verdict === after.verdict &&
    before.reason === after.reason &&
    before.conditions.length === after.conditions.length &&
    after.conditions.every((condition, index) => sameCondition(before.conditions[index], condition))
  );
}

function sameCondition(before: Condition | undefined, after: Condition): boolean {
  return (
    before?.name === after.name &&
    before.value === after.value &&
    before.threshold === after.threshold &&
    before.truth === after.truth
  );
}
