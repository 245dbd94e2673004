export interface ProcessIdentity {
  /** Unique per run of a process. */
  readonly processId: string;
  readonly pid: number;
  readonly host: string;
}

export interface Ids {
  /** `prefix_` plus 26 characters from the crypto source, sortable by creation time. */
  next(prefix: string): string;
}
