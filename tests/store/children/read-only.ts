// Reads and tries to write a file that its user may not write.
import { openChildStore, SHOP, say } from './child-store.ts';

// Permissions do not bind root.
if (process.getuid?.() === 0) {
  process.setgid?.(65_534);
  process.setuid?.(65_534);
}
const store = openChildStore();
say({ shops: (await store.shops.list()).map((shop) => shop.name) });
const told = await store.shops
  .record([{ shopId: SHOP, cipher: 'c', name: 'New', region: 'US' }], 1)
  .then(() => ({ message: 'It was written.' }))
  .catch((error: unknown) =>
    error instanceof Error ? { ...error, message: error.message } : { message: '?' },
  );
say(told);
say({ shops: (await store.shops.list()).map((shop) => shop.name) });
await store.close();
