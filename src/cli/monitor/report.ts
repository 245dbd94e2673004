import type { OnceResult, Turns } from '../../monitor/once.ts';
import type { Program } from '../../program/open-program.ts';
import { describePause } from '../../usecases/pause.ts';
import { NO_SHOP, type ShopCycle } from '../../usecases/watch.ts';

/** What one run of `monitor --once` did, as `--json` prints it. */
export interface OnceReport {
  /** Everything could be read, and nothing that was due is left. */
  readonly ok: boolean;
  readonly sandbox: boolean;
  readonly mode: string;
  readonly paused: string | null;
  readonly shops: readonly ShopReport[];
  readonly done: Readonly<Record<'approved' | 'rejected' | 'shipped' | 'notes', number>>;
  /** Actions that were tried and did not get through. */
  readonly open: Readonly<Record<'blocked' | 'unknown' | 'failed', number>>;
  readonly alerts_firing: number;
  readonly messages_sent: number;
  readonly left_due: boolean;
  readonly troubles: readonly string[];
}

interface ShopReport {
  readonly shop_id: string;
  readonly name: string;
  readonly read: number;
  readonly decided: number;
  readonly approved_by_rule: number;
  readonly rejected_by_rule: number;
  readonly parcels_planned: number;
  readonly notes_planned: number;
}

export async function onceReport(
  program: Program,
  { cycles, idle, messagesSent, turns }: OnceResult & { readonly turns: Turns },
): Promise<OnceReport> {
  const { store } = program.services;
  const troubles = await troublesOf(program, cycles);
  const [pause] = await store.automation.pauses();
  const firing = (await store.alerts.live()).filter(({ state }) => state === 'firing');
  return {
    ok: idle && cycles.length > 0 && troubles.length === 0,
    sandbox: program.sandbox,
    mode: program.mode,
    paused: pause ? describePause(pause) : null,
    shops: cycles.map(shopReport),
    done: {
      approved: ended(turns, 'done', 'approve_sample'),
      rejected: ended(turns, 'done', 'reject_sample'),
      shipped: ended(turns, 'done', 'fulfil_order'),
      notes: ended(turns, 'done', 'send_note'),
    },
    open: {
      blocked: ended(turns, 'blocked'),
      unknown: ended(turns, 'unknown'),
      failed: ended(turns, 'failed'),
    },
    alerts_firing: firing.length,
    messages_sent: messagesSent,
    left_due: !idle,
    troubles,
  };
}

function ended(turns: Turns, status: string, kind?: string): number {
  const found = [...turns.values()].filter((turn) => turn.status === status);
  return found.filter((turn) => kind === undefined || turn.kind === kind).length;
}

/** What could not be read, and why: of each shop, and of the list of shops itself. */
async function troublesOf(program: Program, cycles: readonly ShopCycle[]): Promise<readonly string[]> {
  const { feeds } = program.services.store;
  const ofShops = (await feeds.list(NO_SHOP)).flatMap(({ failure }) => (failure ? [failure.message] : []));
  const ofFeeds = cycles.flatMap(({ sync }) => sync.feeds.flatMap(({ failure }) => failure?.message ?? []));
  return [...new Set([...ofShops, ...ofFeeds])];
}

function shopReport({ shop, sync, ...cycle }: ShopCycle): ShopReport {
  return {
    shop_id: shop.shopId,
    name: shop.name,
    read: sync.feeds.reduce((sum, feed) => sum + feed.read, 0),
    decided: cycle.decided,
    approved_by_rule: cycle.byRule.approved,
    rejected_by_rule: cycle.byRule.rejected,
    parcels_planned: cycle.fulfilmentsProposed,
    notes_planned: cycle.notesProposed,
  };
}

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** The same for people. */
export function onceText(report: OnceReport): string {
  const { done, open, alerts_firing: firing, messages_sent: sent } = report;
  const lines = [
    ...report.shops.map(shopLine),
    ...(report.shops.length === 0 ? ['No shop was read.'] : []),
    `Done: ${count(done.approved, 'request')} approved, ${done.rejected} rejected, ${count(done.shipped, 'parcel')} shipped, ${count(done.notes, 'note')} sent.`,
    ...(open.blocked + open.unknown + open.failed > 0
      ? [
          `Not done: ${open.blocked} blocked, ${open.unknown} in doubt, ${open.failed} failed; list_actions says why.`,
        ]
      : []),
    `Alerts: ${count(firing, 'fires', 'fire')}, ${count(sent, 'message')} sent.`,
    ...(report.paused === null ? [] : [report.paused]),
    ...(report.mode === 'read-only' ? ['Mode read-only: nothing was carried out.'] : []),
    ...(report.left_due ? ['Not everything that is due was finished; the next run carries on.'] : []),
    ...report.troubles,
  ];
  return `${report.sandbox ? 'Sandbox. ' : ''}${lines.join('\n')}\n`;
}

function shopLine(shop: ShopReport): string {
  const byRule = shop.approved_by_rule + shop.rejected_by_rule;
  return [
    `${shop.name}: ${count(shop.read, 'record')} read, ${count(shop.decided, 'request')} decided`,
    ...(byRule > 0
      ? [`${shop.approved_by_rule} approved and ${shop.rejected_by_rule} rejected by the rule`]
      : []),
    `${count(shop.parcels_planned, 'parcel')} and ${count(shop.notes_planned, 'note')} planned.`,
  ].join(', ');
}
