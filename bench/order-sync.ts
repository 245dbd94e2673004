import { setImmediate } from 'node:timers/promises';
import { answersOf, recordCreators, syncPage } from './affiliate-orders.ts';
import { benchStore } from './programme.ts';

// A first sync of so many lines in a process of its own. Prints in megabytes its peak, and what is live at the end.
const [file = '', lines = '0'] = process.argv.slice(2);
const store = benchStore(file);
await recordCreators(store);
// Looked at after every page: what the system counts as the peak of a process begins with its parent's.
let peak = 0;
for (const answer of answersOf(Number(lines))) {
  await syncPage(store, answer);
  peak = Math.max(peak, process.memoryUsage.rss());
  // A page comes over the network: meanwhile others have their turn, the collection of garbage too.
  await setImmediate();
}
if (globalThis.gc === undefined)
  throw new Error('Start it with --expose-gc: live is what a collection leaves.');
globalThis.gc();
const { heapUsed, external } = process.memoryUsage();
await store.close();
const megabytes = (bytes: number) => bytes / 2 ** 20;
process.stdout.write(JSON.stringify({ peak: megabytes(peak), live: megabytes(heapUsed + external) }));
