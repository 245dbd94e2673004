import type { SandboxClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Seeded } from './random.ts';
import type { Moment, State, World } from './state.ts';
import { catchUp, somethingDue } from './world/advance.ts';

/** One shop: its own file, made from its own number. */
export interface Shop {
  readonly state: State;
  readonly random: Seeded;
}

/** What is being hosted: the seller's first shop, and any further one. They share the clock and what goes wrong. */
export interface Programme extends Shop {
  readonly clock: SandboxClock;
  readonly faults: Faults;
  readonly others: Shop[];
}

/** The moment at hand in a shop, after everything that was due has happened. Call inside a transaction. */
export function present(programme: Programme, shop: Shop = programme): Moment {
  const { state, random } = shop;
  const stopped = programme.state.metaOrNull(STOPPED_AT);
  const now = Math.min(programme.clock.now(), stopped === null ? Number.POSITIVE_INFINITY : Number(stopped));
  if (somethingDue(state, now)) catchUp(state, random, now);
  return { state, random, now };
}

/** Meta entry: since when nothing happens any more, while clock, tokens and signatures go on. */
export const STOPPED_AT = 'stopped_at_ms';

/** The moment at hand in every shop; apps and tokens live by the clock. Call inside a transaction. */
export function presentWorld(programme: Programme): World {
  const shops = [programme, ...programme.others].map((shop) => present(programme, shop));
  return { first: { state: programme.state, random: programme.random, now: programme.clock.now() }, shops };
}

/** Runs `work` in one transaction of each shop's file. */
export function transact<T>(programme: Programme, work: () => T): T {
  const shops: readonly Shop[] = [programme, ...programme.others];
  const nested = shops.reduce<() => T>((inner, shop) => () => shop.state.transact(inner), work);
  return nested();
}
