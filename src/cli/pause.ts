import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { PROGRAM_WIDE } from '../domain/alert.ts';
import { OperatorError } from '../domain/errors.ts';
import { type Timestamp, toIso } from '../domain/time.ts';
import type { AutomationStore } from '../ports/store/automation.ts';
import type { Command } from './command.ts';
import { parseFlags, UsageError } from './command.ts';
import { chooseDataFile, programTime } from './data-file.ts';

const WHICH = `It is about your shop, and about the sandbox while there is no shop yet. If your assistant's configuration
sets AFFILIATE_OPS_DATA_DIR, set it here too.
`;

export const pauseCommand: Command = {
  help: `Usage: affiliate-ops pause [--reason TEXT] [--json]

Stops everything that writes to TikTok Shop or the warehouse, at once and in every server and monitor that runs on the
same data. A request that has left ends; no other starts. Reading goes on. What is approved waits for
"affiliate-ops resume".

  --reason TEXT  why, for whoever looks later
  --json         print paused, since, by and reason as one line of JSON

${WHICH}`,
  async run(args, terminal) {
    const flags = parseFlags(args, { reason: { type: 'string' }, json: { type: 'boolean' } });
    const reason = reasonFrom(flags.reason);
    const { pauseWrites } = await import('../usecases/pause.ts');
    const { pause, before } = await onAutomation((automation, now) =>
      pauseWrites(automation, { shopId: PROGRAM_WIDE, author: author(), reason }, now),
    );
    const since = toIso(pause.since);
    if (flags.json === true) {
      const data = { paused: true, was_paused_before: before, since, by: pause.author, reason: pause.reason };
      terminal.out(`${JSON.stringify(data)}\n`);
    } else {
      terminal.out(
        before
          ? `Everything was paused already, since ${since} by ${pause.author}: ${pause.reason}\n`
          : 'Paused: nothing is written to TikTok Shop or the warehouse until "affiliate-ops resume".\n',
      );
    }
    return 0;
  },
};

export const resumeCommand: Command = {
  help: `Usage: affiliate-ops resume [--reason TEXT] [--json]

Lifts every pause, those of single shops included. What was approved and held back goes on at once.

  --reason TEXT  why, for whoever looks later
  --json         print paused and the pauses that were lifted as one line of JSON

${WHICH}`,
  async run(args, terminal) {
    const flags = parseFlags(args, { reason: { type: 'string' }, json: { type: 'boolean' } });
    const reason = reasonFrom(flags.reason);
    const { resumeWrites } = await import('../usecases/pause.ts');
    const lifted = await onAutomation((automation, now) =>
      resumeWrites(automation, { shopId: PROGRAM_WIDE, author: author(), reason }, now),
    );
    if (flags.json === true) {
      const pauses = lifted.map(({ shopId, since, author: by, reason: why }) => ({
        what: shopId === PROGRAM_WIDE ? 'everything' : shopId,
        since: toIso(since),
        by,
        reason: why,
      }));
      terminal.out(`${JSON.stringify({ paused: false, lifted: pauses })}\n`);
    } else {
      terminal.out(lifted.length === 0 ? 'Nothing was paused.\n' : 'Resumed: what was held back goes on.\n');
    }
    return 0;
  },
};

function reasonFrom(given: string | undefined): string {
  const reason = given?.trim() ?? 'no reason given';
  if (reason.length >= 1 && reason.length <= 300) return reason;
  throw new UsageError("Option '--reason' must have 1 to 300 characters");
}

/** Who sat at the keyboard, for the audit. */
function author(): string {
  try {
    return `${userInfo().username} at the command line`;
  } catch {
    return 'operator at the command line';
  }
}

/** Works on the data file itself, so that it also holds while no server answers. */
async function onAutomation<Result>(
  work: (automation: AutomationStore, now: Timestamp) => Promise<Result>,
): Promise<Result> {
  const source = await chooseDataFile();
  if (!existsSync(source.file)) {
    throw new OperatorError(
      'setup',
      `There is no data yet (${source.file}), so nothing can be writing.`,
      "Set AFFILIATE_OPS_DATA_DIR if your assistant's configuration does.",
    );
  }
  const now = await programTime(source);
  const { openDatabase } = await import('../store/database.ts');
  const { automationJournal, automationStore } = await import('../store/automation.ts');
  const database = openDatabase(source.file);
  try {
    return await work(automationStore(database, automationJournal(database.writer)), now);
  } finally {
    database.close();
  }
}
