import { type Money, parseMoney } from '../../domain/money.ts';
import { SECOND, type Timestamp } from '../../domain/time.ts';

/** A scalar as the platform may send it: numbers also come as text, and unset ones as '' or not at all. */
export type WireScalar = string | number | null | undefined;

/** '' and missing are null. */
export function toText(value: WireScalar): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value);
  return text.trim() === '' ? null : text;
}

/** Unix seconds → milliseconds. 0, '' and missing mean that the time is not set. */
export function toTimestamp(value: WireScalar): Timestamp | null {
  const seconds = toCount(value);
  return seconds === null || seconds === 0 ? null : seconds * SECOND;
}

/** Unix milliseconds, as tracking and the outreach quota have them. 0, '' and missing mean that the time is not set. */
export function millisToTimestamp(value: WireScalar): Timestamp | null {
  const millis = toCount(value);
  return millis === 0 ? null : millis;
}

/**
 * "2026-11-15 18:20:00" without a zone. The platform does not say whose clock that is; read as UTC, so it may be off by
 * the shop's distance from it.
 */
export function zonelessToTimestamp(value: WireScalar): Timestamp | null {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/.exec(toText(value)?.trim() ?? '');
  const at = match ? Date.parse(`${match[1]}T${match[2]}Z`) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** The last whole second at or before `at`. */
export function toSeconds(at: Timestamp): number {
  return Math.floor(at / SECOND);
}

/** A whole number; 0 stays 0, '' and missing are null. */
export function toCount(value: WireScalar): number | null {
  const text = toText(value);
  if (text === null || !/^-?\d+$/.test(text)) return null;
  const count = Number(text);
  return Number.isSafeInteger(count) ? count : null;
}

/** "0.15" → 1500 basis points. */
export function fractionToBps(value: WireScalar): number | null {
  return shiftDecimal(value, 4);
}

/** "60.50" → 6050 basis points. */
export function percentToBps(value: WireScalar): number | null {
  return shiftDecimal(value, 2);
}

/** Analytics write a share as a fraction ("0.0528") or, in older versions, with a sign ("12.5%"). */
export function shareToBps(value: WireScalar): number | null {
  const share = toText(value)?.trim() ?? '';
  return share.endsWith('%') ? percentToBps(share.slice(0, -1).trimEnd()) : fractionToBps(share);
}

export interface WireMoney {
  readonly amount?: WireScalar;
  readonly currency?: string | null | undefined;
}

export function toMoney(value: WireMoney | null | undefined): Money | null {
  const amount = toText(value?.amount);
  const currency = toText(value?.currency);
  return amount === null || currency === null ? null : parseMoney(amount, currency);
}

/** Moves the point by `places` without floats; what is left behind it is rounded half up. */
function shiftDecimal(value: WireScalar, places: number): number | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(toText(value)?.trim() ?? '');
  if (!match) return null;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const kept = Number(whole + fraction.slice(0, places).padEnd(places, '0'));
  const rounded = kept + ((fraction[places] ?? '0') >= '5' ? 1 : 0);
  return sign === '-' && rounded !== 0 ? -rounded : rounded;
}
