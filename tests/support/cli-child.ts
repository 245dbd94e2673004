import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

const ENTRY = fileURLToPath(new URL('./cli-entry.ts', import.meta.url));

/** A command as a process of its own, with what it says so far. */
export interface CliChild {
  readonly child: ChildProcess;
  out(): string;
  err(): string;
  /** The first match of the pattern in what it printed, waited for. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  type(line: string): void;
  /** Closes the keyboard and waits for the end. */
  ended(): Promise<{ readonly code: unknown; readonly out: string; readonly err: string }>;
}

export function startCli(args: readonly string[], env: Readonly<Record<string, string>>): CliChild {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ENTRY, ...args], {
    env: { ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const closed = once(child, 'close');
  return {
    child,
    out: () => out,
    err: () => err,
    said: (pattern) =>
      until(
        String(pattern),
        async () => pattern.exec(out + err),
        async () => out + err,
      ),
    type: (line) => {
      child.stdin.write(`${line}\n`);
    },
    ended: async () => {
      const [code] = await closed;
      return { code, out, err };
    },
  };
}
