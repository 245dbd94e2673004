import type { WireAnswer } from '../http.ts';
import type { Moment } from '../state.ts';

export interface VendorCall {
  moment: Moment;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: unknown;
  /** From the header `shipbob_channel_id`; null when absent or not a number. */
  channelId: number | null;
  /** The address of this call without its query, for the links of a paged answer. */
  self: string;
}

export interface VendorEndpoint {
  method: 'GET' | 'POST';
  path: string;
  handle(call: VendorCall): WireAnswer;
}

/** A refusal with the vendor's body: a map of field to messages, or a problem document. Nothing has changed. */
export class VendorRefusal extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    super(`Refused with HTTP ${status}.`);
    this.status = status;
    this.body = body;
  }
}

export const notFound = (what: string): VendorRefusal =>
  new VendorRefusal(404, {
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: `${what} was not found.`,
  });

export const ok = (body: unknown): WireAnswer => ({ status: 200, body });

/** Times as this vendor prints them, with an offset instead of a Z. */
export const isoTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
export const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));

/** A whole number from the query between `from` and `to`, or the fallback when absent. */
export function wholeNumber(
  call: VendorCall,
  name: string,
  limits: { from: number; to: number; fallback: number },
): number {
  const given = call.query.get(name);
  if (given === null) return limits.fallback;
  const value = Number(given);
  if (!/^\d+$/.test(given) || value < limits.from || value > limits.to) {
    throw new VendorRefusal(400, {
      [name]: [`The field ${name} must be between ${limits.from} and ${limits.to}.`],
    });
  }
  return value;
}

/** A comma list from the query, or null when absent. */
export function commaList(call: VendorCall, name: string): string[] | null {
  const given = call.query.get(name);
  return given === null ? null : given.split(',').filter((part) => part !== '');
}
