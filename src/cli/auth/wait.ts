import { OperatorError } from '../../domain/errors.ts';
import { MINUTE } from '../../domain/time.ts';
import { machineClock } from '../../program/clocks.ts';
import { readAnswer } from './answer.ts';
import { type Callback, listenForRedirect, type Page, type Redirect } from './callback.ts';
import type { Lines } from './lines.ts';

/** As long as a code lives (reference 1.2). */
const WAIT_MS = 30 * MINUTE;

export interface Arrived {
  readonly code: string;
  /** Tells the browser that brought it; a paste has none. */
  show(page: Page): void;
}

export interface WaitOptions {
  readonly state: string;
  /** Null: the paste is the only way. */
  readonly port: number | null;
  readonly lines: Lines;
  /** Sentences for the person who waits. */
  readonly say: (text: string) => void;
  /** Ctrl+C. */
  readonly stopped: AbortSignal;
  /** Called once when everything is ready for the answer, with the address that is listened on. */
  readonly onReady: (callbackUrl: string | null) => void;
}

/**
 * Waits for the code on the loopback address and on the terminal at the same time, whichever comes first.
 * @throws OperatorError `input` when the seller refused, nobody answered, or it was stopped
 */
export async function waitForCode(options: WaitOptions): Promise<Arrived> {
  const { state, port, stopped, onReady } = options;
  const done = new AbortController();
  const redirected = Promise.withResolvers<Redirect>();
  const callback = port === null ? null : await listenForRedirect(port, state, redirected.resolve);
  try {
    onReady(callback?.url ?? null);
    const signal = AbortSignal.any([done.signal, stopped]);
    const { answer, show } = await Promise.race([
      redirected.promise,
      pasted(options, callback, signal),
      ended(signal, stopped),
    ]);
    if (answer.kind === 'code') return { code: answer.code, show };
    show({ title: 'Nothing was authorised', text: 'You refused. You can close this page.' });
    throw refused();
  } finally {
    done.abort();
    // Not awaited: the browser's page is sent when the code was traded.
    void callback?.close();
  }
}

async function pasted(
  { state, lines, say }: WaitOptions,
  callback: Callback | null,
  signal: AbortSignal,
): Promise<Redirect> {
  for (;;) {
    const line = await lines.next(signal);
    if (line === null) break;
    const answer = readAnswer(line, state, false);
    if (answer.kind === 'code' || answer.kind === 'refused') return { answer, show: () => {} };
    if (answer.kind === 'wrong_state') {
      say(
        'That address belongs to another link than the one above. Open that one, and paste where it ends.\n',
      );
    } else if (line.trim() !== '') {
      say('There is no code in that. Paste the whole address that the browser ends on, or the code alone.\n');
    }
  }
  if (!signal.aborted && callback === null) throw nobodyThere();
  // The redirect can still come.
  return new Promise(() => {});
}

async function ended(signal: AbortSignal, stopped: AbortSignal): Promise<never> {
  await machineClock.wait(WAIT_MS, signal).catch(() => undefined);
  throw stopped.aborted
    ? new OperatorError(
        'input',
        'Stopped before TikTok Shop answered.',
        'Run "affiliate-ops auth" again when you like.',
        'Nothing was stored.',
      )
    : new OperatorError(
        'input',
        'Nobody answered for 30 minutes.',
        'Run "affiliate-ops auth" again for a new link.',
        'Nothing was stored.',
      );
}

function refused(): OperatorError {
  return new OperatorError(
    'input',
    'The seller refused the authorisation.',
    'Run "affiliate-ops auth" again and choose to authorise, if that was a mistake.',
    'Nothing was stored.',
  );
}

function nobodyThere(): OperatorError {
  return new OperatorError(
    'input',
    'No code came: the input ended, and no redirect is listened for.',
    'Run it in a terminal, with a free --port, or pipe the code: … | affiliate-ops auth --paste',
    'Nothing was stored.',
  );
}
