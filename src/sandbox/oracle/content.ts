import { z } from 'zod';
import type { State } from '../state.ts';
import type { PostRow } from '../world/sales-rows.ts';

const Ids = z.array(z.string());

/** Content made so far: for samples, and every video and LIVE that sells, also those that were taken down again. */
export function content(state: State, now: number): object {
  const posts = state.all<PostRow & { username: string }>(
    `SELECT p.*, username FROM posts p JOIN creators USING (creator_open_id) WHERE created_ms <= ? ORDER BY created_ms, post_id`,
    now,
  );
  return {
    samples: state.all<object>(
      `SELECT application_id, content_id, format, created_ms FROM contents WHERE created_ms <= ? ORDER BY content_id`,
      now,
    ),
    videos: posts
      .filter((post) => post.format === 'VIDEO')
      .map((post) => ({ video_id: post.post_id, ...postTruth(post, now) })),
    lives: posts
      .filter((post) => post.format === 'LIVE')
      .map((post) => ({ live_id: post.post_id, ...postTruth(post, now), ended_ms: post.ended_ms })),
  };
}

function postTruth(post: PostRow & { username: string }, now: number): object {
  return {
    creator_id: post.creator_open_id,
    username: post.username,
    posted_ms: post.created_ms,
    product_ids: Ids.parse(JSON.parse(post.product_ids)),
    taken_down: post.removed_ms !== null && post.removed_ms <= now,
  };
}
