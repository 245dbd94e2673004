import { spawnSync } from 'node:child_process';
import * as z from 'zod';
import { openDesk } from '../support/desk.ts';
import { firstReading, pending } from '../support/morning.ts';

// Lists and calls every tool through the Inspector's command line, a client that is not ours. It fetches the
// Inspector from npm, so it stands outside `npm test`: npm run inspector.

const INSPECTOR = '@modelcontextprotocol/inspector@2.12.0';
const ERAS = ['legacy', 'modern'] as const;

const listing = z.object({ result: z.object({ tools: z.array(z.unknown()) }) });
const answer = z.object({
  result: z.looseObject({
    isError: z.boolean().optional(),
    structuredContent: z.looseObject({ summary: z.string() }),
  }),
});
type Structured = z.output<typeof answer>['result']['structuredContent'];

const desk = await openDesk();
const failures: string[] = [];
const say = (line: string) => process.stdout.write(`${line}\n`);

function inspect(era: string, ...args: string[]): { status: number | null; out: string; err: string } {
  const { command, args: serverArgs, env } = desk.command();
  const variables = Object.entries(env).filter(([name]) => /^(AFFILIATE|TIKTOK|SHIPBOB|HOME|XDG)/.test(name));
  const { status, stdout, stderr } = spawnSync(
    'npx',
    [
      ...['-y', INSPECTOR, '--cli', ...args, '--format', 'json', '-q', '--protocol-era', era],
      ...variables.flatMap(([name, value]) => ['-e', `${name}=${value}`]),
      ...[command, ...serverArgs],
    ],
    { encoding: 'utf8', env: process.env, maxBuffer: 1e8 },
  );
  return { status, out: stdout, err: stderr };
}

function call(era: string, tool: string, args: Record<string, string>): Structured | null {
  const given = Object.entries(args).flatMap(([name, value]) => ['--tool-arg', `${name}=${value}`]);
  const { status, out, err } = inspect(era, '--method', 'tools/call', '--tool-name', tool, ...given);
  const parsed = status === 0 ? answer.safeParse(JSON.parse(out)) : null;
  if (!parsed?.success) {
    failures.push(`${era} ${tool}: exit ${status}`);
    say(
      `${era.padEnd(7)} ${tool.padEnd(22)} FAILED with exit ${status}: ${(err || out).trim().slice(0, 500)}`,
    );
    return null;
  }
  say(`${era.padEnd(7)} ${tool.padEnd(22)} ${parsed.data.result.structuredContent.summary.slice(0, 90)}`);
  return parsed.data.result.structuredContent;
}

try {
  const client = await desk.assistant();
  await firstReading(client);
  for (const era of ERAS) {
    const { status, out, err } = inspect(era, '--method', 'tools/list', '--strict');
    const listed = status === 0 ? listing.parse(JSON.parse(out)).result.tools.length : 0;
    const remarks = err.split('\n').filter((line) => /^(Warning|Error):/.test(line));
    say(`${era.padEnd(7)} tools/list --strict: exit ${status}, ${listed} tools, ${remarks.length} remarks`);
    if (status !== 0 || listed === 0 || remarks.length > 0) {
      say(err.trim().slice(0, 2_000));
      failures.push(`${era} tools/list`);
    }
    const [item] = await pending(client, { verdict: 'approve', limit: 1 });
    const [rejected] = await pending(client, { verdict: 'reject', limit: 1 });
    call(era, 'program_status', {});
    call(era, 'list_pending_samples', { limit: '5' });
    const plan = call(era, 'approve_and_ship', { application_ids: JSON.stringify([item?.application_id]) });
    call(era, 'approve_and_ship', { confirm_token: String(plan?.confirm_token) });
    call(era, 'reject_sample', {
      application_ids: JSON.stringify([rejected?.application_id]),
      dry_run: 'true',
    });
    call(era, 'list_actions', { limit: '5' });
    call(era, 'track_samples', { limit: '5' });
    call(era, 'list_conversations', { limit: '5', sort: 'age' });
    call(era, 'list_collaborations', { kind: 'target', accepted: 'false', ends_within: '30' });
    call(era, 'list_alerts', { limit: '5' });
    call(era, 'set_automation', {});
    const [made] = z
      .array(z.looseObject({ action_id: z.string() }))
      .parse((await client.call('list_actions', { limit: 1 })).data.items);
    call(era, 'decide_action', {
      action_ids: JSON.stringify([made?.action_id]),
      decision: 'mark_done',
      dry_run: 'true',
    });
  }
} finally {
  await desk.close();
}
say(failures.length === 0 ? 'The Inspector is content.' : `Failed: ${failures.join('; ')}`);
process.exitCode = failures.length === 0 ? 0 : 1;
