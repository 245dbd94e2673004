import { version } from '../config/version.ts';
import { ExternalError, OperatorError } from '../domain/errors.ts';
import type { Terminal } from './command.ts';
import { UsageError } from './command.ts';
import { COMMANDS } from './commands.ts';

const USAGE_EXIT_CODE = 2;

const processTerminal: Terminal = {
  out: (text) => {
    process.stdout.write(text);
  },
  err: (text) => {
    process.stderr.write(text);
  },
};

/**
 * Runs the command that the arguments name (without the program's own name) and resolves with the exit code: 0 only on
 * success, 2 when the command line was not understood, 1 for every other failure.
 */
export async function main(args: readonly string[], terminal: Terminal = processTerminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) {
    terminal.err(overview());
    return USAGE_EXIT_CODE;
  }
  if (['help', '--help', '-h'].includes(name)) return help(rest[0], terminal);
  if (['--version', '-v'].includes(name)) {
    terminal.out(`${version()}\n`);
    return 0;
  }
  const entry = COMMANDS.get(name);
  if (entry === undefined) return refuseName(name, terminal);
  if (rest.some((arg) => arg === '--help' || arg === '-h')) return help(name, terminal);
  try {
    const command = await entry.load();
    return await command.run(rest, terminal);
  } catch (error) {
    return explain(name, error, terminal);
  }
}

async function help(name: string | undefined, terminal: Terminal): Promise<number> {
  if (name === undefined) {
    terminal.out(overview());
    return 0;
  }
  const entry = COMMANDS.get(name);
  if (entry === undefined) return refuseName(name, terminal);
  terminal.out((await entry.load()).help);
  return 0;
}

function refuseName(name: string, terminal: Terminal): number {
  const known = [...COMMANDS.keys()].join(', ');
  terminal.err(
    `affiliate-ops: There is no command "${name}". Commands: ${known}. Try: affiliate-ops --help\n`,
  );
  return USAGE_EXIT_CODE;
}

function overview(): string {
  const width = Math.max(...[...COMMANDS.keys()].map((name) => name.length));
  const list = [...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`).join('\n');
  return `affiliate-ops runs a TikTok Shop creator-affiliate programme: samples out fast, who pays back, nobody goes cold.

Usage: affiliate-ops COMMAND [options]

${list}

  affiliate-ops COMMAND --help   what a command does and its options
  affiliate-ops --version        the version

Without any TIKTOK_ variable in the environment everything works on the invented programme, not on a shop.
Settings: mcp.config.json in the configuration folder, or the file that AFFILIATE_OPS_CONFIG names.
`;
}

/** One line a person can act on; a fault of ours is named as one. */
function explain(name: string, error: unknown, { err }: Terminal): number {
  if (error instanceof UsageError) {
    err(`affiliate-ops: ${error.message}. Try: affiliate-ops ${name} --help\n`);
    return USAGE_EXIT_CODE;
  }
  if (error instanceof OperatorError) {
    const lines = error.message.split('\n');
    const sentence = lines.length === 1 ? `${lines[0]?.replace(/\.?$/, '.')} ` : `${lines.join('\n')}\n`;
    err(`affiliate-ops: ${sentence}${error.changed} ${error.next}\n`);
  } else if (error instanceof ExternalError) {
    err(`affiliate-ops: ${error.message}\n`);
  } else if (error instanceof Error) {
    const place = error.stack?.split('\n').find((line) => line.includes('/src/') || line.includes('/dist/'));
    err(
      `affiliate-ops: A fault in affiliate-ops itself stopped "${name}": ${error.name}: ${firstLine(error.message)}`,
    );
    err(`${place === undefined ? '' : ` (${place.trim()})`}. Please report it.\n`);
  } else {
    err(`affiliate-ops: "${name}" stopped for an unknown reason. Please report it.\n`);
  }
  return 1;
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
