import { DAY } from '../clock.ts';
import { outreachUsed, outreachWeek } from '../world/messages.ts';
import type { Call, Endpoint } from './call.ts';

/** Seven days from Sunday on; times are milliseconds and counts are strings here, as reported. */
function quota({ moment }: Call): object {
  const { state, now } = moment;
  const week = outreachWeek(now);
  const used = outreachUsed(moment);
  const paired = state.one<{ n: number }>(
    `SELECT count(DISTINCT creator_open_id) AS n FROM target_creators WHERE accepted = 1 AND answered_ms >= ? AND answered_ms <= ?`,
    week,
    now,
  );
  return {
    data: {
      shop_id: state.meta('shop_id'),
      quota_type: 'WEEKLY',
      gmv_tier: '2',
      quota_sum: state.meta('outreach_quota'),
      quota_use: String(used),
      unlimited: false,
      reached_max_follower_cnt: (state.metaOrNull('follower_limit') ?? '') !== '',
      new_connect_count: String(used),
      pair_connect_count: String(paired?.n ?? 0),
      start_time: String(week),
      end_time: String(week + 7 * DAY),
      gmv_level_rule: [],
    },
  };
}

export const OUTREACH: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/affiliate_seller/202607/creator_outreach/quota',
    scope: 'seller.affiliate_collaboration.read',
    shopLevel: true,
    handle: quota,
  },
];
