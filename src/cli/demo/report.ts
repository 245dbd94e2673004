import { describeSpan } from '../../domain/time.ts';
import type { HostSnippets } from '../hosts.ts';
import type { Page } from './page.ts';
import type { Oracle } from './sandbox-control.ts';
import type { Story } from './walk.ts';

/** What `--json` prints. */
export interface Report {
  readonly ok: boolean;
  /** What is wrong, one sentence each. */
  readonly failures: readonly string[];
  readonly seconds: number;
  readonly approved: number;
  readonly rejected: number;
  /** By kind and status. */
  readonly actions: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly request_to_warehouse: {
    /** Program time from the operator's yes to the warehouse order. */
    readonly fastest_seconds: number;
    readonly slowest_seconds: number;
    /** Machine time until the last one. */
    readonly machine_seconds: number;
  };
  readonly oracle: Oracle['verdict'];
  readonly notes_sent: number;
  readonly recovery: Story['recovery'];
  readonly connect: Readonly<Record<'claude_desktop' | 'claude_code' | 'cursor' | 'vs_code', string>>;
}

const seconds = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;

export function makeReport(
  story: Story,
  failures: readonly string[],
  elapsedMs: number,
  snippets: HostSnippets,
): Report {
  const actions: Record<string, Record<string, number>> = {};
  for (const { kind, status } of story.actions) {
    const ofKind = actions[kind] ?? {};
    actions[kind] = { ...ofKind, [status]: (ofKind[status] ?? 0) + 1 };
  }
  const spans = spansToWarehouse(story);
  return {
    ok: failures.length === 0,
    failures,
    seconds: seconds(elapsedMs),
    approved: story.approvedIds.length,
    rejected: 1,
    actions,
    request_to_warehouse: {
      fastest_seconds: seconds(Math.min(...spans)),
      slowest_seconds: seconds(Math.max(...spans)),
      machine_seconds: seconds(story.yesToWarehouseMs),
    },
    oracle: story.oracle.verdict,
    notes_sent: story.oracle.messages.filter(({ from }) => from === 'seller').length,
    recovery: story.recovery,
    connect: {
      claude_desktop: snippets.claudeDesktop,
      claude_code: snippets.claudeCode,
      cursor: snippets.cursor,
      vs_code: snippets.vsCode,
    },
  };
}

/** Program time from the yes to the warehouse order, for each approved sample that has one. */
function spansToWarehouse({ approvedIds, actions, oracle }: Story): readonly number[] {
  const orderOf = new Map(oracle.applications.map((one) => [one.application_id, one.order_id]));
  return approvedIds.flatMap((id) => {
    const yes = actions.find((one) => one.kind === 'approve_sample' && one.application_id === id);
    const parcel = actions.find((one) => one.kind === 'fulfil_order' && one.order_id === orderOf.get(id));
    const created = parcel?.steps.find(({ step }) => step === 'create_wms_order');
    return yes && created ? [Date.parse(created.at) - Date.parse(yes.created_at)] : [];
  });
}

/** In the order of the work. */
const ACTIONS = [
  ['approve_sample', 'Approvals'],
  ['reject_sample', 'Rejections'],
  ['fulfil_order', 'Parcels'],
  ['send_note', 'Notes'],
] as const;

export function printReport(page: Page, report: Report): void {
  const { oracle, recovery, request_to_warehouse: span } = report;
  const [fastest, slowest] = [span.fastest_seconds, span.slowest_seconds].map((one) =>
    describeSpan(one * 1000),
  );
  page.blank();
  page.title('What was done');
  page.blank();
  page.facts([
    ...ACTIONS.map(([kind, label]): [string, string] => [
      label,
      Object.entries(report.actions[kind] ?? {})
        .map(([status, number]) => `${number} ${status}`)
        .join(', '),
    ]),
    [
      'Yes to warehouse',
      `${fastest === slowest ? fastest : `${fastest} to ${slowest}`} of the shop's time, most of it TikTok Shop's own ` +
        `merge window; ${span.machine_seconds} s on this machine`,
    ],
    ...(recovery === null
      ? []
      : [
          [
            'After the kill',
            `back in ${seconds(recovery.back_after_ms)} s; ${recovery.found_done} found done and not sent again`,
          ] as const,
        ]),
    [
      'Oracle',
      `${oracle.agrees ? 'agrees' : 'does not agree'}: ${oracle.units_owed} units owed, ${oracle.units_sent_to_wms} at the ` +
        `warehouse, ${oracle.lost.length} lost, ${oracle.doubled.length} doubled, ${oracle.messages_doubled.length} messages sent twice`,
    ],
    ['Time', `${report.seconds} s`],
  ]);
  if (report.ok) {
    page.blank();
    page.success('Every sample was sent exactly once, and the oracle agrees.');
  }
  page.blank();
  page.title('Connect your assistant');
  page.blank();
  page.aside(
    'Claude Desktop: Settings, Developer, Edit Config (claude_desktop_config.json). Cursor: ~/.cursor/mcp.json',
  );
  page.verbatim(report.connect.claude_desktop);
  page.blank();
  page.aside('Claude Code');
  page.verbatim(report.connect.claude_code);
  page.blank();
  page.aside('VS Code: the mcp.json that the command "MCP: Open User Configuration" opens');
  page.verbatim(report.connect.vs_code);
  page.blank();
  page.aside(
    'Without credentials it opens an invented programme of your own, like this one. A real shop takes the TIKTOK_SHOP_ and ' +
      'SHIPBOB_ variables; "affiliate-ops serve --help" lists them.',
  );
}
