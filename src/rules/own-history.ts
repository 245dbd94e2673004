import type { SampleHistory } from '../ports/store/samples.ts';

/**
 * Prior of the post rate until a peer group gives its own: 4 posted and 6 not, strength 10 (domain.md 7.2).
 * Without it one lucky or unlucky sample would top or bottom every ranking.
 */
const PRIOR_POSTED = 4;
const PRIOR_NOT_POSTED = 6;

/** Samples whose time to post is over: only these say anything about a creator. */
export function matureSamples(history: Pick<SampleHistory, 'posted' | 'notPosted'>): number {
  return history.posted + history.notPosted;
}

/** Post rate of the creator's mature samples here, shrunk towards the prior, in basis points. */
export function shrunkPostRateBps(history: Pick<SampleHistory, 'posted' | 'notPosted'>): number {
  const strength = PRIOR_POSTED + PRIOR_NOT_POSTED;
  return Math.round((10_000 * (history.posted + PRIOR_POSTED)) / (matureSamples(history) + strength));
}

/**
 * Whether our own record answers for a figure that the creator hides: at least one mature sample here, and the
 * plain share of them that was posted reaches the minimum. A poor record does not make the hidden figure bad,
 * it leaves it unknown.
 */
export function standsInForHidden(
  history: Pick<SampleHistory, 'posted' | 'notPosted'>,
  minimumPostRateBps: number,
): boolean {
  const mature = matureSamples(history);
  return mature >= 1 && history.posted * 10_000 >= minimumPostRateBps * mature;
}
