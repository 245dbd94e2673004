import type { SandboxClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Seeded } from './random.ts';
import type { Moment, State } from './state.ts';
import { catchUp, somethingDue } from './world/advance.ts';

/** A programme that is being hosted. */
export interface Programme {
  state: State;
  clock: SandboxClock;
  random: Seeded;
  faults: Faults;
}

/** The moment at hand, after everything that was due has happened. Call inside a transaction. */
export function present(programme: Programme): Moment {
  const { state, random, clock } = programme;
  const now = clock.now();
  if (somethingDue(state, now)) catchUp(state, random, now);
  return { state, random, now };
}
