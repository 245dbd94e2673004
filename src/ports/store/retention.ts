import type { Timestamp } from '../../domain/time.ts';

/** How much was removed, or would be. */
export interface Purged {
  /** Orders whose town and country were removed. */
  readonly orderPlaces: number;
  /** Notes to creators, and operators' own sentences for them, whose text was removed. */
  readonly noteTexts: number;
  /** Messages of conversations whose text was removed. */
  readonly messageTexts: number;
  /** Alert messages and digests that went out. */
  readonly alertMessages: number;
  /** Plans that were shown for confirmation. */
  readonly plans: number;
  /** Exported lists. */
  readonly exports: number;
}

export interface RetentionStore {
  /** Removes what has been kept long enough, in one transaction; with `dryRun` it only counts. */
  purge(request: {
    readonly programNow: Timestamp;
    readonly machineNow: Timestamp;
    readonly dryRun: boolean;
  }): Promise<Purged>;
}
