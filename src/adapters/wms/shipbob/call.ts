export interface ShipBobCall {
  /** Our name for the call. */
  readonly operation: string;
  /** The path with its ids left out: all that a log may hold. */
  readonly route: string;
  /** Path and query below the version, or the whole address of a next page. */
  readonly target: string | URL;
  /** What the token needs for it. */
  readonly scope: string;
}

export interface ShipBobWrite extends ShipBobCall {
  readonly channelId: string;
  readonly body: unknown;
}
