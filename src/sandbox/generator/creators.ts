import { createHash } from 'node:crypto';
import type { Seeded } from '../random.ts';
import type { Recipient } from '../rows.ts';
import type { State } from '../state.ts';
import { AGENCIES, CITIES, FIRST_NAMES, HANDLES, LAST_NAMES, PLANTED_NICKNAME, STREETS } from './names.ts';

/** What kind of creator the generator makes; hidden from the product, which must find it out. */
export type CreatorKind = 'good' | 'middling' | 'silent' | 'weak' | 'agency' | 'ghost' | 'planted';

export interface GeneratedCreator {
  creator_open_id: string;
  kind: CreatorKind;
  category_id: string;
  quality: number;
  agency: string;
}

const CATEGORY_IDS = Object.keys(HANDLES);

interface Profile {
  followers: number;
  gmvMinor: number;
  contentCount: number;
  fulfilment: number;
  consent: boolean;
  quality: number;
}

/** Writes one creator of the given kind. `serial` tells creators apart and fixes everything about them. */
export function writeCreator(
  state: State,
  random: Seeded,
  kind: CreatorKind,
  serial: number,
): GeneratedCreator {
  const first = random.pick(FIRST_NAMES, 'first', serial);
  const last = random.pick(LAST_NAMES, 'last', serial);
  const categoryId = random.pick(CATEGORY_IDS, 'category', serial);
  const handle = random.pick(HANDLES[categoryId] ?? ['daily'], 'handle', serial);
  const profile = profileOf(random, kind, serial);
  const openId = `u${createHash('sha256')
    .update(`${state.meta('seed')}/creator/${serial}`)
    .digest('base64url')}AAAAAB`;
  const agency = kind === 'agency' ? random.pick(AGENCIES, 'agency', serial) : '';
  state.insert('creators', {
    creator_open_id: openId,
    username: `${first.toLowerCase()}${handle}${serial}`,
    nickname: kind === 'planted' ? PLANTED_NICKNAME : `${first} ${last}`,
    im_id: state.nextId('im'),
    user_id: state.nextId('user'),
    category_id: categoryId,
    followers: profile.followers,
    gmv_minor: profile.gmvMinor,
    content_count: profile.contentCount,
    video_views: Math.round(profile.followers * (0.04 + 0.2 * random.fraction('reach', serial))) + 60,
    fulfilment_percent: profile.fulfilment.toFixed(2),
    consent: profile.consent ? 1 : 0,
    quality: profile.quality,
    reply_rate: 0.15 + 0.5 * random.fraction('reply rate', serial),
    blocks_seller: kind === 'weak' && random.chance(0.2, 'blocks', serial) ? 1 : 0,
    agency,
    recipient: JSON.stringify(recipientOf(random, serial, first, last)),
  });
  return { creator_open_id: openId, kind, category_id: categoryId, quality: profile.quality, agency };
}

function profileOf(random: Seeded, kind: CreatorKind, serial: number): Profile {
  // Between the ends on a logarithmic scale: many small, few large, as audiences are.
  const scale = (from: number, to: number, name: string): number =>
    Math.round(from * (to / from) ** random.fraction(name, serial));
  const percent = (from: number, to: number): number =>
    from + (to - from) * random.fraction('fulfilment', serial);
  const own = random.fraction('quality', serial);
  switch (kind) {
    case 'good':
    case 'agency':
      return {
        followers: scale(6_500, 140_000, 'followers'),
        gmvMinor: scale(80_000, 4_200_000, 'gmv'),
        contentCount: random.integer(10, 62, 'content', serial),
        fulfilment: percent(72, 99),
        consent: true,
        quality: 0.88 + 0.11 * own,
      };
    case 'middling':
    case 'planted':
      return {
        followers: scale(4_200, 30_000, 'followers'),
        gmvMinor: scale(41_000, 130_000, 'gmv'),
        contentCount: random.integer(5, 14, 'content', serial),
        fulfilment: percent(48, 75),
        consent: true,
        quality: 0.45 + 0.4 * own,
      };
    case 'silent':
      return {
        followers: scale(2_500, 60_000, 'followers'),
        gmvMinor: scale(10_000, 900_000, 'gmv'),
        contentCount: random.integer(2, 40, 'content', serial),
        fulfilment: percent(30, 95),
        consent: false,
        quality: 0.3 + 0.6 * own,
      };
    case 'weak':
    case 'ghost':
      return {
        followers: scale(1_050, 4_000, 'followers'),
        gmvMinor: scale(500, 28_000, 'gmv'),
        contentCount: random.integer(0, 6, 'content', serial),
        fulfilment: percent(5, 45),
        consent: true,
        quality: kind === 'ghost' ? 0.02 : 0.1 + 0.35 * own,
      };
  }
}

function recipientOf(random: Seeded, serial: number, first: string, last: string): Recipient {
  const place = random.pick(CITIES, 'city', serial);
  const street = random.pick(STREETS, 'street', serial);
  return {
    first_name: first,
    last_name: last,
    // 555-01xx is reserved for fiction.
    phone_number: `(+1)${random.integer(201, 989, 'area', serial)}-555-01${String(serial % 100).padStart(2, '0')}`,
    address_line1: `${random.integer(11, 9899, 'house', serial)} ${street}`,
    address_line2: random.chance(0.3, 'unit', serial) ? `Unit ${random.integer(1, 48, 'unit', serial)}` : '',
    city: place.city,
    state_code: place.code,
    state_name: place.state,
    postal_code: place.zip + String(random.integer(0, 99, 'zip', serial)).padStart(2, '0'),
  };
}
