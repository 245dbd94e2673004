import { describe, expect, it } from 'vitest';
import { expectedSign } from '../../src/sandbox/tiktok-shop/signature.ts';

const shared = { app_key: 'testkey123', timestamp: '1760000000', shop_cipher: 'TTP_testcipher' };
const json = 'application/json';

describe('the signature the sandbox expects', () => {
  it.each([
    {
      name: 'the official page',
      secret: 'e59af819cc',
      path: '/authorization/202309/shops',
      query: { app_key: '29a39d', timestamp: '1623812664' },
      contentType: json,
      body: '',
      sign: 'b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8',
    },
    {
      name: 'a body and an extra parameter',
      secret: 'test_secret_0001',
      path: '/affiliate_seller/202508/sample_applications/search',
      query: { ...shared, page_size: '20' },
      contentType: json,
      body: '{"status":"PENDING"}',
      sign: '0fa8bf5aa7d1a6655d0e97031c3da6909262954369ba87c6553c2c52a3abe466',
    },
    {
      name: 'an empty body',
      secret: 'test_secret_0001',
      path: '/affiliate_seller/202509/target_collaboration/7365861555575916210/link',
      query: shared,
      contentType: json,
      body: '',
      sign: '4a41013250cfb8f808d4dc53dfb16a5ebe1afdcd779e063fe647622d51a09be5',
    },
    {
      name: 'multipart, whose body is left out',
      secret: 'test_secret_0001',
      path: '/affiliate_seller/202608/media/upload',
      query: shared,
      contentType: 'multipart/form-data; boundary=x',
      body: 'anything',
      sign: '113dfa97530e3315772b5ea93583b50884d7eb797b0cd66446bf866a87dd9b4f',
    },
    {
      name: 'text beyond ASCII',
      secret: 'test_secret_0001',
      path: '/affiliate_seller/202412/conversations/7451873679308620048/messages',
      query: shared,
      contentType: json,
      body: '{"msg_type":"TEXT","content":"{\\"content\\":\\"Hi ✨\\"}"}',
      sign: 'eaf917edb9959ff2c6287ee464f87a764c00c53d84a463b263a2b5f5cf6d6296',
    },
  ])('agrees with $name', ({ secret, path, query, contentType, body, sign }) => {
    const entries = [
      ...Object.entries(query),
      ['sign', 'ignored'] as const,
      ['access_token', 'ignored'] as const,
    ];
    expect(expectedSign(secret, { path, query: entries, contentType, body })).toBe(sign);
  });
});
