import { Confirmation, Pending, type PendingItem, Status } from './answers.ts';
import { excerpt } from './excerpt.ts';
import { ask, heading, type Scene, shopTime } from './scene.ts';

export interface Approval {
  readonly batchId: string;
  readonly applicationIds: readonly string[];
}

/** Requests of each verdict that are shown, so that every kind of reason is seen. */
const SHOWN = [
  ['approve', 3],
  ['ask', 1],
  ['reject', 1],
] as const;

export async function whatNeedsMe(scene: Scene): Promise<void> {
  await heading(scene, 'What needs me today?');
  let answer = await ask(scene, 'program_status', { refresh: true });
  // The server began to read on its own when it started; on a slow machine that outlasts one call.
  while (Status.parse(answer.data).last_watched_at === undefined) {
    answer = await scene.assistant.call('program_status', { refresh: true });
  }
  scene.page.text(excerpt(answer.text));
}

export interface Requests {
  /** The one that is to be rejected. */
  readonly unwanted: PendingItem;
  /** A recommended one with figures to show. */
  readonly promising: PendingItem;
}

export async function whatWaits(scene: Scene): Promise<Requests> {
  await heading(scene, 'Show me the requests, and what you would do with them.');
  const { summary, items } = Pending.parse((await ask(scene, 'list_pending_samples', {})).data);
  scene.page.text(summary);
  const verdictOf = (item: PendingItem): string | undefined => item.decision?.verdict;
  for (const [verdict, count] of SHOWN) {
    for (const item of items.filter((one) => verdictOf(one) === verdict).slice(0, count)) show(scene, item);
  }
  const unwanted = items.find((item) => verdictOf(item) === 'reject');
  const promising = items.find((item) => verdictOf(item) === 'approve' && item.creator.gmv_30d !== undefined);
  if (unwanted === undefined || promising === undefined) {
    throw new Error('The first requests do not hold one to approve and one to reject.');
  }
  return { unwanted, promising };
}

function show({ page }: Scene, { creator, product, expires_at, decision }: PendingItem): void {
  const runsOut = expires_at === undefined ? '' : `, runs out ${shopTime(expires_at)}`;
  page.text(`- ${decision?.verdict}: @${creator.username}, ${product.title}${runsOut}`);
  page.text(`  ${decision?.reason}`);
}

/** Plan and yes. `beforeYes` runs between the two. */
export async function approveAll(scene: Scene, beforeYes: () => Promise<void>): Promise<Approval> {
  await heading(scene, 'Approve everything you would approve.');
  const planned = await ask(scene, 'approve_and_ship', { all_recommended: true });
  scene.page.text(excerpt(planned.text));
  await beforeYes();
  await heading(scene, 'Yes, do it.');
  const confirmed = await confirm(scene, 'approve_and_ship', planned.data);
  const { batch_id: batchId, actions } = confirmed;
  if (confirmed.status !== 'accepted' || batchId === undefined || actions === undefined) {
    throw new Error(`The approval was not accepted: it stands as ${confirmed.status}.`);
  }
  return { batchId, applicationIds: actions.map((action) => action.application_id) };
}

/** The day's cap is reached: the best of the others, asked for by name, is stopped by it. */
export async function oneMore(scene: Scene, { applicationIds }: Approval): Promise<void> {
  await heading(scene, 'I also want the one who sells most of those that are left.');
  const query = { verdict: 'approve', sort: 'gmv' };
  const { items } = Pending.parse((await ask(scene, 'list_pending_samples', query)).data);
  const best = items.find((item) => !applicationIds.includes(item.application_id));
  if (best === undefined) throw new Error('No recommended request is left for the cap to stop.');
  show(scene, best);
  scene.page.blank();
  const answer = await ask(scene, 'approve_and_ship', { application_ids: [best.application_id] });
  scene.page.text(excerpt(answer.text));
  const { status, refused } = Confirmation.parse(answer.data);
  if (status !== 'nothing_to_do' || refused?.length !== 1) {
    throw new Error(`The day's cap did not stop one more sample: the call answered ${status}.`);
  }
}

export async function rejectOne(scene: Scene, item: PendingItem): Promise<void> {
  await heading(scene, `Reject the request of @${item.creator.username}.`);
  const planned = await ask(scene, 'reject_sample', { application_ids: [item.application_id] });
  scene.page.text(excerpt(planned.text));
  scene.page.blank();
  const { status } = await confirm(scene, 'reject_sample', planned.data);
  if (status !== 'accepted') throw new Error(`The rejection was not accepted: it stands as ${status}.`);
}

async function confirm(scene: Scene, tool: string, plan: unknown): Promise<Confirmation> {
  const { confirm_token: token } = Confirmation.parse(plan);
  if (token === undefined) throw new Error(`${tool} gave no token to confirm its plan with.`);
  const answer = await ask(scene, tool, { confirm_token: token });
  scene.page.text(answer.text.split('\n')[0] ?? '');
  return Confirmation.parse(answer.data);
}
