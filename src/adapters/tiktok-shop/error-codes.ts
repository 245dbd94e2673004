import type { ExternalErrorKind } from '../../domain/errors.ts';

export interface CodeMeaning {
  readonly kind: ExternalErrorKind;
  /** Our sentence; the platform's text never leaves the adapter. */
  readonly message: string;
}

/** Codes that steer the client itself (reference 3.2). */
export const CODES = {
  success: 0,
  tooManyRequests: 36009002,
  internalError: 36009003,
  badRequest: 36009004,
  timedOut: 36009007,
  refreshTokenExpired: 36004001,
  authorisationRemoved: 105001,
  accessTokenExpired: 105002,
  scopeMissing: 105005,
  signatureWrong: 106001,
} as const;

/** The path, its method or its version is not known (any more): the next version may be (reference 3.2, 3.6). */
export const GONE_CODES: ReadonlySet<number> = new Set([36009009, 36009010, 36009014, 40006]);

const AUTHORISE_AGAIN = 'Run "affiliate-ops auth" to authorise the app again.';
const CANCELLED = 'The order was cancelled, so there is nothing to ship.';
const ALREADY_SHIPPED = 'TikTok Shop already has this order as shipped.';

const BAD_DATES =
  'TikTok Shop does not take these dates: it has whole days up to its last complete one, about 180 days back.';
const REPORT = 'Update affiliate-ops or report it.';

function refused(message: string): CodeMeaning {
  return { kind: 'refused', message };
}

function quota(message: string): CodeMeaning {
  return { kind: 'quota', message };
}

function notFound(message: string): CodeMeaning {
  return { kind: 'not_found', message };
}

function invalid(message: string): CodeMeaning {
  return { kind: 'invalid', message };
}

/** Both are told as a state that passes: nothing is wrong with the request. */
function rateLimited(message: string): CodeMeaning {
  return { kind: 'rate_limited', message };
}

function auth(message: string): CodeMeaning {
  return { kind: 'auth', message };
}

