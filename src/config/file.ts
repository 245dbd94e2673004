import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { alertSettings, notifyChannels } from './alert-file.ts';
import { amount, oneOf, percent, section, text, whole, wholeOrNull } from './fields.ts';
import { noteSettings } from './note-file.ts';
import { isDailySchedule } from './schedule.ts';

/** What is wrong with the configuration, one line each, gathered so that all of it is told at once. */
export type Problems = string[];

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const scheduleError =
  'must be a cron expression of five fields such as "*/15 * * * *", the last three of them *: it watches every day';
const zoneError =
  'must be an IANA time zone such as "America/Los_Angeles", or null for the zone of the market';
const currencyError = 'must be an ISO 4217 code such as "USD"';

const sampleRule = () =>
  section({
    mode: oneOf(['off', 'watch', 'ask', 'auto']).describe(
      'off decides nothing, watch only records what it would decide, ask recommends to a person, auto acts by itself inside the caps.',
    ),
    blocked_creators: z
      .exactOptional(
        z.array(text('must be the open id of a creator, in quotes'), {
          error: 'must be a list of creator open ids',
        }),
      )
      .describe('Open ids of creators whose requests are always to be rejected.'),
    minimum_gmv_30d: z
      .exactOptional(amount)
      .describe('Sales that the creator made on TikTok Shop in the last 30 days, at least.'),
    minimum_posts_30d: z
      .exactOptional(whole(0, 10_000))
      .describe('Pieces of content that the creator posted in the last 30 days, at least.'),
    minimum_fulfilment_percent: z
      .exactOptional(percent)
      .describe('Share of samples that the creator posted about, as TikTok Shop shows it, at least.'),
    minimum_post_rate_percent: z
      .exactOptional(percent)
      .describe(
        'Our own figure, which is enough instead: share of the mature samples you sent that were posted, at least.',
      ),
    minimum_mature_samples: z
      .exactOptional(whole(1, 1_000))
      .describe('Mature samples from you that our own figure needs before it counts.'),
    repeat_window_days: z
      .exactOptional(whole(0, 3_650))
      .describe('The same product again to the same creator within so many days is a repeat.'),
    ghost_samples: z
      .exactOptional(whole(1, 1_000))
      .describe('So many mature samples, none of them posted, make a ghost.'),
    ghost_memory_days: z
      .exactOptional(whole(0, 3_650))
      .describe('Samples older than this are forgiven and no longer make a ghost.'),
    minimum_stock: z.exactOptional(whole(0, 1_000_000)).describe('With fewer units left a person decides.'),
    maximum_unit_cost: z
      .exactOptional(amount)
      .describe(
        'Above this cost of a unit a person decides; while the cost is unknown its retail price counts.',
      ),
    ask_band_percent: z
      .exactOptional(percent)
      .describe(
        'A number that misses its threshold by no more than this share goes to a person instead of a rejection.',
      ),
  });

const caps = () =>
  section({
    per_creator_open: z
      .exactOptional(whole(1, 1_000))
      .describe('Samples that one creator may have under way at a time.'),
    per_day: wholeOrNull(0, 100_000).describe(
      "Samples approved a day. null takes a quarter of the week's cap, at least five.",
    ),
    per_week: wholeOrNull(0, 100_000).describe(
      "Samples approved a week. null follows the shop's own pace: one and a half times its weekly rate of the last eight weeks, at least five.",
    ),
    month_cost: z
      .exactOptional(amount)
      .describe(
        'Money ceiling of a calendar month for all samples, goods and parcels together. Nobody passes it.',
      ),
  });

const shipping = () =>
  section({
    route: oneOf(['native_sync', 'direct_create']).describe(
      'native_sync when the warehouse imports TikTok Shop orders by itself: they are watched and never created. direct_create when it does not: they are created there. The wrong one ships twice or not at all.',
    ),
    shipping_method: z
      .exactOptional(text('must be the name of a ship option, as the warehouse writes it'))
      .describe('Ship option for created orders, as the warehouse writes it.'),
    parcel_cost: z
      .exactOptional(amount.nullable())
      .describe('Pick, pack, packaging and postage of one parcel. null while it is not known.'),
  });

const shop = () =>
  section({
    currency: z
      .exactOptional(
        z
          .string({ error: currencyError })
          .regex(/^[A-Z]{3}$/, { error: currencyError })
          .meta({ examples: ['USD'] }),
      )
      .describe('Currency that the amounts of this section are written in; nothing is converted.'),
    time_zone: z
      .exactOptional(
        z
          .string({ error: zoneError })
          .refine(isTimeZone, { error: zoneError })
          .meta({ examples: ['America/Los_Angeles'] })
          .nullable(),
      )
      .describe('IANA time zone in which days and weeks are cut. null takes the zone of the market.'),
    shipping: z.exactOptional(shipping()).describe('How samples leave the warehouse.'),
    caps: z
      .exactOptional(caps())
      .describe('How much may go out. A person can pass all but the money ceiling, with a reason.'),
    sample_rule: z.exactOptional(sampleRule()).describe('What decides about a request.'),
    unit_costs: z
      .exactOptional(
        z.record(text('must be a seller SKU'), amount, {
          error: 'must be an object of amounts by seller SKU',
        }),
      )
      .describe('Landed cost of one unit by seller SKU. Those of a shop are added to those of the defaults.'),
    notes: z.exactOptional(noteSettings()).describe('What creators are told by themselves.'),
  });

const shopIdError = 'is not a shop id: use the digits that program_status shows';

/** The whole file; `mcp.config.schema.json` and `docs/settings.md` are generated from it. */
export const configFile = () =>
  section({
    $schema: z
      .exactOptional(z.string({ error: 'must be the path of mcp.config.schema.json' }))
      .describe('Where an editor finds mcp.config.schema.json, to complete and check what is typed.'),
    mode: oneOf(['read-only', 'confirm', 'auto']).describe(
      'read-only writes nothing, confirm shows a plan and waits for a yes, auto lets single writes through inside the caps. AFFILIATE_OPS_MODE wins over it.',
    ),
    monitor: z
      .exactOptional(
        section({
          schedule: z
            .exactOptional(
              z
                .string({ error: scheduleError })
                .refine(isDailySchedule, { error: scheduleError })
                .meta({ examples: ['*/15 * * * *'] }),
            )
            .describe(
              'When to look at the programme: a cron expression (minute, hour, then * * * since it watches every day), in the time zone of the shop. "0,30 7-22 * * *" looks every half hour from seven to half past ten.',
            ),
        }),
      )
      .describe('Watching without anybody at the keyboard.'),
    daily_request_budget: z
      .exactOptional(whole(1, 10_000_000))
      .describe('Requests to TikTok Shop a day, over everything, starting at 00:00 UTC.'),
    backfill_days: z
      .exactOptional(whole(0, 730))
      .describe(
        'How many days of affiliate orders before the start are filled in, newest first, with the requests that are left over.',
      ),
    alerts: z.exactOptional(alertSettings()).describe('When it speaks up by itself.'),
    notify: z
      .exactOptional(notifyChannels())
      .describe(
        'Where alerts and the daily digest go. Addresses of webhooks and passwords stand in environment variables that are named here, never in this file.',
      ),
    defaults: z.exactOptional(shop()).describe('Holds for every shop; amounts are in its currency.'),
    shops: z
      .exactOptional(
        z.record(z.string().regex(/^\d{1,24}$/, { error: shopIdError }), shop(), {
          error: 'must be an object of shops by shop id',
        }),
      )
      .describe('What is different for one shop, by shop id. What it leaves out comes from defaults.'),
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
