import { morningReview } from './morning-review.ts';
import { triageSamples } from './triage-samples.ts';

export const PROMPTS = [morningReview, triageSamples];
