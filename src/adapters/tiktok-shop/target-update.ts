import { z } from 'zod';
import type {
  TargetChange,
  TargetCollaboration,
  TargetDraft,
  TargetUpdate,
} from '../../domain/collaboration.ts';
import type { ExternalError } from '../../domain/errors.ts';
import { DAY, HOUR, type Timestamp } from '../../domain/time.ts';
import { failure } from './failures.ts';
import { toSeconds } from './units.ts';
import { answerOf, type BodyOf, count, id, list, requiredText, text } from './wire.ts';

const CALL = { operation: 'update_target_collaboration' };
/** Most of each in one invitation (reference 4.4, T1). */
const MAXIMUM_CREATORS = 50;
const MAXIMUM_PRODUCTS = 100;
/** A lowered rate waits for the next midnight; whose is not documented, and a day can have 25 hours. */
const LONGEST_WAIT_FOR_RATE_MS = DAY + HOUR;

/** Documented as one object, although several may fail: a list is read too. */
function oneOrMore<S extends z.ZodType>(item: S) {
  return z
    .union([z.array(item), item])
    .nullish()
    .transform((value) => (Array.isArray(value) ? value : value ? [value] : []));
}

export const updateSchema = answerOf<'update_target_collaboration'>()(
  z.object({
    target_collaboration_conflicts: list(z.object({ creator_user_open_id: requiredText, product_id: id })),
    update_failed: z
      .object({
        add_creator_open_ids: list(z.string()),
        remove_creator_open_ids: list(z.string()),
        add_products: oneOrMore(z.object({ id: text })),
        remove_product_ids: list(z.string()),
        change_commissions: oneOrMore(z.object({ product_id: text })),
        name: text,
        end_time: count,
        seller_contact_info: z.object({ email: text }).nullish(),
      })
      .nullish(),
  }),
);

type UpdateBody = BodyOf<'update_target_collaboration'>;
type DraftProduct = TargetDraft['products'][number];

interface Plan {
  readonly change: TargetChange;
  readonly seenUpdatedAt: Timestamp;
  readonly now: Timestamp;
}

/**
 * The whole invitation as it shall be: the platform replaces it, and what is left out is removed. Throws instead when
 * the change was planned on another state, when the state was not read whole, or when it may hide a lowered rate.
 */
export function planUpdate(current: TargetCollaboration | null, plan: Plan): UpdateBody {
  const { change, seenUpdatedAt, now } = plan;
  if (current === null) throw nothingSent('not_found', 'The shop has no such invitation.');
  if (current.updatedAt !== seenUpdatedAt) throw changedSince();
  if (current.type !== 'STANDARD') {
    throw nothingSent(
      'refused',
      'TikTok Shop runs this invitation, so the seller cannot change it.',
      'not_standard',
    );
  }
  const { contactEmail } = current;
  const name = change.name ?? current.name;
  const endsAt = change.endsAt ?? current.endsAt;
  if (name === '' || contactEmail === null || endsAt === null) {
    throw notReadWhole('its name, its contact e-mail or its end');
  }
  if (mayHideLoweredRate(current, change, now)) throw ratesMayBePending();
  return {
    name,
    end_time: String(toSeconds(endsAt)),
    seller_contact_info: { email: contactEmail },
    free_sample_rule: {
      has_free_sample: current.sampleOffer.hasFreeSample,
      is_sample_approval_exempt: current.sampleOffer.approvalExempt,
    },
    creator_user_open_ids: creatorsAfter(current, change),
    products: productsAfter(current, change).map(toWire),
  };
}

/**
 * A lowered rate of a product that somebody shows holds from the next midnight on, and until then the old one is shown:
 * sending that back would take the cut back.
 */
function mayHideLoweredRate(current: TargetCollaboration, change: TargetChange, now: Timestamp): boolean {
  const isShown = current.creatorList.some(({ showcaseProducts }) => showcaseProducts !== 0);
  if (!isShown || now - current.updatedAt > LONGEST_WAIT_FOR_RATE_MS) return false;
  const named = new Set([
    ...(change.setProducts ?? []).map(({ productId }) => productId),
    ...(change.removeProductIds ?? []),
  ]);
  return current.productList.some(({ productId, status }) => !isLeaving(status) && !named.has(productId));
}

function creatorsAfter(current: TargetCollaboration, change: TargetChange): string[] {
  const kept = stillIn(current.creatorList, current.creatorsInvited, 'its creators');
  const removed = new Set(change.removeCreatorIds);
  const ids = new Set([...kept.map(({ creatorId }) => creatorId), ...(change.addCreatorIds ?? [])]);
  return within(
    [...ids].filter((creatorId) => !removed.has(creatorId)),
    MAXIMUM_CREATORS,
    'creators',
  );
}

