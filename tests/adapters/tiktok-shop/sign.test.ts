import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { sign } from '../../../src/adapters/tiktok-shop/sign.ts';

const { vectors } = z
  .object({
    vectors: z.array(
      z.object({
        id: z.string(),
        secret: z.string(),
        path: z.string(),
        query: z.record(z.string(), z.string()),
        content_type: z.string(),
        body: z.string(),
        sign: z.string(),
      }),
    ),
  })
  .parse(
    JSON.parse(
      readFileSync(new URL('../../../fixtures/tiktok-shop/signing-vectors.json', import.meta.url), 'utf8'),
    ),
  );

test.each(vectors)('vector $id', ({ secret, path, query, content_type, body, sign: expected }) => {
  const signedBody = content_type === 'multipart/form-data' ? '' : body;
  expect(sign({ path, query, body: signedBody }, secret)).toBe(expected);
});

test('sign and access_token are not part of the text', () => {
  const parts = { path: '/a', query: { app_key: 'k', timestamp: '1' }, body: '' };
  const withMore = { ...parts, query: { ...parts.query, sign: 'x', access_token: 'y' } };
  expect(sign(withMore, 's')).toBe(sign(parts, 's'));
});
