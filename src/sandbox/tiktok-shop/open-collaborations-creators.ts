import { seconds } from '../clock.ts';
import { openCollaborationOf } from '../world/open-collaborations.ts';
import type { Call } from './call.ts';
import { invalidParams, pageSize, pageToken, placeOf } from './call.ts';
import { imageUrl } from './products.ts';

interface PromoterRow {
  creator_open_id: string;
  username: string;
  nickname: string;
  followers: number;
  videos: number;
  lives: number;
  /** When the creator's removal takes effect; null without one. */
  removed_ms: number | null;
}

/** Creators who promote one product on the open plan, with counts of what they posted; not what it was. */
export function creatorContent(call: Call): object {
  const { moment, query } = call;
  const size = pageSize(call, { max: 100 });
  const productId = query.get('product_id') ?? '';
  const plan = openCollaborationOf(moment, productId);
  if (plan === undefined) throw invalidParams('The product has no open collaboration.');
  const promoters = moment.state.all<PromoterRow>(
    `SELECT c.creator_open_id, c.username, c.nickname, c.followers, count(t.content_id) FILTER (WHERE t.format = 'VIDEO') AS videos,
       count(t.content_id) FILTER (WHERE t.format = 'LIVE') AS lives,
       (SELECT max(removed_ms) FROM open_removals r WHERE r.open_collaboration_id = ? AND r.creator_open_id = c.creator_open_id
        AND (r.rejoined_ms IS NULL OR r.rejoined_ms > ?)) AS removed_ms
     FROM applications a JOIN creators c USING (creator_open_id)
     LEFT JOIN contents t ON t.application_id = a.application_id AND t.created_ms <= ?
     WHERE a.product_id = ? AND a.status IN ('CONTENT_PENDING', 'COMPLETED', 'UNFULFILL_CANCELLED')
     GROUP BY c.creator_open_id HAVING removed_ms IS NULL OR removed_ms > ? ORDER BY c.creator_open_id`,
    plan.open_collaboration_id,
    moment.now,
    moment.now,
    productId,
    moment.now,
  );
  const after = String(placeOf(call)?.[0] ?? '');
  const rest = promoters.filter((row) => row.creator_open_id > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return {
    next_page_token: rest.length > size && last !== undefined ? pageToken([last.creator_open_id]) : '',
    total_count: promoters.length,
    product: { id: productId, image_url: imageUrl(productId) },
    creator_content_details: page.map((row) => ({
      creator_profile: {
        creator_open_id: row.creator_open_id,
        username: row.username,
        nickname: row.nickname,
        follower_count: row.followers,
        avatar: { url: imageUrl(`avatar-${row.username}`) },
      },
      video_count: row.videos,
      live_count: row.lives,
      promotion_status: row.removed_ms === null ? 'NORMAL' : 'TERMINATING',
      promotion_end_time: row.removed_ms === null ? 0 : seconds(row.removed_ms),
    })),
  };
}
