import { z } from 'zod';
import { ExternalError, type ExternalErrorDetails } from '../../../domain/errors.ts';
import type { ShipBobCall } from './call.ts';

// No error here carries a cause: a parser's message quotes the body, and bodies hold the recipient.

type Extra = Omit<ExternalErrorDetails, 'system' | 'kind' | 'operation'>;

export function shipBobError(
  call: ShipBobCall,
  kind: ExternalErrorDetails['kind'],
  message: string,
  extra: Extra = {},
): ExternalError {
  return new ExternalError(message, { system: 'wms', kind, operation: call.operation, ...extra });
}

function words(call: ShipBobCall): string {
  return call.operation.replaceAll('_', ' ');
}

const NOTHING_CHANGED = 'Nothing was changed.';

export function rateLimited(call: ShipBobCall, retryAfterMs: number): ExternalError {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return shipBobError(
    call,
    'rate_limited',
    `ShipBob's request limit is used up (150 a minute). ${NOTHING_CHANGED} Try again in ${seconds} s.`,
    { code: '429', retryAfterMs },
  );
}

export function unavailable(call: ShipBobCall, code: string): ExternalError {
  return shipBobError(
    call,
    'unavailable',
    `ShipBob could not be reached or is failing (${code}). ${NOTHING_CHANGED} Try again in a few minutes.`,
    { code },
  );
}

export function outcomeUnknown(call: ShipBobCall, code: string): ExternalError {
  return shipBobError(
    call,
    'outcome_unknown',
    `ShipBob was sent the order but gave no readable answer (${code}). It may have been created: ` +
      'look it up by its reference before sending anything again.',
    { code },
  );
}

export function badAnswer(call: ShipBobCall, what: string): ExternalError {
  return shipBobError(
    call,
    'bad_answer',
    `ShipBob's answer to "${words(call)}" is not as documented: ${what}. ${NOTHING_CHANGED} ` +
      'Try again; if it stays, this version does not fit the API.',
  );
}

/** Words of our own create body. Only these are repeated from a refusal, so that no value can slip through. */
const FIELDS = [
  'reference_id order_number type shipping_method sales_channel recipient name phone_number address address1',
  'address2 city state zip_code country company_name products sku quantity unit_price external_line_id',
  'quantity_unit_of_measure_code tags value financials total_price',
]
  .join(' ')
  .split(' ');
const FIELD_BY_SPELLING = new Map(FIELDS.map((field) => [field.replaceAll('_', ''), field]));

/** "Recipient.Address.City" → "recipient.address.city"; null when a part is not one of our fields. */
function knownField(path: string): string | null {
  const parts = path.replace(/^\$\.?/, '').split('.');
  const known = parts.map((part) => {
    const match = /^([A-Za-z0-9_]+)((?:\[\d{1,3}\])?)$/.exec(part);
    const field = FIELD_BY_SPELLING.get(match?.[1]?.toLowerCase().replaceAll('_', '') ?? '');
    return field === undefined ? null : `${field}${match?.[2] ?? ''}`;
  });
  return known.includes(null) ? null : known.join('.');
}

const fieldMap = z.record(z.string(), z.unknown());
const wrapped = z.object({ errors: fieldMap }).transform((body) => body.errors);

/** Names of the fields a 400 or 422 complains about, never their values or ShipBob's sentences. */
export function fieldsOf(body: unknown): string[] {
  const map = wrapped.or(fieldMap).safeParse(body).data ?? {};
  const names = Object.entries(map)
    .filter(([, messages]) => Array.isArray(messages))
    .map(([path]) => knownField(path))
    .filter((field) => field !== null);
  return [...new Set(names)];
}

export function invalid(call: ShipBobCall, status: number, body: unknown): ExternalError {
  const fields = fieldsOf(body);
  const named =
    fields.length === 0 ? 'it names no field that we send' : `it does not accept ${fields.join(', ')}`;
  return shipBobError(
    call,
    'invalid',
    `ShipBob refused the request "${words(call)}" (${status}): ${named}. ${NOTHING_CHANGED} Correct it before trying again.`,
    { code: String(status) },
  );
}

export function missingScope(call: ShipBobCall): ExternalError {
  return shipBobError(
    call,
    'scope',
    `ShipBob does not let this token use "${words(call)}": the scope ${call.scope} is missing, or the token may not ` +
      `use the channel. ${NOTHING_CHANGED} Give the token that scope in ShipBob, and check SHIPBOB_CHANNEL_ID.`,
    { code: '403', missingScope: call.scope },
  );
}

/** The error for an answer that refuses a call: any 4xx but 429, and redirects, which are never followed. */
export function refusal(call: ShipBobCall, status: number, body: unknown): ExternalError {
  const code = String(status);
  if (status === 400 || status === 422) return invalid(call, status, body);
  if (status === 403) return missingScope(call);
  if (status === 401) {
    const message = `ShipBob does not accept the token. ${NOTHING_CHANGED} Make a new one in ShipBob (Integrations, API Tokens) and set SHIPBOB_TOKEN.`;
    return shipBobError(call, 'auth', message, { code });
  }
  if (status === 404) {
    const message = `ShipBob does not know what "${words(call)}" asks for (404). ${NOTHING_CHANGED} Check SHIPBOB_API_URL.`;
    return shipBobError(call, 'not_found', message, { code });
  }
  const message = `ShipBob refused "${words(call)}" (${status}). ${NOTHING_CHANGED} Look at the order in ShipBob before trying again.`;
  return shipBobError(call, 'refused', message, { code });
}
