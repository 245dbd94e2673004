import type { ApplicationStatus } from '../domain/sample-application.ts';
import type { ApplicationKey } from '../ports/store/samples.ts';
import type { FeedRun } from './feed-run.ts';
import { isUnfinished, LIVE_STATUSES, type SweepFeed } from './feeds.ts';
import { readPass } from './pass.ts';

/** Requests one cycle spends on samples that left their list. The rest waits for the next cycle. */
const MOVED_PER_CYCLE = 200;

/** From this many on, the list of approved samples (50 a request) answers sooner than one request each. */
const WORTH_A_SWEEP = 20;

/** A missing permission can look like an empty list (tiktok-shop-api 4.2): do not spend the cycle's requests on it. */
const UNANSWERED_IN_A_ROW = 20;

/** Reads all applications in one status. One that does not appear is left as it is: absence proves nothing. */
export async function sweepSamples(run: FeedRun, feed: SweepFeed): Promise<void> {
  const { platform, dependencies } = run;
  const { store } = dependencies;
  const status = feed.slice('samples:'.length);
  await readPass(run, {
    feed,
    movesWatermark: false,
    readPage: (cursor) => run.request(() => platform.searchSampleApplications(run.shop, { status }, cursor)),
    recordPage: (items, seenAt, progress) => store.samples.record(run.shop.shopId, items, seenAt, progress),
  });
}

/**
 * Reads again, one by one, what a completed sweep of its status did not show: approved, withdrawn or expired
 * outside, or missed because rows moved between pages. One the platform does not show at all stays as it is.
 */
export async function readMovedSamples(run: FeedRun): Promise<void> {
  const startedAt = run.now();
  let left = MOVED_PER_CYCLE;
  for (const status of LIVE_STATUSES) {
    let moved = await missedBySweep(run, status, left);
    if (status === 'PENDING' && moved.length >= WORTH_A_SWEEP) {
      await sweepSamples(run, 'samples:AWAITING_SHIPMENT');
      moved = await missedBySweep(run, status, left);
    }
    left -= await readAgain(run, moved);
    if (left === 0) break;
  }
  await run.completed(startedAt);
}

async function missedBySweep(
  run: FeedRun,
  status: ApplicationStatus,
  limit: number,
): Promise<readonly ApplicationKey[]> {
  const { feeds, samples } = run.dependencies.store;
  const sweep = await feeds.get(run.shop.shopId, `samples:${status}`);
  if (sweep === null || isUnfinished(sweep) || sweep.passStartedAt === null) return [];
  return await samples.notSeenSince(run.shop.shopId, status, sweep.passStartedAt, limit);
}

/** Returns the requests made. */
async function readAgain(run: FeedRun, keys: readonly ApplicationKey[]): Promise<number> {
  const { platform, dependencies } = run;
  const { store } = dependencies;
  let requests = 0;
  let unanswered = 0;
  for (const key of keys) {
    const seenAt = run.now();
    const application = await run.request(() => platform.findSampleApplication(run.shop, key));
    requests += 1;
    unanswered = application === null ? unanswered + 1 : 0;
    if (unanswered === UNANSWERED_IN_A_ROW) break;
    if (application === null) continue;
    run.count(1, await store.samples.record(run.shop.shopId, [application], seenAt));
  }
  return requests;
}
