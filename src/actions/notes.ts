import type { ActionStatus, NewAction } from '../domain/action.ts';
import { type NoteOccasion, writeNote } from '../domain/note.ts';
import type { NoteSettings, ShopSettings } from '../domain/settings.ts';
import { defaultTimeZone, type Shop } from '../domain/shop.ts';
import { DAY, type Timestamp } from '../domain/time.ts';
import { endOfDailyHours, localDay } from '../domain/time-zone.ts';
import type { Store, StoredApplication } from '../ports/store/index.ts';
import { type ActionOrigin, newAction } from './new-actions.ts';

/** From delivery (domain 2); an extension is not shown by the platform. */
const TIME_TO_POST = 14 * DAY;

/** An approval that came to nothing leaves no sentence for the creator. */
const GIVEN_UP: readonly ActionStatus[] = ['failed', 'denied', 'cancelled', 'expired'];

export interface NoteRequest {
  readonly occasion: NoteOccasion;
  readonly shop: Shop;
  readonly settings: ShopSettings;
  readonly orderId: string;
  /** The requests that the order is for, of one creator; at least one. */
  readonly applications: readonly [StoredApplication, ...StoredApplication[]];
  /** When the parcel was delivered; null before. */
  readonly deliveredAt: Timestamp | null;
  readonly now: Timestamp;
}

/** The note of an occasion to the creator of an order: its text is settled now, and in quiet hours it waits. */
export async function newNote(
  store: Pick<Store, 'actions' | 'orders'>,
  request: NoteRequest,
  origin: Pick<ActionOrigin, 'proposedBy' | 'reason' | 'batchId'>,
): Promise<NewAction> {
  const { occasion, shop, settings, orderId, applications, deliveredAt, now } = request;
  const [{ creator }] = applications;
  const parcels = await parcelsOf(store, orderId);
  const text = writeNote(settings.notes[occasion].text, {
    // Not the nickname: creators write it freely, and assistants read this text as ours.
    creator: creator.username === '' ? 'there' : creator.username,
    product: joined(applications.map(({ productTitle }) => productTitle)),
    shop: shop.name,
    carrier: known(parcels.carriers),
    tracking: known(parcels.trackingNumbers),
    deadline: deliveredAt === null ? null : localDay(deliveredAt + TIME_TO_POST, zoneOf(shop, settings)),
  });
  const own = occasion === carrierOfOwnWords(settings.notes) ? await ownWords(store, applications) : [];
  return newAction(
    {
      kind: 'send_note',
      creatorId: creator.creatorId,
      occasion,
      orderId,
      applicationIds: applications.map(({ applicationId }) => applicationId),
      text: [text, ...own].join('\n'),
    },
    {
      ...origin,
      shopId: shop.shopId,
      actionClass: 'C',
      waitUntil: endOfQuietHours(shop, settings, now),
    },
  );
}

/** When notes may be sent again; null when they may now. The creator's own zone is not known: the shop's counts. */
export function endOfQuietHours(shop: Shop, settings: ShopSettings, now: Timestamp): Timestamp | null {
  return endOfDailyHours(settings.notes.quietHours, now, zoneOf(shop, settings));
}

function zoneOf(shop: Shop, { timeZone }: ShopSettings): string {
  return timeZone ?? defaultTimeZone(shop.region);
}

/** The numbers as the warehouse gave them, else those on TikTok Shop, which names no carrier. */
async function parcelsOf({ orders }: Pick<Store, 'orders'>, orderId: string) {
  const sent = ((await orders.shipment(orderId))?.parcels ?? []).filter((parcel) => parcel.trackingNumber);
  if (sent.length > 0) {
    return {
      carriers: sent.map(({ carrier }) => carrier),
      trackingNumbers: sent.map(({ trackingNumber }) => trackingNumber),
    };
  }
  const lines = (await orders.get(orderId))?.lines ?? [];
  return { carriers: [], trackingNumbers: lines.map(({ trackingNumber }) => trackingNumber) };
}

function known(values: readonly (string | null)[]): string | null {
  const present = new Set(values.filter((value): value is string => value !== null && value !== ''));
  return present.size === 0 ? null : [...present].join(', ');
}

function joined(titles: readonly string[]): string {
  const last = titles.at(-1) ?? '';
  return titles.length < 2 ? last : `${titles.slice(0, -1).join(', ')} and ${last}`;
}

/** The operator's own sentence goes out once: with the shipping note, or with the first of the others that is on. */
function carrierOfOwnWords(notes: NoteSettings): NoteOccasion | undefined {
  return (['shipped', 'approved', 'arrived'] as const).find((occasion) => notes[occasion].on);
}

/** What the operator asked to add when approving these requests. */
async function ownWords(
  { actions }: Pick<Store, 'actions'>,
  applications: readonly StoredApplication[],
): Promise<readonly string[]> {
  const words = new Set<string>();
  for (const { applicationId } of applications) {
    const { items } = await actions.list({ kind: 'approve_sample', applicationId, limit: 5 });
    for (const { plan, status } of items) {
      if (plan.kind === 'approve_sample' && plan.note && !GIVEN_UP.includes(status)) words.add(plan.note);
    }
  }
  return [...words];
}
