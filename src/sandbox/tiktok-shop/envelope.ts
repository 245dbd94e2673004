import { createHash } from 'node:crypto';
import type { WireAnswer } from '../http.ts';

/** A refusal in the platform's own code. Nothing has changed when it is thrown. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  constructor(code: number, message: string, status = 200) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Codes used here, from the platform reference 3.2 to 3.4. */
export const CODE = {
  tooManyRequests: 36009002,
  internal: 36009003,
  badRequest: 36009004,
  timeout: 36009007,
  unknownPath: 36009009,
  wrongMethod: 36009010,
  retiredVersion: 36009014,
  bodyFormat: 36009022,
  tokenInvalid: 105001,
  tokenExpired: 105002,
  scopeMissing: 105005,
  badSign: 106001,
  cipherMissing: 106013,
  refreshTokenExpired: 36004001,
  invalidParams: 98001004,
  agencyRequest: 16022020,
  shopQuota: 16030002,
  creatorQuota: 16030100,
  wrongCreator: 16032001,
  openExists: 16003012,
  openRate: 16003033,
  openRestricted: 16003035,
  foreignProduct: 16024008,
  invitationQuota: 16024019,
  followerLimit: 16024021,
  collaborationExpired: 50001701,
  unavailable: 50001702,
  sensitiveWords: 50001703,
  removedTooOften: 600001001,
  privacy: 45101021,
  dailyQuota: 45101004,
  creatorWithoutPermission: 16901005,
  creatorOfOtherRegion: 16901006,
  officialCreator: 16901007,
  creatorDeactivated: 16901008,
  badDateRange: 28001022,
  noAnalytics: 28001007,
  notYourOrder: 21008111,
  platformFulfilled: 21008025,
  optionPlatformFulfilled: 21008117,
  alreadyShipped: 21011040,
  badProviderOrNumber: 21011022,
  duplicateNumber: 21011025,
  specialCharacters: 21004012,
  providerUnavailable: 21004016,
  orderCancelled: 21011041,
  notShippedYet: 21011043,
  notShippedBySeller: 21011004,
  alreadyDelivered: 21011030,
  updateNotAllowed: 21011049,
  updateWindowPassed: 21011050,
  updatedOnce: 21011051,
  wrongOrderStatus: 10007002,
  otherRegion: 21008106,
} as const;

/** Malformed input. The platform uses one code for many causes; the message tells them apart. */
export const badRequest = (message: string): Refusal => new Refusal(CODE.badRequest, message, 400);

/** Unique enough to search a log for, and the same shape as the platform's: time, then 32 hex digits in all. */
function requestId(now: number, serial: number): string {
  const stamp = new Date(now).toISOString().replace(/\D/g, '').slice(0, 14);
  return stamp + createHash('sha256').update(`${now}/${serial}`).digest('hex').slice(0, 20).toUpperCase();
}

let serial = 0;

export function envelope(now: number, data: unknown): WireAnswer {
  serial += 1;
  return { status: 200, body: { code: 0, message: 'Success', request_id: requestId(now, serial), data } };
}

export function refused(now: number, refusal: { status: number; code: number; message: string }): WireAnswer {
  serial += 1;
  const body = {
    code: refusal.code,
    message: refusal.message,
    request_id: requestId(now, serial),
    data: null,
  };
  return { status: refusal.status, body };
}