/** A product that is set takes the place of the one it was. */
function productsAfter(current: TargetCollaboration, change: TargetChange): DraftProduct[] {
  const kept = stillIn(current.productList, current.products, 'its products');
  const products = new Map<string, DraftProduct>();
  for (const product of [...kept, ...(change.setProducts ?? [])]) products.set(product.productId, product);
  for (const productId of change.removeProductIds ?? []) products.delete(productId);
  return within([...products.values()], MAXIMUM_PRODUCTS, 'products');
}

/**
 * Those that are in and not on their way out: to send the latter would bring them back. The platform counts the former
 * only (its OpenAPI), so fewer than it counts means that the list is cut short, and sending it would remove the rest.
 */
function stillIn<T extends { readonly status: string }>(
  all: readonly T[],
  counted: number | null,
  what: string,
): readonly T[] {
  const staying = all.filter(({ status }) => !isLeaving(status));
  if (counted === null || staying.length < counted) throw notReadWhole(what);
  return staying;
}

function isLeaving(status: string): boolean {
  return status === 'DELETING' || status === 'DELETED';
}

function within<T>(items: T[], most: number, what: string): T[] {
  if (items.length === 0) {
    throw nothingSent(
      'invalid',
      `The change would leave the invitation without ${what}: end the invitation instead.`,
    );
  }
  if (items.length <= most) return items;
  throw nothingSent(
    'invalid',
    `An invitation holds at most ${most} ${what}; this one would have ${items.length}.`,
  );
}

/** Another name for each rate than at creation. */
function toWire({ productId, rateBps, adsRateBps }: DraftProduct): UpdateBody['products'][number] {
  return {
    id: productId,
    commission_rate: rateBps,
    ...(adsRateBps !== null && { target_ad_commission_rate: adsRateBps }),
  };
}

/** What the platform accepted without doing it, in words. */
export function readUpdate(
  answer: z.output<typeof updateSchema>,
  before: TargetCollaboration | null,
): TargetUpdate {
  const failed = answer.update_failed;
  const nameOf = (creatorId: string) => {
    const known = before?.creatorList.find((creator) => creator.creatorId === creatorId)?.username;
    return known ? `@${known}` : creatorId;
  };
  const products = (values: readonly (string | null)[]) => values.filter((value) => value !== null);
  return {
    conflicts: answer.target_collaboration_conflicts.map((wire) => ({
      creatorId: wire.creator_user_open_id,
      productId: wire.product_id,
      heldBy: null,
    })),
    notChanged: !failed
      ? []
      : [
          ...failed.add_creator_open_ids.map((creatorId) => `adding creator ${nameOf(creatorId)}`),
          ...failed.remove_creator_open_ids.map((creatorId) => `removing creator ${nameOf(creatorId)}`),
          ...products(failed.add_products.map((product) => product.id)).map((one) => `adding product ${one}`),
          ...failed.remove_product_ids.map((productId) => `removing product ${productId}`),
          ...products(failed.change_commissions.map((one) => one.product_id)).map(
            (productId) => `rate of product ${productId}`,
          ),
          ...(failed.name === null ? [] : ['name']),
          ...(failed.end_time ? ['end'] : []),
          ...(failed.seller_contact_info?.email ? ['contact e-mail'] : []),
        ],
  };
}

export function changedSince(): ExternalError {
  return nothingSent(
    'refused',
    'The invitation was changed since this change was planned. Look at it again and plan anew.',
    'changed_since',
  );
}

function notReadWhole(what: string): ExternalError {
  return nothingSent(
    'bad_answer',
    `TikTok Shop did not show the invitation whole: ${what} were missing, and an update would remove what is not sent. It is tried again later.`,
  );
}

function ratesMayBePending(): ExternalError {
  return nothingSent(
    'refused',
    'The invitation was changed within the last day, and TikTok Shop shows a lowered rate only once it holds, at midnight: an update could take it back unseen. Name the rate of every product of the invitation in the change, or wait a day.',
    'rates_may_be_pending',
  );
}

function nothingSent(
  kind: 'not_found' | 'refused' | 'invalid' | 'bad_answer',
  message: string,
  code?: string,
): ExternalError {
  return failure(kind, `${message} Nothing was changed.`, CALL, code === undefined ? {} : { code });
}
