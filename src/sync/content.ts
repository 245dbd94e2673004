import { ExternalError } from '../domain/errors.ts';
import type { SampleContent } from '../domain/sample-content.ts';
import { HOUR } from '../domain/time.ts';
import type { FeedRun } from './feed-run.ts';

/** One request each: 1,440 a day at most, a seventh of the usual budget. The rest waits for the next pass. */
const SAMPLES_PER_PASS = 15;
/** The platform's own figures lag by a day or two (domain.md 2): reading more often brings nothing. */
const READ_EVERY = 6 * HOUR;

/** Of one sample alone: it must not keep the others from being read. */
const OF_ONE_SAMPLE: readonly string[] = ['not_found', 'invalid', 'refused'];

/** Reads what creators made of their samples, newest deliveries first. */
export async function readContent(run: FeedRun): Promise<void> {
  const { tracking } = run.dependencies.store;
  const { shopId } = run.shop;
  const startedAt = run.now();
  for (const applicationId of await tracking.contentDue(shopId, startedAt - READ_EVERY, SAMPLES_PER_PASS)) {
    const seenAt = run.now();
    const content = await contentOf(run, applicationId);
    await tracking.recordContent(applicationId, content, seenAt);
    run.count(content?.length ?? 0, null);
  }
  await run.completed(startedAt);
}

async function contentOf(run: FeedRun, applicationId: string): Promise<readonly SampleContent[] | null> {
  try {
    return await run.request(() => run.platform.sampleContent(run.shop, applicationId));
  } catch (error) {
    if (error instanceof ExternalError && OF_ONE_SAMPLE.includes(error.kind)) return null;
    throw error;
  }
}
