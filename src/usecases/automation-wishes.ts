import {
  type AutomationSetting,
  type AutomationValue,
  isNumberSetting,
  NUMBER_SETTINGS,
  type NumberSetting,
  type NumberSettingName,
  RULE_MODES,
} from '../domain/automation.ts';
import { OperatorError } from '../domain/errors.ts';
import { minorDigits, parseMoney } from '../domain/money.ts';

export type Wish = { readonly setting: AutomationSetting } & (
  | { readonly to: AutomationValue }
  | { readonly backToFile: true }
  | { readonly block: string }
  | { readonly unblock: string }
);

/** What can be named in a call, in the order in which it is shown. */
const WISH_SETTINGS = [
  'rule_mode',
  ...Object.keys(NUMBER_SETTINGS).filter(isNumberSetting),
  'block_creator',
  'unblock_creator',
] as const;

const BACK_TO_FILE = 'file';
const OWN_PACE = 'pace';

/** Reads "setting=value" in the shop's currency. Throws OperatorError of kind input that names what is allowed. */
export function readWishes(changes: readonly string[], currency: string): readonly Wish[] {
  const texts = changes.map(splitText);
  const named = texts.map(({ setting }) => setting).filter((name) => !name.endsWith('block_creator'));
  const twice = named.find((name, index) => named.indexOf(name) !== index);
  if (twice) throw unclear(`${twice} is named twice.`, 'Name each setting once.');
  return texts.map((text) => readWish(text, currency));
}

interface WishText {
  readonly setting: string;
  readonly value: string;
}

function splitText(text: string): WishText {
  const [, setting = '', value = ''] = /^\s*([a-z0-9_]+)\s*=\s*(.+?)\s*$/.exec(text) ?? [];
  if (setting !== '') return { setting, value };
  throw unclear(`"${text}" is not of the form setting=value.`, `Settings: ${WISH_SETTINGS.join(', ')}.`);
}

function readWish({ setting, value }: WishText, currency: string): Wish {
  if (setting === 'block_creator' || setting === 'unblock_creator') {
    const creator = value.replace(/^@/, '');
    if (creator === '') throw unclear(`${setting} names nobody.`, 'Give a creator id or username.');
    return setting === 'block_creator'
      ? { setting: 'blocked_creators', block: creator }
      : { setting: 'blocked_creators', unblock: creator };
  }
  if (setting === 'rule_mode') {
    if (value === BACK_TO_FILE) return { setting, backToFile: true };
    const mode = RULE_MODES.find((one) => one === value.toLowerCase());
    if (mode) return { setting, to: mode };
    throw unclear(`rule_mode cannot be "${value}".`, `It takes ${RULE_MODES.join(', ')} or ${BACK_TO_FILE}.`);
  }
  if (!isNumberSetting(setting)) {
    throw unclear(`There is no setting "${setting}".`, `Settings: ${WISH_SETTINGS.join(', ')}.`);
  }
  return readNumber(setting, value, currency);
}

function readNumber(setting: NumberSettingName, value: string, currency: string): Wish {
  const known: NumberSetting = NUMBER_SETTINGS[setting];
  if (value === BACK_TO_FILE) return { setting, backToFile: true };
  if (value === OWN_PACE && known.ownPace) return { setting, to: null };
  const number = numberOf(known, value, currency);
  if (number !== null && number >= known.minimum && number <= known.maximum) return { setting, to: number };
  throw unclear(`${setting} cannot be "${value}".`, `It takes ${allowed(known, currency)}.`);
}

function numberOf({ unit }: NumberSetting, value: string, currency: string): number | null {
  // "1,000", "$1,000+" and "60 %" are how people write these.
  const plain = value
    .replace(/^[^\d-]+/, '')
    .replace(/(?:%|\+|\s)+$/, '')
    .replaceAll(/(?<=\d),(?=\d{3}\b)/g, '');
  if (!/^\d{1,12}(?:\.\d{1,4})?$/.test(plain)) return null;
  const decimals = plain.split('.')[1]?.length ?? 0;
  if (unit === 'money') {
    return decimals <= minorDigits(currency) ? (parseMoney(plain, currency)?.amountMinor ?? null) : null;
  }
  if (unit === 'percent') return decimals <= 2 ? Math.round(Number(plain) * 100) : null;
  return decimals === 0 ? Number(plain) : null;
}

function allowed({ unit, minimum, maximum, ownPace }: NumberSetting, currency: string): string {
  const file = `"${BACK_TO_FILE}" for what mcp.config.json says`;
  if (unit === 'money') return `an amount in ${currency} such as "60.00", or ${file}`;
  if (unit === 'percent') return `a percentage from 0 to 100, or ${file}`;
  const pace = ownPace ? `, "${OWN_PACE}" for the shop's own pace` : '';
  return `a whole number from ${minimum} to ${maximum}${pace}, or ${file}`;
}

function unclear(what: string, next: string): OperatorError {
  return new OperatorError('input', what, `${next} Call again with that.`);
}
