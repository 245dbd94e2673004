import { DAY, HOUR } from '../clock.ts';
import type { Moment } from '../state.ts';
import type { Call } from './call.ts';
import { decimal, pageSize, pageToken, placeOf } from './call.ts';
import { CODE, Refusal } from './envelope.ts';

/** The shop's zone: analytics cut days in it, and their times without a zone are in it. */
const ZONE = 'America/Los_Angeles';
/** How far back analytics answer (platform reference 7). */
const LOOK_BACK_DAYS = 180;
/** Yesterday is counted up by this hour of the shop's day; before it the day before yesterday is the latest. */
const READY_AFTER = 6 * HOUR;
const DEFAULT_PAGE = 10;
const MAX_PAGE = 100;

const dayFormat = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, dateStyle: 'short' });
const timeFormat = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, timeStyle: 'medium' });

/** `YYYY-MM-DD` in the shop's zone. */
export const dayOf = (ms: number): string => dayFormat.format(ms);

/** `YYYY-MM-DD hh:mm:ss` in the shop's zone, without naming it. */
export const localTime = (ms: number): string => `${dayOf(ms)} ${timeFormat.format(ms)}`;

/** The day `days` after a day. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

const starts = new Map<string, number>();

/** Epoch ms at which a day of the shop begins: 7 hours after UTC in summer, 8 in winter. */
export function dayStart(day: string): number {
  const known = starts.get(day);
  if (known !== undefined) return known;
  const summer = Date.parse(`${day}T07:00:00Z`);
  const start = dayOf(summer) === day ? summer : summer + HOUR;
  starts.set(day, start);
  return start;
}

/** The last day whose numbers are complete. */
export const latestDay = (now: number): string => dayAfter(dayOf(now - READY_AFTER), -1);

/** Days from `start` up to but without `end`, and their bounds in epoch ms. */
export interface Interval {
  start: string;
  end: string;
  from: number;
  until: number;
}

export interface Period extends Interval {
  latest: string;
  /** The days of it that are counted up; empty when none is. */
  days: readonly string[];
  /** What `granularity` asks for: the whole, or each day. */
  intervals: readonly Interval[];
}

const intervalOf = (start: string, end: string): Interval => ({
  start,
  end,
  from: dayStart(start),
  until: dayStart(end),
});

/** The asked days, cut off after the latest complete one. Refuses what is no range or lies too far back. */
export function periodOf(call: Call): Period {
  const { moment, query } = call;
  const [start, end] = [asked(query, 'start_date_ge'), asked(query, 'end_date_lt')];
  if (start >= end) throw badRange('start_date_ge must be before end_date_lt.');
  if (start < dayAfter(dayOf(moment.now), -LOOK_BACK_DAYS)) {
    throw badRange(`Data is available for the last ${LOOK_BACK_DAYS} days only.`);
  }
  oneOf(query, 'currency', ['LOCAL', 'USD']);
  const latest = latestDay(moment.now);
  const complete = dayAfter(latest, 1);
  const known = end < complete ? end : complete;
  const days: string[] = [];
  for (let day = start; day < known; day = dayAfter(day, 1)) days.push(day);
  const daily = oneOf(query, 'granularity', ['ALL', '1D']) === '1D';
  const intervals = daily
    ? days.map((day) => intervalOf(day, dayAfter(day, 1)))
    : days.length === 0
      ? []
      : [intervalOf(start, known)];
  return { ...intervalOf(start, start < known ? known : start), latest, days, intervals };
}

function asked(query: URLSearchParams, name: string): string {
  const value = query.get(name) ?? '';
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw badRange(`${name} must be a date like 2026-01-31.`);
  return value;
}

const badRange = (message: string): Refusal => new Refusal(CODE.badDateRange, message, 400);
export const notFound = (message: string): Refusal => new Refusal(CODE.noAnalytics, message);

/** A query parameter that takes one of few values; the first is the default. */
export function oneOf<T extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly [T, ...T[]],
): T {
  const given = query.get(name);
  if (given === null || given === '') return values[0];
  const known = values.find((value) => value === given);
  if (known === undefined) {
    throw new Refusal(
      CODE.badRequest,
      `Invalid parameter: ${name} must be one of ${values.join(', ')}.`,
      400,
    );
  }
  return known;
}

/** One page of a sorted list. Without any row the list's key is left out, as on the platform. */
export function listAnswer<Row>(
  call: Call,
  period: Period,
  list: {
    key: string;
    rows: readonly Row[];
    sort: Record<string, (row: Row) => number>;
    view(row: Row): object;
  },
): object {
  const [first = 'gmv', ...others] = Object.keys(list.sort);
  const field = oneOf(call.query, 'sort_field', [first, ...others]);
  const descending = oneOf(call.query, 'sort_order', ['DESC', 'ASC']) === 'DESC';
  const value = list.sort[field] ?? (() => 0);
  const size = pageSize(call, { max: MAX_PAGE, fallback: DEFAULT_PAGE });
  const sorted = [...list.rows].sort((left, right) =>
    descending ? value(right) - value(left) : value(left) - value(right),
  );
  const start = Number(placeOf(call)?.[0] ?? 0);
  const page = sorted.slice(start, start + size);
  return {
    latest_available_date: period.latest,
    next_page_token: start + size < sorted.length ? pageToken([start + size]) : '',
    total_count: sorted.length,
    ...(page.length === 0 ? {} : { [list.key]: page.map(list.view) }),
  };
}

/** True when the account type leaves nothing: the shop has no accounts of its own that post. */
export function showsNobody(moment: Moment, query: URLSearchParams): boolean {
  const type = oneOf(query, 'account_type', [
    'ALL',
    'OFFICIAL_ACCOUNTS',
    'MARKETING_ACCOUNTS',
    'AFFILIATE_ACCOUNTS',
  ]);
  if (type === 'ALL') return moment.state.metaOrNull('analytics_all_empty') === '1';
  return type !== 'AFFILIATE_ACCOUNTS';
}

export const usd = (minor: number): { amount: string; currency: string } => ({
  amount: decimal(minor),
  currency: 'USD',
});

/** `part` of `whole` as a decimal fraction with four digits; "0" of nothing. */
export const fraction = (part: number, whole: number): string =>
  whole === 0 ? '0' : (part / whole).toFixed(4);

export const percent = (part: number, whole: number): string =>
  whole === 0 ? '0%' : `${((100 * part) / whole).toFixed(2)}%`;
