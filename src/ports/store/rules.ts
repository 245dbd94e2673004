import type { Timestamp } from '../../domain/time.ts';

export interface RuleVersion {
  readonly shopId: string;
  readonly ruleId: string;
  readonly version: number;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly createdAt: Timestamp;
}

export interface RuleStore {
  /** The version with this definition: the current one when it is equal, else a new one. */
  ensureVersion(
    shopId: string,
    ruleId: string,
    definition: Readonly<Record<string, unknown>>,
    at: Timestamp,
  ): Promise<RuleVersion>;
}
