import { createHash } from 'node:crypto';
import type { Moment } from '../state.ts';
import { AGENCIES, FIRST_NAMES, HANDLES, LAST_NAMES } from './names.ts';

const MARKET_CREATORS = 400;
const CATEGORY_IDS = Object.keys(HANDLES);
/** Creators whose performance the platform refuses to show, by serial. */
const STANDINGS: Readonly<Record<number, string>> = {
  11: 'no_permission',
  12: 'no_permission',
  21: 'other_region',
  22: 'other_region',
  31: 'official',
  41: 'deactivated',
  42: 'deactivated',
};

/** Writes creators whom the programme does not know yet and who can be found on the marketplace. */
export function writeMarketCreators(moment: Moment): void {
  for (let serial = 1; serial <= MARKET_CREATORS; serial++) {
    moment.state.insert('market_creators', marketCreator(moment, serial));
  }
}

function marketCreator({ state, random }: Moment, serial: number): Record<string, string | number> {
  const draw = (name: string): number => random.fraction(name, 'market', serial);
  const first = random.pick(FIRST_NAMES, 'market first', serial);
  const last = random.pick(LAST_NAMES, 'market last', serial);
  const category = random.pick(CATEGORY_IDS, 'market category', serial);
  const handle = random.pick(HANDLES[category] ?? ['daily'], 'market handle', serial);
  const followers = Math.round(1_100 * 600 ** draw('followers'));
  const quality = 0.05 + 0.93 * draw('quality');
  const openId = createHash('sha256')
    .update(`${state.meta('seed')}/market/${serial}`)
    .digest('base64url');
  const pad = (prefix: string): string => prefix + String(serial * 100_003).padStart(19 - prefix.length, '0');
  return {
    creator_open_id: `u${openId}AAAAAB`,
    username: `${first.toLowerCase()}.${handle}.${serial}`,
    nickname: `${first} ${last}`,
    im_id: pad('23687'),
    user_id: pad('70217'),
    category_id: category,
    followers,
    gmv_minor: Math.round(400 * 20_000 ** draw('gmv')),
    content_count: Math.round(60 * draw('content')),
    video_views: Math.round(followers * (0.03 + 0.25 * draw('reach'))) + 40,
    fulfilment_percent: (100 * (0.1 + 0.88 * draw('fulfilment'))).toFixed(2),
    consent: draw('consent') < 0.7 ? 1 : 0,
    quality,
    reply_rate: 0.1 + 0.5 * draw('reply'),
    blocks_seller: draw('blocks') < 0.05 ? 1 : 0,
    agency: draw('agency') < 0.12 ? random.pick(AGENCIES, 'market agency', serial) : '',
    // 555-01xx is reserved for fiction.
    recipient: JSON.stringify({
      first_name: first,
      last_name: last,
      phone_number: `(+1)503-555-01${String(serial % 100).padStart(2, '0')}`,
      address_line1: `${100 + serial} Alder Court`,
      address_line2: '',
      city: 'Portland',
      state_code: 'OR',
      state_name: 'Oregon',
      postal_code: '97201',
    }),
    standing: STANDINGS[serial] ?? 'ok',
  };
}
