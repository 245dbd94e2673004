import type { OpenCollaboration } from '../domain/collaboration.ts';
import type { FeedRun } from './feed-run.ts';
import { readPass } from './pass.ts';

/**
 * Reads all running open plans. The platform lists no ended ones: what a whole pass did not show has ended. Over
 * several pages a row can slip past the border while we read, so then only what two passes in a row did not show.
 */
export async function readOpenCollaborations(run: FeedRun): Promise<void> {
  const { feeds, collaborations } = run.dependencies.store;
  const { shopId } = run.shop;
  const before = await feeds.get(shopId, 'open_collaborations');
  const { startedAt, inOnePage } = await readPass<OpenCollaboration>(run, {
    feed: 'open_collaborations',
    // Where the last whole pass began: the one before it, once the next one ends.
    movesWatermark: true,
    readPage: (cursor) => run.request(() => run.platform.searchOpenCollaborations(run.shop, {}, cursor)),
    recordPage: (plans, seenAt, progress) => collaborations.recordOpen(shopId, plans, seenAt, progress),
  });
  const since = inOnePage ? startedAt : (before?.watermark ?? null);
  if (since !== null) await collaborations.endOpenUnseenSince(shopId, since, startedAt);
}
