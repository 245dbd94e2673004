import type { FeedRun } from './feed-run.ts';
import { readPass } from './pass.ts';

/** The platform names no limit; twenty ids keep the address short (ours). */
const PRODUCTS_PER_CALL = 20;

/** Reads who may ask for samples of every active product, by product id; the cursor is the last id read. */
export async function readSampleRules(run: FeedRun): Promise<void> {
  const { platform, dependencies, shop } = run;
  const { catalog, collaborations, feeds } = dependencies.store;
  const ids = (await catalog.activeProductIds(shop.shopId)).toSorted();
  // Without a product list nothing was asked, and the next look would be tomorrow's.
  if (ids.length === 0 && (await feeds.get(shop.shopId, 'products'))?.completedAt == null) return;
  let asked: readonly string[] = [];
  await readPass(run, {
    feed: 'sample_rules',
    movesWatermark: false,
    readPage: async (cursor) => {
      const waiting = ids.filter((id) => id > (cursor ?? ''));
      asked = waiting.slice(0, PRODUCTS_PER_CALL);
      if (asked.length === 0) return { items: [], nextCursor: null };
      const items = await run.request(() => platform.sampleRequestRules(shop, asked));
      return { items, nextCursor: waiting.length > asked.length ? (asked.at(-1) ?? null) : null };
    },
    recordPage: (rules, seenAt, progress) =>
      collaborations.recordSampleRules(shop.shopId, asked, rules, seenAt, progress),
  });
}
