import type { FeedRun } from './feed-run.ts';

/** Reads how many creators may still be newly written to or invited this week. */
export async function readOutreach(run: FeedRun): Promise<void> {
  const { performance } = run.dependencies.store;
  const startedAt = run.now();
  const quota = await run.request(() => run.platform.outreachQuota(run.shop));
  await performance.recordOutreach(run.shop.shopId, quota, startedAt, {
    shopId: run.shop.shopId,
    feed: run.terms.feed,
    cursor: null,
    watermark: null,
    passStartedAt: startedAt,
    completedAt: startedAt,
  });
}
