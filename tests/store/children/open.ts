// Opens a fresh file at the same moment as its siblings.
import { go, openChildStore, say } from './child-store.ts';

say({ ready: true });
await go();
const store = openChildStore();
await store.bind({ apiHost: 'host', appKey: 'app' });
await store.requests.spend({ app: 'app', day: '2026-08-01', purpose: 'open', limit: 9 });
await store.close();
