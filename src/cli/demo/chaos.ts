import { machineClock } from '../../program/clocks.ts';
import type { Approval } from './morning.ts';
import { heading, type Scene } from './scene.ts';

export interface Recovery {
  /** How the batch stood when the server was back. */
  readonly in_flight: Readonly<Record<string, number>>;
  /** Actions whose write had gone through although its answer was never heard; found by looking, not sent again. */
  readonly found_done: number;
  readonly back_after_ms: number;
}

const KILL_MS = 20_000;
/** Which approval the server does not live to hear the answer of. */
const NTH_APPROVAL = 4;

/** Has the server killed on the fourth approval: TikTok Shop took it, and the answer finds nobody. */
export async function planKill({ control, assistant }: Scene): Promise<void> {
  if (assistant.pid === null) throw new Error('The server is not running.');
  await control.killOn(assistant.pid, '/review', NTH_APPROVAL);
}

/** Waits for the kill, starts the server again and shows that it carries on. */
export async function recover(scene: Scene, { batchId }: Approval): Promise<Omit<Recovery, 'found_done'>> {
  const stopWaiting = new AbortController();
  const killed = await Promise.race([
    scene.assistant.gone.then(() => true),
    machineClock.wait(KILL_MS, stopWaiting.signal).then(() => false),
  ]);
  stopWaiting.abort();
  if (!killed) throw new Error('The planned kill of the server did not happen.');
  await heading(scene, '(chaos) The server is killed in the middle of the batch.');
  const { page } = scene;
  page.aside(
    `SIGKILL, after TikTok Shop took approval ${NTH_APPROVAL} and before the server heard so. It is started again:`,
  );
  const started = machineClock.now();
  scene.assistant = await scene.children.startServer();
  page.call('list_actions', { batch_id: batchId });
  const actions = await scene.assistant.journal({ batch_id: batchId });
  const inFlight: Record<string, number> = {};
  for (const { status } of actions) inFlight[status] = (inFlight[status] ?? 0) + 1;
  page.text(
    `${Object.entries(inFlight)
      .map(([status, number]) => `${number} ${status}`)
      .join(', ')}. Nothing was lost; it carries on.`,
  );
  return { in_flight: inFlight, back_after_ms: machineClock.now() - started };
}

/** How many of the batch's approvals were found to have happened. */
export async function foundDone(scene: Scene, { batchId }: Approval): Promise<number> {
  const actions = await scene.assistant.journal({ batch_id: batchId, kind: 'approve_sample' });
  const found = actions.filter(({ steps }) =>
    steps.some(({ step, state }) => step === 'review' && state === 'found_done'),
  ).length;
  scene.page.text(
    `${found} of ${actions.length} had been approved although the answer was never heard: found by looking, not sent again.`,
  );
  return found;
}
