// Spends one confirmation at the same moment as its siblings.
import { fulfilment, go, now, openChildStore, say } from './child-store.ts';

const store = openChildStore();
say({ ready: true });
await go();
const effects = ['order-1', 'order-2'].map((orderId) => ({ itemKey: orderId, insert: fulfilment(orderId) }));
const spent = await store.confirmations.spend('cnf_1', effects, { by: process.pid }, now());
say({
  alreadyDone: spent.alreadyDone,
  by: spent.result.by,
  actions: spent.items.map((item) => item.action?.actionId),
});
await store.close();
