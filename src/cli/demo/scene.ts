import { defaultTimeZone } from '../../domain/shop.ts';
import { machineClock } from '../../program/clocks.ts';
import type { JournalAction } from './answers.ts';
import type { Answer, Assistant } from './assistant.ts';
import type { Children } from './children.ts';
import type { Page } from './page.ts';
import type { SandboxControl } from './sandbox-control.ts';

/** Everything that the steps of the walk work with. */
export interface Scene {
  readonly page: Page;
  readonly children: Children;
  readonly control: SandboxControl;
  /** Replaced when the server was killed and started again. */
  assistant: Assistant;
}

const ASK_EVERY_MS = 250;
const PROGRESS_EVERY_MS = 4_000;
/** Far longer than any wait takes: the whole walk is to stay under a minute. */
const PATIENCE_MS = 50_000;

/** The sandbox is a shop in the US. */
const clockFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: defaultTimeZone('US'),
});

/** Program time as the shop's operator reads it, for example "Mon 09:00". */
export function shopTime(at: number | string): string {
  return clockFormat.format(new Date(at)).replace(',', '');
}

/** Opens a step with the programme's time and the operator's words. */
export async function heading(scene: Scene, words: string): Promise<void> {
  scene.page.heading(shopTime(await scene.control.now()), words);
}

/** Prints the call and makes it. */
export async function ask(
  scene: Scene,
  tool: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  scene.page.call(tool, args);
  return scene.assistant.call(tool, args);
}

export interface Wait {
  /** For the error: "The samples were not approved". */
  readonly otherwise: string;
  readonly journal: Readonly<Record<string, unknown>>;
  readonly done: (actions: readonly JournalAction[]) => boolean;
  /** One line on how far it is, printed every few seconds when it changed. */
  readonly progress?: (actions: readonly JournalAction[]) => string;
}

/** Reads the journal again and again until it shows what is waited for. Throws when that takes too long. */
export async function until(scene: Scene, wait: Wait): Promise<readonly JournalAction[]> {
  const started = machineClock.now();
  let told = started;
  let last = '';
  for (;;) {
    const actions = await scene.assistant.journal(wait.journal);
    if (wait.done(actions)) return actions;
    const now = machineClock.now();
    if (now - started > PATIENCE_MS) {
      throw new Error(`${wait.otherwise} within ${PATIENCE_MS / 1000} seconds.`);
    }
    const line = wait.progress?.(actions) ?? last;
    if (now - told >= PROGRESS_EVERY_MS && line !== last) {
      scene.page.aside(line);
      told = now;
      last = line;
    }
    await machineClock.wait(ASK_EVERY_MS);
  }
}

/** Nothing more happens to it by itself. */
export function ended({ status }: JournalAction): boolean {
  return ['done', 'failed', 'blocked', 'denied', 'cancelled', 'expired'].includes(status);
}

export function stepDone(action: JournalAction, name: string): boolean {
  return action.steps.some(
    ({ step, state }) => step === name && (state === 'done' || state === 'found_done'),
  );
}
