import * as z from 'zod';
import { OperatorError } from '../domain/errors.ts';
import { machineClock } from '../program/clocks.ts';
import type { Command, Terminal } from './command.ts';
import { parseFlags } from './command.ts';
import { Children, LAUNCHER } from './demo/children.ts';
import { Page } from './demo/page.ts';
import { makeReport, printReport } from './demo/report.ts';
import { judge } from './demo/verdict.ts';
import { type Story, walk } from './demo/walk.ts';
import { connectSnippets } from './hosts.ts';

/** The programme starts at seven in the shop's zone; the operator comes at nine. */
const HOURS_UNTIL_NINE = 2;

interface Run {
  readonly story: Story;
  readonly failures: readonly string[];
  readonly elapsedMs: number;
}

export const demoCommand: Command = {
  help: `Usage: affiliate-ops demo [--chaos] [--json]

Walks an operator's morning on an invented programme: what needs you today, requests with reasons, approval, warehouse,
tracking, notes. It starts the sandbox and the server as processes of its own, talks to the server as an assistant does,
and prints each call with its result. Nothing real is touched, and nothing stays behind. It takes less than a minute and
ends with code 0 only if the sandbox's oracle agrees that every sample was sent exactly once.

  --chaos  kill the server in the middle of the batch, start it again and see it carry on
  --json   print a report for programs at the end, and the walk on stderr
`,
  async run(args, terminal) {
    const flags = parseFlags(args, { chaos: { type: 'boolean' }, json: { type: 'boolean' } });
    const json = flags.json === true;
    const page = makePage(json, terminal);
    page.title("affiliate-ops: an operator's morning");
    page.aside(
      'An invented programme on this machine. Each step opens with what you would say to your assistant; after ">" is ' +
        'what the assistant calls, and below it what affiliate-ops answers.',
    );
    const { story, failures, elapsedMs } = await withChildren(page, flags.chaos === true);
    const snippets = connectSnippets({ node: process.execPath, launcher: LAUNCHER }, process.platform);
    const report = makeReport(story, failures, elapsedMs, snippets);
    printReport(page, report);
    if (json) terminal.out(`${JSON.stringify(report)}\n`);
    return conclude(failures, terminal);
  },
};

/** In JSON mode stdout is the report's. */
function makePage(json: boolean, terminal: Terminal): Page {
  const colour = !json && process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '';
  return new Page((text) => (json ? terminal.err(text) : terminal.out(text)), colour);
}

/** Gives the exit code, and what is wrong in one line. */
export function conclude(failures: readonly string[], { err }: Terminal): number {
  const [first, ...others] = failures;
  if (first === undefined) return 0;
  const more = others.length === 0 ? '' : ` And ${others.length} more; --json lists them.`;
  err(`affiliate-ops: The demo did not end well. ${first}${more}\n`);
  return 1;
}

async function withChildren(page: Page, chaos: boolean): Promise<Run> {
  const started = machineClock.now();
  const children = new Children();
  const interruption = watchForInterruption(page);
  try {
    const story = await Promise.race([play(page, children, chaos), interruption.happened]);
    const childTroubles = await children.end();
    return {
      story,
      failures: judge({ ...story, childTroubles }),
      elapsedMs: machineClock.now() - started,
    };
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const said = children.lastWords.at(-1);
    throw new OperatorError(
      'conflict',
      `The demo stopped: ${reasonOf(error)}`,
      said === undefined ? 'Please report it.' : `The last line of its log was: ${said}`,
      'Nothing real was touched.',
      { cause: error },
    );
  } finally {
    interruption.forget();
    await children.end();
  }
}

/** One line, whatever was thrown. */
function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return `An answer was not in the form it should have: ${issue?.path.join('.')} ${issue?.message}.`;
  }
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'for an unknown reason.';
}

async function play(page: Page, children: Children, chaos: boolean): Promise<Story> {
  const control = await children.startSandbox();
  await control.advance(HOURS_UNTIL_NINE);
  const assistant = await children.startServer();
  return walk({ page, children, control, assistant }, chaos);
}

/** Ctrl+C, an end from outside, or a reader of stdout that went away. */
function watchForInterruption(page: Page): { happened: Promise<never>; forget: () => void } {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const { promise: happened, reject } = Promise.withResolvers<never>();
  const interrupt = (): void => {
    page.silence();
    reject(
      new OperatorError(
        'conflict',
        'The demo was interrupted.',
        'Its processes and its folder are gone.',
        'Nothing real was touched.',
      ),
    );
  };
  for (const signal of signals) process.once(signal, interrupt);
  // Stays: a second failed write must not end the process while it tidies up.
  process.stdout.on('error', interrupt);
  return {
    happened,
    forget: () => {
      for (const signal of signals) process.off(signal, interrupt);
    },
  };
}
