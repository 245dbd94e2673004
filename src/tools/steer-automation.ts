import * as z from 'zod';
import { ALERT_RULES, PROGRAM_WIDE } from '../domain/alert.ts';
import type { StandingMove } from '../domain/automation.ts';
import { OperatorError } from '../domain/errors.ts';
import { type Shop, shopCurrency } from '../domain/shop.ts';
import { HOUR, toIso } from '../domain/time.ts';
import { confirmReply } from '../mcp/confirm-result.ts';
import type { ToolCall } from '../mcp/define-tool.ts';
import type { Reply } from '../mcp/envelope.ts';
import { readWishes } from '../usecases/automation-wishes.ts';
import type { AutomationRequest } from '../usecases/change-automation.ts';
import { describePause, pauseNotice, pauseWrites } from '../usecases/pause.ts';
import { requireShop } from '../usecases/resolve-shop.ts';
import type { Services } from '../usecases/services.ts';
import { endSilence, silenceAlerts } from '../usecases/silence-alerts.ts';
import { automationFields, wireChange } from '../wire/automation.ts';
import { inShop, shopLabel } from '../wire/fields.ts';

import type { SteerFields, SteerInput } from './automation-shapes.ts';

const context: z.ZodType<AutomationRequest> = z.object({
  resume: z.boolean(),
  everything: z.boolean(),
  changes: z.array(z.string()),
  reason: z.string(),
});

type Call = ToolCall<Services>;

/** What a call of set_automation does: silences and pauses first, then changes, or what stands without any. */
export async function steerAutomation(input: SteerInput, call: Call) {
  const { services } = call;
  const request: AutomationRequest = {
    resume: input.pause === false,
    everything: input.shop === undefined,
    changes: input.changes ?? [],
    reason: input.reason ?? 'no reason given',
  };
  const shop = await shopOf(call, input, request);
  const told: string[] = [];
  if (!input.confirm_token) {
    // What cannot be understood is refused before anything is changed.
    if (shop) readWishes(request.changes, shopCurrency(shop.region));
    if (shop) told.push(...(await silenced(call, shop, input)));
    const shopId = input.shop !== undefined && shop ? shop.shopId : PROGRAM_WIDE;
    if (input.pause === true) told.push(await pauseNow(call, shopId, request.reason));
  }
  if (!shop) return { summary: told.join(' '), shop: [], asOf: null, data: { status: 'accepted' as const } };
  const asks = input.confirm_token !== undefined || request.resume || request.changes.length > 0;
  const reply = asks ? await changed(call, shop, request, input) : await shown(services, shop);
  if (!('summary' in reply)) return reply;
  return { ...reply, summary: [...told, reply.summary].join(' ') };
}

/** A pause or a resume without a shop is about everything, also with several shops or before the first was read. */
async function shopOf(
  { services }: Call,
  input: {
    readonly shop?: string | undefined;
    readonly pause?: boolean | undefined;
    readonly confirm_token?: string | undefined;
  },
  { changes }: AutomationRequest,
): Promise<Shop | null> {
  const { shops } = services.store;
  const aboutAll = input.pause !== undefined || input.confirm_token !== undefined;
  if (input.shop !== undefined || !aboutAll || changes.length > 0)
    return requireShop(shops, input.shop ?? null);
  const [first] = await shops.list();
  return first ?? (input.pause === true ? null : requireShop(shops, null));
}

function authorOf({ client }: Call): string {
  return client.name === null ? 'operator' : `operator in ${client.name}`;
}

async function pauseNow(call: Call, shopId: string, reason: string): Promise<string> {
  const { store, programClock } = call.services;
  const request = { shopId, author: authorOf(call), reason };
  const { pause, before } = await pauseWrites(store.automation, request, programClock.now());
  const at = before ? 'It was paused already.' : 'A request under way ends; no other starts.';
  return `${describePause(pause)} ${at}`;
}

interface SilenceInput {
  readonly silence?: string | undefined;
  readonly hours?: number | undefined;
  readonly reason?: string | undefined;
}

