/** Integer minor units and an ISO 4217 code. Two currencies are never added. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** ISO 4217 currencies of TikTok Shop markets whose minor unit is not a hundredth. */
const MINOR_DIGITS: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, VND: 0, CLP: 0 };

export function minorDigits(currency: string): number {
  return MINOR_DIGITS[currency] ?? 2;
}

/**
 * Parses the platform's decimal strings ("8423.55") exactly, without floats. Digits beyond the minor unit are
 * rounded half up. Returns null for an empty or unreadable amount: absent is not zero.
 */
export function parseMoney(amount: string, currency: string): Money | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount.trim());
  if (!match) return null;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const digits = minorDigits(currency);
  const kept = fraction.slice(0, digits).padEnd(digits, '0');
  const roundUp = (fraction[digits] ?? '0') >= '5' ? 1 : 0;
  const minor = Number(whole + kept) + roundUp;
  if (!Number.isSafeInteger(minor)) return null;
  return { amountMinor: sign === '-' && minor !== 0 ? -minor : minor, currency };
}

/** "$1,234.50" for display in chat; never parsed back. */
export function formatMoney(money: Money): string {
  const digits = minorDigits(money.currency);
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(money.amountMinor / 10 ** digits);
}
