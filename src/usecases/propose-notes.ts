import { MERGE_WINDOW } from '../actions/fulfilment.ts';
import { newNote } from '../actions/notes.ts';
import type { NewAction } from '../domain/action.ts';
import type { NoteOccasion } from '../domain/note.ts';
import { isApproved, type SampleStage, sampleStage } from '../domain/sample-application.ts';
import type { Settings, ShopSettings } from '../domain/settings.ts';
import type { Shop } from '../domain/shop.ts';
import { DAY, HOUR, type Timestamp } from '../domain/time.ts';
import type { ProgramClock } from '../ports/clock.ts';
import type { Store, StoredApplication, StoredOrder } from '../ports/store/index.ts';

/**
 * Later it is no news any more: bounds what a note that is turned on, or a programme that was off for long, sends at
 * once. The quiet hours are within it (ours).
 */
const NEWS_FOR = 2 * DAY;

/** Which requests an order is for is read with them, every half hour; this leaves room for a pass that fails. */
const REQUESTS_KNOWN_WITHIN = 2 * HOUR;

/** Not posted and not ended; an application may read SHIPPED a while after its order reads DELIVERED. */
const ON_ITS_WAY_OR_THERE: readonly SampleStage[] = ['shipped', 'delivered'];

interface NoteDeps {
  readonly store: Pick<Store, 'orders' | 'actions'>;
  readonly programClock: ProgramClock;
  readonly settings: Pick<Settings, 'mode'>;
}

/**
 * Puts the notes that follow from what was read into the journal: approved and arrived, once an order, whoever
 * approved it. The shipping note is proposed with its parcel. Nothing in read-only mode. Gives the number added.
 */
export async function proposeNotes(deps: NoteDeps, shop: Shop, settings: ShopSettings): Promise<number> {
  if (deps.settings.mode === 'read-only') return 0;
  const now = deps.programClock.now();
  const { notes } = settings;
  const made = [
    ...(notes.approved.on ? await approvalNotes(deps, shop, settings, now) : []),
    ...(notes.arrived.on ? await arrivalNotes(deps, shop, settings, now) : []),
  ];
  if (made.length === 0) return 0;
  const inserted = await deps.store.actions.insert(made, now);
  return inserted.filter((one) => one.inserted).length;
}

/** While the order waits for its parcel: once that left, the shipping note says more. */
async function approvalNotes(
  { store }: NoteDeps,
  shop: Shop,
  settings: ShopSettings,
  now: Timestamp,
): Promise<readonly NewAction[]> {
  const made: NewAction[] = [];
  for (const order of await store.orders.withoutApprovalNote(shop.shopId, now - NEWS_FOR)) {
    // Until the merge window is over samples may join the order; one note tells of all.
    if (order.status !== 'AWAITING_SHIPMENT' || now < order.createdAt + MERGE_WINDOW) continue;
    const requests = await store.orders.applicationsOf(order.orderId);
    const someUnknown = requests.length < order.lines.length;
    if (someUnknown && now < order.createdAt + REQUESTS_KNOWN_WITHIN) continue;
    const note = await noteOf(store, 'approved', shop, settings, order, {
      applications: requests.filter(({ status }) => isApproved(status)),
      reason: 'The sample is approved and the note of the approval is on for this shop.',
      deliveredAt: null,
      now,
    });
    if (note) made.push(note);
  }
  return made;
}

async function arrivalNotes(
  { store }: NoteDeps,
  shop: Shop,
  settings: ShopSettings,
  now: Timestamp,
): Promise<readonly NewAction[]> {
  const made: NewAction[] = [];
  for (const order of await store.orders.withoutArrivalNote(shop.shopId, now - NEWS_FOR)) {
    const deliveredAt = await deliveryOf(store, order);
    if (deliveredAt < now - NEWS_FOR) continue;
    const requests = await store.orders.applicationsOf(order.orderId);
    const note = await noteOf(store, 'arrived', shop, settings, order, {
      applications: requests.filter(({ status }) => ON_ITS_WAY_OR_THERE.includes(sampleStage(status))),
      reason: 'The parcel has arrived and the note of the arrival is on for this shop.',
      deliveredAt,
      now,
    });
    if (note) made.push(note);
  }
  return made;
}

interface NoteFacts {
  readonly applications: readonly StoredApplication[];
  readonly reason: string;
  readonly deliveredAt: Timestamp | null;
  readonly now: Timestamp;
}

/** Null while nobody is known to write to. */
async function noteOf(
  store: NoteDeps['store'],
  occasion: NoteOccasion,
  shop: Shop,
  settings: ShopSettings,
  { orderId }: StoredOrder,
  { applications: [first, ...others], reason, deliveredAt, now }: NoteFacts,
): Promise<NewAction | null> {
  if (!first) return null;
  return newNote(
    store,
    { occasion, shop, settings, orderId, applications: [first, ...others], deliveredAt, now },
    { proposedBy: 'monitor', reason },
  );
}

/** As TikTok Shop says, else as the warehouse saw the last parcel arrive, else when the order last changed. */
async function deliveryOf({ orders }: NoteDeps['store'], order: StoredOrder): Promise<Timestamp> {
  if (order.deliveredAt !== null) return order.deliveredAt;
  const parcels = (await orders.shipment(order.orderId))?.parcels ?? [];
  const times = parcels.map((parcel) => parcel.deliveredAt);
  const allKnown = times.length > 0 && times.every((at) => at !== null);
  return allKnown ? Math.max(...times) : order.updatedAt;
}
