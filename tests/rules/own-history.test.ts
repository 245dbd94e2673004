import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shrunkPostRateBps, standsInForHidden } from '../../src/rules/own-history.ts';

describe('post rate of our own samples', () => {
  // domain.md 15, vector 2: (k + 4) / (n + 10).
  it.each([
    [0, 2, 3_333],
    [1, 0, 4_545],
    [9, 1, 6_500],
    [0, 0, 4_000],
    [3, 0, 5_385],
  ])('with %d posted and %d not is %d basis points', (posted, notPosted, expected) => {
    expect(shrunkPostRateBps({ posted, notPosted })).toBe(expected);
  });

  it('lies between the prior and the plain rate, and rises with every post', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 200 }), (posted, notPosted) => {
        const plain = (10_000 * posted) / (posted + notPosted);
        const shrunk = shrunkPostRateBps({ posted, notPosted });
        expect(shrunk).toBeGreaterThanOrEqual(Math.floor(Math.min(plain, 4_000)));
        expect(shrunk).toBeLessThanOrEqual(Math.ceil(Math.max(plain, 4_000)));
        expect(shrunkPostRateBps({ posted: posted + 1, notPosted })).toBeGreaterThan(shrunk);
      }),
    );
  });

  it.each([
    [0, 0, false],
    [1, 0, true],
    [0, 1, false],
    [1, 1, true],
    [1, 2, false],
  ])('of %d posted and %d not stands in for hidden figures: %s', (posted, notPosted, expected) => {
    expect(standsInForHidden({ posted, notPosted }, 5_000)).toBe(expected);
  });
});
