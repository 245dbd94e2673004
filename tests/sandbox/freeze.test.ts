import { describe, expect, it } from 'vitest';
import { list } from './client.ts';
import { harness, populate } from './harness.ts';

const { connect } = harness();

describe('a frozen world', () => {
  it('answers as it stood while its clock and its tokens go on, and catches up afterwards', async () => {
    const client = await connect();
    await populate(client, 3);
    const pending = async () => {
      const page = await client.shop('/affiliate_seller/202508/sample_applications/search', {
        query: { page_size: '50' },
        body: { status: 'PENDING' },
      });
      return list(page.body, 'data', 'sample_applications').length;
    };
    const before = await pending();
    await client.control('act', { freeze: true });
    // Past every deadline of a review; still inside the life of an access token, past the window of a timestamp.
    await client.advance(6 * 24);
    expect(await pending()).toBe(before);
    await client.control('act', { freeze: false });
    expect(await pending()).toBeLessThan(before);
  });
});