/** Mutes an alert rule or a subject for some hours; 0 ends what mutes it, by its id too. */
async function silenced(call: Call, shop: Shop, input: SilenceInput): Promise<readonly string[]> {
  const { silence: what, hours } = input;
  if (what === undefined) return [];
  if (hours === undefined) {
    throw new OperatorError('input', 'The silence has no end.', 'Give hours and a reason; hours 0 ends one.');
  }
  const { store, programClock } = call.services;
  if (hours === 0) {
    const standing = (await store.alerts.silences(programClock.now())).filter(
      ({ silenceId, rule, subject }) => silenceId === what || rule === what || subject === what,
    );
    // None of them: the use case says what to do about it.
    const ids = standing.length === 0 ? [what] : standing.map(({ silenceId }) => silenceId);
    for (const id of ids) await endSilence(call.services, id);
    return [`Alerts of ${what} are told again.`];
  }
  const rule = ALERT_RULES.find((one) => one === what) ?? null;
  const endsAt = programClock.now() + hours * HOUR;
  await silenceAlerts(call.services, {
    rule,
    shopId: shop.shopId,
    subject: rule === null ? what : null,
    author: authorOf(call),
    reason: input.reason ?? '',
    endsAt,
  });
  return [`Alerts of ${what} are silent until ${toIso(endsAt)}.`];
}

async function shown(services: Services, shop: Shop): Promise<Reply<SteerFields>> {
  const { showAutomation } = await import('../usecases/show-automation.ts');
  const view = await showAutomation(services, shop);
  const pause = view.pause ? `${describePause(view.pause)} ` : '';
  return {
    summary: `${pause}The sample rule is in mode ${view.ruleMode}; ${view.limits.perDay.cap} a day and ${view.limits.perWeek.cap} a week at most.`,
    shop: shopLabel(shop),
    asOf: services.programClock.now(),
    data: { status: 'shown', ...automationFields(view) },
  };
}

interface AskInput {
  readonly confirm_token?: string | undefined;
  readonly reason?: string | undefined;
  readonly shop?: string | undefined;
}

async function changed(call: Call, shop: Shop, request: AutomationRequest, input: AskInput) {
  const { services } = call;
  const author = authorOf(call);
  const { afterChange, planAutomation, tightenAtOnce } = await import('../usecases/change-automation.ts');
  if (!input.confirm_token) {
    const applied = await tightenAtOnce(services, shop, request, author);
    if (applied) {
      await afterChange(services, shop);
      return changedReply(services, shop, applied);
    }
  }
  const outcome = await call.confirm({
    shopId: shop.shopId,
    dryRun: false,
    confirmToken: input.confirm_token ?? null,
    requestedKeys: null,
    terms: { reason: input.reason },
    context: request,
    contextSchema: context,
    plan: (stored) => planAutomation(services, shop, stored, author),
  });
  if (outcome.status === 'ask') return outcome.ask;
  if (outcome.status === 'accepted' && outcome.changed.length > 0) {
    if (!outcome.alreadyDone) await afterChange(services, shop);
    return changedReply(services, shop, outcome.changed, outcome.alreadyDone);
  }
  const { summary, data, ...reply } = confirmReply(outcome, 'set_automation', 'change');
  const next = inShop(reply.next, input.shop, shop);
  return { summary, shop: shopLabel(shop), asOf: services.programClock.now(), next, data };
}

async function changedReply(
  services: Services,
  shop: Shop,
  moves: readonly StandingMove[],
  alreadyDone = false,
): Promise<Reply<SteerFields>> {
  const rows = moves.map((move) => ({ what: '', ...wireChange(move, shopCurrency(shop.region)) }));
  const notice = await pauseNotice(services.store.automation, shop.shopId);
  const said = alreadyDone ? 'Changed already with this token' : 'Changed';
  const cycle = services.settings.monitor.cycleMinutes;
  const auto = moves.some(({ setting, to }) => setting === 'rule_mode' && to === 'auto');
  return {
    summary:
      rows.length === 0
        ? 'Everything stands like that already. Nothing was changed.'
        : `${said}: ${rows.map((row) => row.what).join('; ')}.${auto ? ` The rule acts at the next look, every ${cycle} minutes.` : ''}`,
    shop: shopLabel(shop),
    asOf: services.programClock.now(),
    warnings: notice === null ? [] : [notice],
    data: { status: 'accepted', already_done: alreadyDone, changed: rows },
  };
}
