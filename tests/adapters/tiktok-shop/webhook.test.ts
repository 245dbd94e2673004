import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readWebhook, type WebhookApp } from '../../../src/adapters/tiktok-shop/webhook.ts';

// The body is the platform's own sample; the signature was computed apart from this code (reference 8.1).
const APP: WebhookApp = { appKey: 'testkey123', appSecret: 'test_secret_0001' };
const BODY =
  '{"type":1,"tts_notification_id":"7327112393057371910","shop_id":"7494049642642441621","timestamp":1644412885,"data":{"order_id":"576486316948490001","order_status":"AWAITING_SHIPMENT","is_on_hold_order":false,"update_time":1644412885}}';
const SIGNATURE = '12155d80b01e86ff3b200d52953e19226d1959e5a1ba8a083212b6a7eefd1d33';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function signed(body: string | Uint8Array, app: WebhookApp = APP) {
  const raw = typeof body === 'string' ? bytes(body) : body;
  return { raw, signature: createHmac('sha256', app.appSecret).update(app.appKey).update(raw).digest('hex') };
}

function read(body: string) {
  const { raw, signature } = signed(body);
  return readWebhook([APP], raw, signature);
}

describe('the signature', () => {
  it('is that of the published vector', () => {
    expect(readWebhook([APP], bytes(BODY), SIGNATURE)).toEqual({
      kind: 'news',
      news: {
        notificationId: '7327112393057371910',
        shopId: '7494049642642441621',
        type: 1,
        kind: 'orders',
        at: 1_644_412_885_000,
      },
    });
  });

  it('is checked over the bytes as they came, not over what they mean', () => {
    expect(readWebhook([APP], bytes(BODY.replace(',', ', ')), SIGNATURE).kind).toBe('forged');
  });

  it.each([undefined, '', 'x', SIGNATURE.toUpperCase(), `${SIGNATURE}0`, `sha256=${SIGNATURE}`])(
    'is wrong as %s',
    (signature) => {
      expect(readWebhook([APP], bytes(BODY), signature).kind).toBe('forged');
    },
  );

  it('may be that of any of our apps', () => {
    const connector = { appKey: 'other', appSecret: 'their secret' };
    const { raw, signature } = signed(BODY, connector);
    expect(readWebhook([APP, connector], raw, signature).kind).toBe('news');
    expect(readWebhook([APP], raw, signature).kind).toBe('forged');
  });
});

describe('what it is news of', () => {
  it.each([
    [33, 'messages'],
    [12, 'orders'],
    [37, 'products'],
    [27, 'stock'],
    [6, 'authorisation'],
    [63, 'other'],
  ])('type %i: %s', (type, kind) => {
    const reading = read(
      JSON.stringify({ type, tts_notification_id: '1', shop_id: '2', timestamp: 1_644_412_885 }),
    );
    expect(reading).toMatchObject({ kind: 'news', news: { type, kind } });
  });

  it('an id beyond 2^53 as a bare number is kept to the last digit', () => {
    const reading = read(
      '{"type":1,"tts_notification_id":7327112393057371911,"shop_id":7494049642642441621,"timestamp":1644412885}',
    );
    expect(reading).toMatchObject({
      news: { notificationId: '7327112393057371911', shopId: '7494049642642441621' },
    });
  });

  it('without an id the same bytes are the same news, and other bytes are not', () => {
    const one = read('{"type":3,"shop_id":"2","timestamp":1644412885,"data":{"order_id":"1"}}');
    const again = read('{"type":3,"shop_id":"2","timestamp":1644412885,"data":{"order_id":"1"}}');
    const other = read('{"type":3,"shop_id":"2","timestamp":1644412885,"data":{"order_id":"2"}}');
    const idOf = (reading: typeof one) => (reading.kind === 'news' ? reading.news.notificationId : null);
    expect(idOf(again)).toBe(idOf(one));
    expect(idOf(other)).not.toBe(idOf(one));
  });

  it.each(['{"type":1}', '[]', 'hello', '{"type":"1","timestamp":1644412885}', '{"timestamp":'])(
    'cannot be read from %s, though it is signed',
    (body) => {
      expect(read(body).kind).toBe('unreadable');
    },
  );

  it('cannot be read from bytes that are no text', () => {
    const { raw, signature } = signed(new Uint8Array([0xff, 0xfe, 0x7b]));
    expect(readWebhook([APP], raw, signature).kind).toBe('unreadable');
  });
});