/** What each documented code means to the person who reads it (reference 3.2, 3.3, 3.4). */
const MEANINGS: ReadonlyMap<number, CodeMeaning> = new Map([
  [CODES.refreshTokenExpired, auth(`The authorisation of the shop has ended. ${AUTHORISE_AGAIN}`)],
  [CODES.authorisationRemoved, auth(`The shop removed the app's authorisation. ${AUTHORISE_AGAIN}`)],
  [CODES.accessTokenExpired, auth(`TikTok Shop rejects even a fresh access token. ${AUTHORISE_AGAIN}`)],
  [
    CODES.signatureWrong,
    auth(
      'TikTok Shop rejected the signature: the app secret is wrong. Copy it from Partner Center into TIKTOK_SHOP_APP_SECRET and restart.',
    ),
  ],
  [
    36009033,
    auth(
      "This machine's address is not on the app's IP allow list. Add it in Partner Center under the app's settings.",
    ),
  ],
  [
    101000,
    invalid('The authorisation is of the wrong kind for this call: authorise as the seller of this shop.'),
  ],
  [CODES.badRequest, invalid('TikTok Shop calls the request malformed. Update affiliate-ops or report it.')],
  [
    98001004,
    invalid(
      'TikTok Shop calls a value in the request invalid; what it is about may have changed since. Read it again; if it stays so, update affiliate-ops.',
    ),
  ],
  [106013, invalid('TikTok Shop missed the shop in the request. Run a sync so that the shop is read again.')],
  [36009021, refused('The file is larger than TikTok Shop takes: an image may have 10 MB.')],
  [36009022, invalid(`TikTok Shop cannot read the form of the request. ${REPORT}`)],
  [36009023, invalid(`TikTok Shop cannot read the file in the request. ${REPORT}`)],
  [45101004, quota("TikTok Shop's daily quota for this call is used up. It starts again on the next day.")],
  [10006402, refused('The shop has no permission for this. Check its status in Seller Center.')],

  [
    16022020,
    refused('An agency made this request, so only the agency can decide it. Settle it with the agency.'),
  ],

  [
    16003012,
    refused('The product already is in the open collaboration. Its rate is changed there; a sync shows it.'),
  ],
  [16003025, refused('TikTok Shop has deactivated the shop. Check it in Seller Center.')],
  [16003033, refused('The commission rate must be from 1 % to 80 %.')],
  [16003035, refused('TikTok Shop does not allow this product in collaborations.')],
  [16603010, refused('TikTok Shop does not allow this shop collaborations. Check it in Seller Center.')],

  [16024004, refused('Test accounts and real ones cannot be in one invitation.')],
  [16024006, refused("The shop's own official creator cannot be invited.")],
  [16024008, refused("A product in the invitation is not this shop's. Run a sync and try again.")],
  [16024016, refused('A creator in the invitation is linked to a shop and cannot be invited.')],
  [
    16024018,
    refused('The shop has blocked a creator in the invitation. Unblock them in Seller Center first.'),
  ],
  [
    16024019,
    quota("The shop's invitations for this period are used up. TikTok Shop renews them weekly, on Sunday."),
  ],
  [16024020, refused('TikTok Shop excludes a creator in the invitation. Take them out.')],
  [16024021, refused('A creator in the invitation has more followers than this shop may invite.')],
  [16024022, refused('Another invitation already has one of these creators for one of these products.')],
  [50001701, refused('The invitation has expired. Make a new one.')],
  [50001702, refused('A creator or product in the invitation is not available any more. Take it out.')],
  [50001703, refused('TikTok Shop finds a sensitive word in the message or name. Write it differently.')],
  [600001001, rateLimited('TikTok Shop asks for fewer removals. It is tried again later.')],
  [600001002, rateLimited('TikTok Shop is changing this invitation at the moment. It is tried again later.')],

  [16032012, invalid(`TikTok Shop takes the call for one of an agency. ${REPORT}`)],
  [16901005, notFound('The creator may not sell on TikTok Shop, so it shows no figures of theirs.')],
  [16901006, notFound('The creator is in another market than the shop, so TikTok Shop shows no figures.')],
  [16901007, notFound('An official account is no creator whom TikTok Shop shows figures of.')],
  [16901008, notFound("The creator's account is deactivated, so TikTok Shop shows no figures of theirs.")],

  [28001022, invalid(BAD_DATES)],
  [28001007, notFound('TikTok Shop has no figures about this.')],

  [21011020, refused(ALREADY_SHIPPED)],
  [21011040, refused(ALREADY_SHIPPED)],
  [11006021, refused(ALREADY_SHIPPED)],
  [21011022, refused('TikTok Shop does not accept this tracking number or carrier. Check both.')],
  [21011025, refused('This tracking number is already used on another order. Check the number.')],
  [
    21004012,
    refused('The tracking number has characters that TikTok Shop does not accept. Check the number.'),
  ],
  [21004015, refused('The tracking number does not belong to the named carrier. Check both.')],
  [21004016, refused('The shop cannot use this carrier. Choose one from its list of shipping providers.')],
  [11028006, refused('No carrier knows a tracking number like this one. Check the number.')],
  [21008025, refused('TikTok fulfils this order, so the seller has nothing to ship.')],
  [21008106, refused("This way of shipping does not exist in the shop's market. Ship it in Seller Center.")],
  [21011041, refused(CANCELLED)],
  [21011042, refused(CANCELLED)],
  [25001010, refused('The return of this order is finished or the order was cancelled.')],
  [21011043, refused('The order was not shipped yet, so there is no tracking number to correct.')],
  [21011049, refused("TikTok Shop's rules do not let this tracking number be changed.")],
  [21011050, refused('A tracking number can be corrected for 72 hours after shipping, and they are over.')],
  [21011051, refused('A tracking number can be corrected once, and this one was.')],
  [21011052, refused('This tracking number was corrected as often as TikTok Shop allows.')],
  [21011044, refused('The order is on hold. Try again when TikTok Shop has released it.')],
  [21011004, refused("This parcel is not the seller's to ship.")],
  [21011007, refused('The buyer has an open after-sale request. Settle it in Seller Center first.')],
  [21011030, refused('The order was already delivered.')],
  [10007002, refused("The order's status does not allow this. Read the order again.")],
  [21008116, refused('The shop has no carrier for this delivery option. Set one up in Seller Center.')],
  [21008117, refused('TikTok fulfils this delivery option, so it has no list of carriers.')],
  [21008111, notFound('This shop has no such order or package.')],

  [12052180, invalid('The product search covers more than 10,000 products. Search a shorter time.')],

  [16030001, refused("The creator's account is closed.")],
  [16030002, refused("The shop's messages for this period are used up. TikTok Shop renews them weekly.")],
  [16030003, refused("The shop's affiliate sales are too low to message creators.")],
  [16030007, refused("The shop's status does not allow messages. Check it in Seller Center.")],
  [16030009, refused('Test accounts and real ones cannot message each other.')],
  [16030100, refused('No more messages to this creator are allowed before they answer.')],
  [16030101, refused("The shop's status or sales do not allow messages to creators.")],
  [16032001, refused('The creator is in another market, or their id is not known there.')],
  [45101021, refused("The creator's privacy settings do not allow messages from shops.")],
]);

export function meaningOf(code: number): CodeMeaning {
  return MEANINGS.get(code) ?? refused(`TikTok Shop refused with code ${code}. Seller Center may say more.`);
}
