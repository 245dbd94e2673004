import {
  TARGET_STATUSES,
  type TargetCollaboration,
  type TargetCollaborationSummary,
} from '../domain/collaboration.ts';
import { ExternalError } from '../domain/errors.ts';
import { DAY } from '../domain/time.ts';
import type { FeedRun } from './feed-run.ts';
import type { TargetListFeed } from './feeds.ts';
import { readPass } from './pass.ts';

/** One request each. The lists show what changed, so a quiet invitation is only looked at once a day (ours). */
const DETAILS_PER_CYCLE = 15;
const DETAILS_EVERY = DAY;

/** Of one invitation alone: it must not keep the others from being read. */
const OF_ONE_INVITATION: readonly string[] = ['refused', 'invalid'];

/** Reads all invitations in one status. */
export async function readTargetList(run: FeedRun, feed: TargetListFeed): Promise<void> {
  const { collaborations } = run.dependencies.store;
  const status = TARGET_STATUSES.find((one) => feed === `target_collaborations:${one}`);
  if (status === undefined) return;
  await readPass<TargetCollaborationSummary>(run, {
    feed,
    movesWatermark: false,
    readPage: (cursor) =>
      run.request(() => run.platform.searchTargetCollaborations(run.shop, { status }, cursor)),
    recordPage: (items, seenAt, progress) =>
      collaborations.recordTargetSummaries(run.shop.shopId, status, items, seenAt, progress),
  });
}

/**
 * Reads invitations whose detail is unread, older than a change that a list showed, or older than a day. One that the
 * platform will not show is asked for again after a day.
 */
export async function readTargetDetails(run: FeedRun): Promise<void> {
  const { collaborations, creatorNames } = run.dependencies.store;
  const { shopId } = run.shop;
  const startedAt = run.now();
  const due = await collaborations.targetsToRead(shopId, startedAt - DETAILS_EVERY, DETAILS_PER_CYCLE);
  for (const collaborationId of due) {
    const seenAt = run.now();
    try {
      const detail = await run.request(() => run.platform.targetCollaboration(run.shop, collaborationId));
      // An old answer: the invitation stays due and is asked for again.
      if (detail !== null && (await isOlderThanKnown(run, detail))) continue;
      await collaborations.recordTarget(shopId, collaborationId, detail, seenAt);
      for (const { creatorId, username } of detail?.creatorList ?? []) {
        await creatorNames.recordName(shopId, creatorId, username, seenAt);
      }
      run.count(detail === null ? 0 : 1, null);
    } catch (error) {
      if (!(error instanceof ExternalError && OF_ONE_INVITATION.includes(error.kind))) throw error;
      await collaborations.recordTargetRefused(shopId, collaborationId, seenAt);
    }
  }
  await run.completed(startedAt);
}

async function isOlderThanKnown(
  { dependencies, shop }: FeedRun,
  { collaborationId, updatedAt }: TargetCollaboration,
): Promise<boolean> {
  const known = await dependencies.store.collaborations.target(shop.shopId, collaborationId);
  return known !== null && updatedAt < known.updatedAt;
}
