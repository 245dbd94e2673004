import { machineClock } from '../../program/clocks.ts';
import { type JournalAction, Sample } from './answers.ts';
import { excerpt } from './excerpt.ts';
import type { Approval } from './morning.ts';
import { ask, ended, heading, type Scene, shopTime, stepDone, until } from './scene.ts';

const MINUTE = 1 / 60;
/** The warehouse takes 4 to 20 hours for a parcel. */
const OVERNIGHT = 20;
/** From there to nine in the morning; long enough for samples on their way to be read again (every half hour). */
const UNTIL_MORNING = 4;

const count = (actions: readonly JournalAction[], test: (action: JournalAction) => boolean): number =>
  actions.filter(test).length;

/** From the operator's yes until TikTok Shop has made an order for each sample. */
export async function ordersAppear(scene: Scene, { batchId }: Approval): Promise<void> {
  await heading(scene, 'How far are they?');
  const journal = { batch_id: batchId };
  scene.page.text(firstLine((await ask(scene, 'list_actions', journal)).text));
  const reviewed = (action: JournalAction): boolean => ended(action) || stepDone(action, 'review');
  await until(scene, {
    otherwise: 'The samples were not all approved',
    journal,
    done: (actions) => actions.every(reviewed),
    progress: (actions) => `${count(actions, reviewed)} of ${actions.length} approved on TikTok Shop.`,
  });
  scene.page.aside("TikTok Shop makes the orders a little later; the sandbox's clock moves on by a minute.");
  await scene.control.advance(MINUTE);
  const approved = await until(scene, {
    otherwise: 'TikTok Shop did not make all orders',
    journal,
    done: (actions) => actions.every(ended),
    progress: (actions) => `${count(actions, ended)} of ${actions.length} orders are there.`,
  });
  for (const action of approved.slice(0, 2)) scene.page.text(`- ${describe(action)}`);
  if (approved.length > 2) scene.page.text(`- … and ${approved.length - 2} more`);
}

/** Samples that were approved elsewhere ship too, without a second yes. */
export async function approvedOnThePhone(scene: Scene): Promise<void> {
  await heading(scene, 'And those that I approved on my phone last night?');
  const answer = await ask(scene, 'list_actions', { kind: 'fulfil_order' });
  scene.page.text(firstLine(answer.text));
  const outcomes = new Map<string, number>();
  for (const action of await scene.assistant.journal({ kind: 'fulfil_order' })) {
    const how = action.outcome ?? action.reason;
    outcomes.set(how, (outcomes.get(how) ?? 0) + 1);
  }
  for (const [how, times] of outcomes) scene.page.text(`- ${times} × ${how}`);
}

/** Until the warehouse has an order for each approved sample. Gives the machine time at which the last one had. */
export async function toTheWarehouse(scene: Scene, orderIds: readonly string[]): Promise<number> {
  const { page, control } = scene;
  const journal = { kind: 'fulfil_order' };
  const ours = (actions: readonly JournalAction[]): readonly JournalAction[] =>
    actions.filter(({ order_id }) => order_id !== undefined && orderIds.includes(order_id));
  const arrived = (action: JournalAction): boolean => ended(action) || stepDone(action, 'create_wms_order');

  await heading(scene, 'And the warehouse?');
  page.aside(
    'TikTok Shop adds samples of one creator to one order for five minutes; after that ' +
      'affiliate-ops hands each order to the warehouse by itself. The clock moves on by seven minutes.',
  );
  await control.advance(5 * MINUTE);
  await until(scene, {
    otherwise: 'The new orders were not noticed',
    journal,
    done: (actions) => ours(actions).length === orderIds.length,
  });
  await control.advance(2 * MINUTE);
  const sent = await until(scene, {
    otherwise: 'The warehouse did not get all orders',
    journal,
    done: (actions) => ours(actions).every(arrived),
    progress: (actions) => `${count(ours(actions), arrived)} of ${orderIds.length} are at the warehouse.`,
  });
  const now = machineClock.now();
  page.text(
    `${count(ours(sent), arrived)} of ${orderIds.length} are at the warehouse at ${shopTime(await control.now())}.`,
  );
  return now;
}

