import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What is wrong with the configuration, one line each, gathered so that all of it is told at once. */
export type Problems = string[];

const AMOUNT = /^\d{1,12}(\.\d{1,4})?$/;

const either = (values: readonly string[]): string =>
  `must be ${values.map((value) => `"${value}"`).join(', ')}`.replace(/, ([^,]*)$/, ' or $1');

/** An object whose every key is optional and known; another key is an error that lists the known ones. */
function section<Shape extends z.core.$ZodShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has no setting ${(issue.keys ?? []).map((key) => `"${key}"`).join(', ')}; allowed: ${known}`
        : `must be an object with some of: ${known}`,
  });
}

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.exactOptional(z.enum(values, { error: either(values) }));

function whole(minimum: number, maximum: number) {
  const error = `must be a whole number from ${minimum} to ${maximum}`;
  return z.int({ error }).min(minimum, { error }).max(maximum, { error });
}

function wholeOrNull(minimum: number, maximum: number) {
  const error = `must be a whole number from ${minimum} to ${maximum}, or null for the shop's own pace`;
  return z.exactOptional(z.int({ error }).min(minimum, { error }).max(maximum, { error }).nullable());
}

const amountError = 'must be an amount in quotes and in the currency of the shop, such as "60.00"';
const amount = z.string({ error: amountError }).regex(AMOUNT, { error: amountError });

const percentError = 'must be a percentage from 0 to 100 with at most two decimals';
const percent = z
  .number({ error: percentError })
  .min(0, { error: percentError })
  .max(100, { error: percentError })
  .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, { error: percentError });

const text = (what: string) => z.string({ error: what }).min(1, { error: what });

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const zoneError =
  'must be an IANA time zone such as "America/Los_Angeles", or null for the zone of the market';
const currencyError = 'must be an ISO 4217 code such as "USD"';

// Functions, so that only a start with a configuration file pays for building them.

const sampleRule = () =>
  section({
    mode: oneOf(['off', 'watch', 'ask', 'auto']),
    blocked_creators: z.exactOptional(
      z.array(text('must be the open id of a creator, in quotes'), {
        error: 'must be a list of creator open ids',
      }),
    ),
    minimum_gmv_30d: z.exactOptional(amount),
    minimum_posts_30d: z.exactOptional(whole(0, 10_000)),
    minimum_fulfilment_percent: z.exactOptional(percent),
    minimum_post_rate_percent: z.exactOptional(percent),
    minimum_mature_samples: z.exactOptional(whole(1, 1_000)),
    repeat_window_days: z.exactOptional(whole(0, 3_650)),
    ghost_samples: z.exactOptional(whole(1, 1_000)),
    ghost_memory_days: z.exactOptional(whole(0, 3_650)),
    minimum_stock: z.exactOptional(whole(0, 1_000_000)),
    maximum_unit_cost: z.exactOptional(amount),
    ask_band_percent: z.exactOptional(percent),
  });

const caps = () =>
  section({
    per_creator_open: z.exactOptional(whole(1, 1_000)),
    per_day: wholeOrNull(0, 100_000),
    per_week: wholeOrNull(0, 100_000),
    month_cost: z.exactOptional(amount),
  });

const shipping = () =>
  section({
    route: oneOf(['native_sync', 'direct_create']),
    shipping_method: z.exactOptional(text('must be the name of a ship option, as the warehouse writes it')),
    parcel_cost: z.exactOptional(amount.nullable()),
  });

const shop = () =>
  section({
    currency: z.exactOptional(
      z.string({ error: currencyError }).regex(/^[A-Z]{3}$/, { error: currencyError }),
    ),
    time_zone: z.exactOptional(
      z.string({ error: zoneError }).refine(isTimeZone, { error: zoneError }).nullable(),
    ),
    shipping: z.exactOptional(shipping()),
    caps: z.exactOptional(caps()),
    sample_rule: z.exactOptional(sampleRule()),
    unit_costs: z.exactOptional(
      z.record(text('must be a seller SKU'), amount, { error: 'must be an object of amounts by seller SKU' }),
    ),
    shipped_note: z.exactOptional(z.boolean({ error: 'must be true or false' })),
  });

const shopIdError = 'is not a shop id: use the digits that program_status shows';

const configFile = () =>
  section({
    mode: oneOf(['read-only', 'confirm', 'auto']),
    monitor: z.exactOptional(section({ cycle_minutes: z.exactOptional(whole(1, 1_440)) })),
    daily_request_budget: z.exactOptional(whole(1, 10_000_000)),
    defaults: z.exactOptional(shop()),
    shops: z.exactOptional(
      z.record(z.string().regex(/^\d{1,24}$/, { error: shopIdError }), shop(), {
        error: 'must be an object of shops by shop id',
      }),
    ),
  });

/** One shop's part of `mcp.config.json`; every setting may be left out. */
export type ShopSection = z.infer<ReturnType<typeof shop>>;
/** `mcp.config.json`: amounts are decimal strings in the shop's currency, shares are percentages. */
export type ConfigFile = z.infer<ReturnType<typeof configFile>>;

/** Reads and checks a configuration file; what is wrong goes to `problems`, and then null comes back. */
export function readConfigFile(file: string, problems: Problems): ConfigFile | null {
  const content = contentOf(file, problems);
  if (content === null) return null;
  const json = parseJson(file, content, problems);
  if (json === null) return null;
  const result = configFile().safeParse(json.value);
  if (result.success) return result.data;
  problems.push(...result.error.issues.map((issue) => describe(file, issue)));
  return null;
}

function contentOf(file: string, problems: Problems): string | null {
  try {
    // Editors on Windows put a byte order mark in front, which JSON does not know.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    problems.push(`${file}: cannot be read (${code})`);
    return null;
  }
}

function parseJson(file: string, content: string, problems: Problems): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(content) };
  } catch (error) {
    // Only the position is told: the engine's message quotes the text, and the text may hold a secret.
    const place = error instanceof Error ? /\(line \d+ column \d+\)/.exec(error.message)?.[0] : undefined;
    problems.push(`${file}: is not valid JSON${place === undefined ? '' : ` ${place}`}`);
    return null;
  }
}

function describe(file: string, issue: z.core.$ZodIssue): string {
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const place = issue.path.length === 0 ? 'the file' : issue.path.join('.');
  return `${file}: ${place} ${message}`;
}
