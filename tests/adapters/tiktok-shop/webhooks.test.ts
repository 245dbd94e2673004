import { expect, test } from 'vitest';
import { SHOP, useDesk } from './desk.ts';

const desk = useDesk();
const PATH = '/event/202309/webhooks';

test('listing, setting and removing', async () => {
  const url = 'https://hooks.example.com/tiktok';
  const webhooks = [{ event_type: 'NEW_MESSAGE_LISTENER', address: url, create_time: 1795336200 }];
  desk().platform.on(`GET ${PATH}`, { data: { total_count: 1, webhooks } }, { data: { total_count: 0 } });
  desk().platform.on(`PUT ${PATH}`, {}).on(`DELETE ${PATH}`, {});
  expect(await desk().tiktok.webhooks(SHOP)).toEqual([{ event: 'NEW_MESSAGE_LISTENER', url }]);
  expect(await desk().tiktok.webhooks(SHOP)).toEqual([]);
  await desk().tiktok.setWebhook(SHOP, { event: 'ORDER_STATUS_CHANGE', url });
  await desk().tiktok.removeWebhook(SHOP, 'ORDER_STATUS_CHANGE');
  const body = (route: string) => JSON.parse(desk().platform.sent(route)[0]?.body ?? '');
  expect(body(`PUT ${PATH}`)).toEqual({ address: url, event_type: 'ORDER_STATUS_CHANGE' });
  expect(body(`DELETE ${PATH}`)).toEqual({ event_type: 'ORDER_STATUS_CHANGE' });
});