/** The warehouse picks and ships; tracking goes to TikTok Shop and, in the morning, a note to each creator. */
export async function overnight(scene: Scene): Promise<void> {
  await scene.control.advance(OVERNIGHT);
  await heading(scene, 'What left the warehouse overnight?');
  scene.page.call('list_actions', {});
  const of = (actions: readonly JournalAction[], kind: string): readonly JournalAction[] =>
    actions.filter((action) => action.kind === kind);
  const sent = (actions: readonly JournalAction[]): string => {
    const parcels = of(actions, 'fulfil_order');
    const tracked = count(parcels, (action) => stepDone(action, 'mark_shipped'));
    const notes = count(of(actions, 'send_note'), (action) => action.status === 'done');
    return `${tracked} parcels have left with tracking on TikTok Shop; ${notes} notes to creators are sent.`;
  };
  const left = await until(scene, {
    otherwise: 'Not every parcel was settled',
    journal: {},
    done: (all) => all.every((action) => action.kind === 'send_note' || ended(action)),
    progress: sent,
  });
  scene.page.text(sent(left));
  scene.page.aside('Creators are left in peace until nine in the morning; the notes wait.');
  await scene.control.advance(UNTIL_MORNING);
  const told = await until(scene, {
    otherwise: 'Not every note was settled',
    journal: {},
    done: (all) => all.every(ended),
    progress: sent,
  });
  scene.page.text(sent(told));
}

/** One sample from request to parcel, and the note as its creator got it. */
export async function oneSample(scene: Scene, applicationId: string): Promise<void> {
  await heading(scene, 'Show me one of them, from request to parcel.');
  const uri = `affiliate://samples/${applicationId}`;
  scene.page.call(`read ${uri}`, {});
  const sample = Sample.parse(await scene.assistant.read(uri));
  const actions = await scene.assistant.journal({ application_id: applicationId });
  const parcel = sample.parcel?.parcels[0];
  scene.page.facts([
    ['Request', `@${sample.creator.username}, ${sample.product.title}`],
    ['Rule', `${sample.decision?.verdict}: ${sample.decision?.reason}`],
    ['Approved', `${at(actions, 'review')} by you`],
    [
      'Order',
      `${at(actions, 'await_order')} ${sample.order?.order_id}, to ${sample.order?.town ?? 'its creator'}`,
    ],
    ['Warehouse', `${at(actions, 'create_wms_order')} ${sample.parcel?.reference}`],
    [
      'Parcel',
      `${at(actions, 'mark_shipped')} ${parcel?.carrier} ${parcel?.tracking_number}, on TikTok Shop`,
    ],
    ['Status', `${sample.status} on TikTok Shop`],
  ]);
  const { messages } = await scene.control.oracle();
  const note = messages.find(
    ({ creator_id, from }) => from === 'seller' && creator_id === sample.creator.creator_id,
  );
  scene.page.blank();
  scene.page.aside('The note that the creator got:');
  scene.page.text(note?.text.replaceAll('\n', ' / ') ?? 'none');
}

/** The next morning, after the samples' new statuses were read. */
export async function whatIsLeft(scene: Scene): Promise<void> {
  await heading(scene, 'Good morning. What needs me now?');
  const answer = await ask(scene, 'program_status', { refresh: true });
  scene.page.text(excerpt(answer.text));
}

function at(actions: readonly JournalAction[], step: string): string {
  const found = actions.flatMap((action) => action.steps).find((one) => one.step === step);
  return found === undefined ? '' : `${shopTime(found.at)},`;
}

const describe = ({ outcome, reason }: JournalAction): string => outcome ?? reason;

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
