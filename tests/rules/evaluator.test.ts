import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Truth } from '../../src/domain/decision.ts';
import { all, any, atLeast, atMost, below, condition, equals, not } from '../../src/rules/evaluator.ts';

const truth = fc.constantFrom<Truth>(true, false, 'unknown');

type Expression =
  | { readonly op: 'fact'; readonly index: number }
  | { readonly op: 'not'; readonly of: Expression }
  | { readonly op: 'all' | 'any'; readonly of: readonly Expression[] };

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ op: fc.constant('fact' as const), index: fc.nat(4) }),
    fc.record({ op: fc.constant('not' as const), of: tie('expression') }),
    fc.record({
      op: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('expression'), { maxLength: 4 }),
    }),
  ),
}));

function evaluate(node: Expression, facts: readonly Truth[]): Truth {
  switch (node.op) {
    case 'fact':
      return facts[node.index] ?? 'unknown';
    case 'not':
      return not(evaluate(node.of, facts));
    case 'all':
      return all(node.of.map((child) => evaluate(child, facts)));
    case 'any':
      return any(node.of.map((child) => evaluate(child, facts)));
  }
}

describe('three-valued logic', () => {
  it.each<[Truth, Truth, Truth, Truth]>([
    [true, true, true, true],
    [true, false, false, true],
    [true, 'unknown', 'unknown', true],
    [false, true, false, true],
    [false, false, false, false],
    [false, 'unknown', false, 'unknown'],
    ['unknown', true, 'unknown', true],
    ['unknown', false, false, 'unknown'],
    ['unknown', 'unknown', 'unknown', 'unknown'],
  ])('of %s and %s: all is %s, any is %s', (left, right, both, either) => {
    expect(all([left, right])).toBe(both);
    expect(any([left, right])).toBe(either);
  });

  it.each<[Truth, Truth]>([
    [true, false],
    [false, true],
    ['unknown', 'unknown'],
  ])('not %s is %s', (given, opposite) => {
    expect(not(given)).toBe(opposite);
  });

  it('holds for nothing at all, and finds nothing in it', () => {
    expect(all([])).toBe(true);
    expect(any([])).toBe(false);
  });

  it("obeys De Morgan's laws", () => {
    fc.assert(
      fc.property(fc.array(truth), (truths) => {
        expect(not(all(truths))).toBe(any(truths.map(not)));
        expect(not(any(truths))).toBe(all(truths.map(not)));
      }),
    );
  });

  it('never takes back a known result when an unknown fact becomes known', () => {
    fc.assert(
      fc.property(
        expression,
        fc.array(truth, { minLength: 5, maxLength: 5 }),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        (node, facts, learned) => {
          const before = evaluate(node, facts);
          const after = evaluate(
            node,
            facts.map((fact, index) => (fact === 'unknown' ? (learned[index] ?? fact) : fact)),
          );
          expect(before === 'unknown' || before === after).toBe(true);
          expect(after).not.toBe('unknown');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('comparisons', () => {
  it.each([
    [atLeast, 4, 5, false],
    [atLeast, 5, 5, true],
    [atMost, 5, 5, true],
    [atMost, 6, 5, false],
    [below, 5, 5, false],
    [below, 4, 5, true],
    [equals, 5, 5, true],
    [equals, 4, 5, false],
  ] as const)('%o of %d against %d is %s', (compare, value, threshold, expected) => {
    expect(compare(value, threshold)).toBe(expected);
  });

  it('knows nothing about a missing or meaningless number, negated or not', () => {
    for (const compare of [atLeast, atMost, below, equals<number>]) {
      expect(compare(null, 5)).toBe('unknown');
      expect(not(compare(null, 5))).toBe('unknown');
    }
    for (const compare of [atLeast, atMost, below]) expect(compare(Number.NaN, 5)).toBe('unknown');
  });

  it('keeps absent apart from zero', () => {
    expect(atLeast(0, 1)).toBe(false);
    expect(equals(false, false)).toBe(true);
    expect(equals<string>(null, '')).toBe('unknown');
  });

  it('records a condition as the decision stores it', () => {
    expect(condition('stock', 3, 5, atLeast(3, 5), 1_000)).toEqual({
      name: 'stock',
      value: 3,
      threshold: 5,
      truth: false,
      asOf: 1_000,
    });
  });
});
