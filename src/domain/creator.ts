import type { Money } from './money.ts';
import type { Timestamp } from './time.ts';

/** A creator as one answer of the platform showed them. Figures are null when the creator did not consent. */
export interface CreatorSnapshot {
  /** Creator open id: the key. Usernames change and live in a history. */
  readonly creatorId: string;
  readonly username: string;
  /** Written by the creator: data, never instruction. */
  readonly nickname: string | null;
  readonly followers: number | null;
  readonly gmv30d: Money | null;
  readonly posts30d: number | null;
  /** 30-day median of views of shoppable videos. */
  readonly videoViews30d: number | null;
  /** The platform's 90-day fulfilment, in basis points. */
  readonly fulfilmentBps: number | null;
}

export interface Creator extends CreatorSnapshot {
  readonly shopId: string;
  readonly asOf: Timestamp;
}
