// Raises one setting again and again, at the same moment as its siblings, by what it reads.
import { go, now, openChildStore, SHOP, say } from './child-store.ts';

const store = openChildStore();
say({ ready: true });
await go();
for (let done = 0; done < Number(process.argv[3]); ) {
  const [last] = await store.automation.standing(SHOP);
  const from = typeof last?.to === 'number' ? last.to : 0;
  const move = { shopId: SHOP, setting: 'per_day', from, to: from + 1, reset: false } as const;
  const moves = [{ ...move, seenVersion: last?.version ?? null }];
  if (await store.automation.apply({ moves, author: `process ${process.pid}`, reason: 'race' }, now()))
    done += 1;
}
await store.close();
