import { PROGRAM_WIDE } from '../domain/alert.ts';
import { DAY, type Timestamp } from '../domain/time.ts';
import type { Purged, Store } from '../ports/store/index.ts';

/** The feed row that remembers when the store was last purged. */
const PURGE_FEED = 'purge';

interface PurgeDeps {
  readonly store: Pick<Store, 'retention' | 'feeds'>;
}

interface Moment {
  readonly programNow: Timestamp;
  readonly machineNow: Timestamp;
}

/** Removes what has been kept long enough; with `dryRun` only counts it. */
export async function purge({ store }: PurgeDeps, now: Moment, dryRun = false): Promise<Purged> {
  const purged = await store.retention.purge({ ...now, dryRun });
  if (!dryRun) await recordPurge(store, now.programNow);
  return purged;
}

/** The same, when a day has gone by since the last time. */
export async function purgeDaily({ store }: PurgeDeps, now: Moment): Promise<void> {
  const last = (await store.feeds.get(PROGRAM_WIDE, PURGE_FEED))?.completedAt ?? null;
  if (last === null || now.programNow - last >= DAY) await purge({ store }, now);
}

async function recordPurge(store: PurgeDeps['store'], at: Timestamp): Promise<void> {
  const progress = { shopId: PROGRAM_WIDE, feed: PURGE_FEED, cursor: null, watermark: null };
  await store.feeds.save({ ...progress, passStartedAt: at, completedAt: at });
}
