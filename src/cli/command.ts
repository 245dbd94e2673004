import type { ParseArgsOptionsConfig } from 'node:util';
import { parseArgs } from 'node:util';

/** Where a command writes: data for programs on `out`, words for people on `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
}

export interface Command {
  /** Printed for `--help`; ends with a line break. */
  readonly help: string;
  /** Resolves with the exit code: 0 only when what was asked for was done. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** The command line was not understood; nothing was started. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * The flags of a command that takes no positional arguments.
 * @throws UsageError in one sentence that names the flag
 */
export function parseFlags<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node's own hints after the first sentence are about its API, not about ours.
    throw new UsageError((error.message.split(/\. |\n/)[0] ?? error.message).replace(/\.$/, ''));
  }
}

/** A flag that holds a whole number; undefined when it was not given. */
export function wholeNumber(
  flag: string,
  given: string | undefined,
  minimum: number,
  maximum: number,
): number | undefined {
  if (given === undefined) return undefined;
  const value = /^\d{1,10}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  throw new UsageError(`Option '--${flag}' must be a whole number from ${minimum} to ${maximum}`);
}
