import { formatMoney, type Money, minorDigits } from '../domain/money.ts';

const wholeUnits = new Map<string, Intl.NumberFormat>();

/** "$8,424": for a sentence, where cents only distract. Formatters are kept: making one costs more than a decision. */
export function roundMoney(money: Money): string {
  let format = wholeUnits.get(money.currency);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', {
      style: 'currency',
      currency: money.currency,
      maximumFractionDigits: 0,
    });
    wholeUnits.set(money.currency, format);
  }
  return format.format(money.amountMinor / 10 ** minorDigits(money.currency));
}

/** "$500", and "$499.60" where rounding would hide a difference. */
export function exactMoney(money: Money): string {
  return money.amountMinor % 10 ** minorDigits(money.currency) === 0 ? roundMoney(money) : formatMoney(money);
}

/** "1 post", "17 posts". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** "91.7 %", one decimal. */
export function roundPercent(basisPoints: number): string {
  return `${Math.round(basisPoints / 10) / 10} %`;
}

/** How far a failed number lies under its line; never "0 %". */
export function gapPercent(value: number, line: number): string {
  return `${Math.max(1, Math.round(((line - value) / line) * 100))} %`;
}

/** "GMV, posts and fulfilment". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Joins clauses into one sentence. */
export function sentence(clauses: readonly string[]): string {
  const text = clauses.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
