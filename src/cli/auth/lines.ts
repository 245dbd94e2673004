import { createInterface } from 'node:readline';

/** What is typed or pasted, line by line; nothing of it is lost between two readers. */
export interface Lines {
  /** Null when no more will come, or the signal aborted. */
  next(signal?: AbortSignal): Promise<string | null>;
  /** Somebody sits at a keyboard and can be asked. */
  readonly terminal: boolean;
  close(): void;
}

export function openLines(input: NodeJS.ReadStream): Lines {
  // As no terminal: otherwise Ctrl+C would be a key press and not a signal.
  const reader = createInterface({ input, terminal: false });
  const waiting: string[] = [];
  let ended = false;
  let wake: () => void = () => {};
  reader.on('line', (line) => {
    waiting.push(line);
    wake();
  });
  reader.on('close', () => {
    ended = true;
    wake();
  });
  return {
    terminal: input.isTTY === true,
    async next(signal) {
      while (waiting.length === 0 && !ended && signal?.aborted !== true) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal?.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      return signal?.aborted === true ? null : (waiting.shift() ?? null);
    },
    close: () => reader.close(),
  };
}
