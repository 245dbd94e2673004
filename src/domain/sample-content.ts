import type { Timestamp } from './time.ts';

/** A piece of content that the platform links to a sample. Counts are cumulative as of one reading. */
export interface SampleContent {
  readonly contentId: string;
  /** VIDEO or LIVE, or a word the platform added since. */
  readonly format: string;
  /** When it became public with the product linked; for a LIVE when the link was added. */
  readonly createdAt: Timestamp;
  /** On the platform's own pages; null when it names none. */
  readonly link: string | null;
  readonly views: number | null;
  readonly likes: number | null;
  readonly comments: number | null;
  readonly paidOrders: number | null;
}
