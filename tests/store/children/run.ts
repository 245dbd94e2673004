import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Child {
  readonly process: ChildProcess;
  /** The next line it prints, parsed; null at the end. */
  line(): Promise<Record<string, unknown> | null>;
  /** Every further line until it ends with code 0; throws with what it wrote on stderr otherwise. */
  finished(): Promise<readonly Record<string, unknown>[]>;
  /** Gone without a chance to clean up. */
  kill(): Promise<void>;
}

/** Starts a script of this folder with the same Node. */
export function startChild(script: string, ...args: readonly string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const exit = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<Record<string, unknown> | null> => {
    const next = await lines.next();
    return next.done ? null : JSON.parse(next.value);
  };
  return {
    process: child,
    line,
    finished: async () => {
      const all: Record<string, unknown>[] = [];
      for (let next = await line(); next !== null; next = await line()) all.push(next);
      const [code] = await exit;
      if (code !== 0) throw new Error(`${script} ended with ${String(code)}: ${stderr}`);
      return all;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
