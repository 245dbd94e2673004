import type { Silence } from '../domain/alert.ts';
import {
  type AutomationSetting,
  isNumberSetting,
  NUMBER_SETTINGS,
  type Pause,
  pauseOf,
  type StandingMove,
} from '../domain/automation.ts';
import type { RuleMode } from '../domain/settings.ts';
import type { Shop } from '../domain/shop.ts';
import type { SampleLimitState } from '../rules/sample-caps.ts';
import { effectiveSettings, type SourcedSetting, sourcedSettings } from './effective-settings.ts';
import { sampleLimitState } from './sample-limits.ts';
import type { Services } from './services.ts';

export interface AutomationView {
  readonly shop: Shop;
  readonly pause: Pause | null;
  readonly ruleMode: RuleMode;
  readonly settings: readonly SourcedSetting[];
  readonly limits: SampleLimitState;
  readonly silences: readonly Silence[];
  readonly lastChanges: readonly StandingMove[];
}

const SHOWN: readonly AutomationSetting[] = [
  'rule_mode',
  ...Object.keys(NUMBER_SETTINGS).filter(isNumberSetting),
  'blocked_creators',
];
const LAST_CHANGES = 5;

/** How a shop is steered now, and by whom it came to be so. */
export async function showAutomation(services: Services, shop: Shop): Promise<AutomationView> {
  const { store, programClock, settings, settingSources: sources } = services;
  const { automation } = store;
  const now = programClock.now();
  const current = await effectiveSettings({ automation, settings }, shop.shopId);
  const silences = await store.alerts.silences(now);
  return {
    shop,
    pause: pauseOf(await automation.pauses(), shop.shopId),
    ruleMode: current.sampleRule.mode,
    settings: await sourcedSettings({ automation, settings, sources }, shop.shopId, SHOWN),
    limits: await sampleLimitState(store, shop, current, now),
    silences: silences.filter(({ shopId }) => shopId === null || shopId === shop.shopId),
    lastChanges: await automation.history(shop.shopId, LAST_CHANGES),
  };
}
