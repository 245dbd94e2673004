import { expect, it } from 'vitest';
import { startChild } from './children/run.ts';
import { temporaryFile, testStore } from './support.ts';

it('the number of changes stays while nobody writes, and moves on a commit of this process', async () => {
  const store = testStore();
  const before = await store.changes();
  await store.shops.list();
  expect(await store.changes()).toBe(before);
  await store.requests.spend({ app: 'app', day: '2026-08-01', purpose: 'read', limit: 9 });
  expect(await store.changes()).not.toBe(before);
});

it('the number of changes moves on a commit of another process', async () => {
  const file = temporaryFile();
  const store = testStore({ file });
  const child = startChild('open.ts', file);
  await child.line();
  const before = await store.changes();
  child.process.stdin?.write('go\n');
  await child.finished();
  expect(await store.changes()).not.toBe(before);
});
