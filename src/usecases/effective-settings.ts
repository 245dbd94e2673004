import {
  type AutomationSetting,
  type AutomationValue,
  filePath,
  overlay,
  readSetting,
  type StandingMove,
} from '../domain/automation.ts';
import { type SettingSource, type Settings, type ShopSettings, shopSettings } from '../domain/settings.ts';
import type { AutomationStore } from '../ports/store/automation.ts';

export interface SettingsDeps {
  readonly automation: Pick<AutomationStore, 'standing'>;
  /** What defaults, file and environment say. */
  readonly settings: Settings;
}

/**
 * A shop's settings as they hold now: defaults, the file over them, what was changed in chat over both. Read anew
 * each time, since another process may have changed them a moment ago.
 */
export async function effectiveSettings(deps: SettingsDeps, shopId: string): Promise<ShopSettings> {
  return overlay(shopSettings(deps.settings, shopId), await deps.automation.standing(shopId));
}

/** One setting with where it comes from. */
export interface SourcedSetting {
  readonly setting: AutomationSetting;
  readonly value: AutomationValue;
  readonly source: SettingSource | 'chat';
  /** What would hold without the chat. */
  readonly fileValue: AutomationValue;
  /** The last change of it; null when there was none. */
  readonly change: StandingMove | null;
}

export interface SourcedDeps extends SettingsDeps {
  /** By the setting's name in the file, as the configuration gives it. */
  readonly sources: Readonly<Record<string, SettingSource>>;
}

/** The given settings of a shop, each with its source. */
export async function sourcedSettings(
  deps: SourcedDeps,
  shopId: string,
  names: readonly AutomationSetting[],
): Promise<readonly SourcedSetting[]> {
  const standing = new Map((await deps.automation.standing(shopId)).map((move) => [move.setting, move]));
  const base = shopSettings(deps.settings, shopId);
  const section = Object.hasOwn(deps.settings.shops, shopId) ? `shops.${shopId}` : 'defaults';
  return names.map((setting) => {
    const change = standing.get(setting) ?? null;
    const fileValue = readSetting(base, setting);
    const fromFile = deps.sources[`${section}.${filePath(setting)}`] ?? 'default';
    const fromChat = change !== null && !change.reset;
    return {
      setting,
      value: fromChat ? change.to : fileValue,
      source: fromChat ? 'chat' : fromFile,
      fileValue,
      change,
    };
  });
}
