import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import * as z from 'zod';
import { DAY, HOUR, MINUTE } from '../../../src/domain/time.ts';
import { seeded } from '../../../src/sandbox/random.ts';
import { Household } from '../fortnight/household.ts';
import type { Folder } from '../processes.ts';
import { describe, differences } from './compare.ts';
import { FULL_FAULTS, Happenings, KINDS_THAT_COME, RETIRED } from './happenings.ts';
import { stored } from './stored.ts';
import { KINDS, type Tables, truth } from './truth.ts';

const Requests = z.object({
  days: z.array(
    z
      .object({ day: z.string(), requests: z.number() })
      .transform((row) => ({ ...row, by: "the platform's count" })),
  ),
});

const STEP = 15 * MINUTE;
/** Steps. */
const WHOLE_DAY = 96;
/** Longer than the longest round of a feed: orders of some weeks ago are read again every seven days. */
const CALM_DAYS = 8;
const REQUESTS_WAITING = 180;
/** Every feed tries three times with growing pauses when nobody answers, and the cycle goes through all of them. */
const PATIENCE = 5 * MINUTE;
const CALM_STEP = 2 * HOUR;

/** A trouble that begins and ends at a step of the day. */
interface Trouble {
  readonly what: string;
  readonly from: number;
  readonly to: number;
  begin(day: PlatformDay): Promise<void>;
  end(day: PlatformDay): Promise<void>;
}

const acts =
  (given: Readonly<Record<string, unknown>>) =>
  async (day: PlatformDay): Promise<void> => {
    await day.house.control.act(given);
  };

/** Hours of the day in quarters. A day that is cut short meets only those before its end. */
const TROUBLES: readonly Trouble[] = [
  {
    what: 'the newest versions of four calls are retired',
    ...{ from: 8, to: 40 },
    begin: acts({ sunset: RETIRED }),
    end: acts({ restore_versions: true }),
  },
  {
    what: 'somebody else renewed the tokens, and ours ran out',
    ...{ from: 16, to: 20 },
    begin: acts({ rotate_token: true, expire_access: true }),
    end: (day) => day.house.authoriseAgain(),
  },
  {
    what: 'the app may not read messages',
    ...{ from: 32, to: 40 },
    begin: acts({ drop_scope: 'seller.affiliate_messages.write' }),
    end: acts({ restore_scopes: true }),
  },
  {
    what: "the platform's clock is ten minutes ahead",
    ...{ from: 48, to: 52 },
    begin: acts({ skew_clock: { seconds: 600 } }),
    end: acts({ skew_clock: { seconds: 0 } }),
  },
  {
    what: 'refresh tokens die at once when used, and the access token runs out',
    ...{ from: 60, to: 66 },
    begin: acts({ hard_rotation: true, expire_access: true }),
    end: acts({ hard_rotation: false }),
  },
  {
    what: 'nothing about creators can be reached',
    ...{ from: 72, to: 76 },
    begin: (day) => day.house.setTroubles({ rate: 1, kinds: ['lost_before'], match: '/affiliate_seller/' }),
    end: (day) => day.house.setTroubles({ ...FULL_FAULTS, seed: 2 }),
  },
];

/** A day of one desk on which the platform does everything it is known for, and the calm after it. */
export class PlatformDay {
  /** Tight enough that the plan has to choose. */
  static readonly BUDGET = 1_500;
  readonly house: Household;
  readonly #folder: Folder;
  readonly #say: (line: string) => void;
  readonly #happenings: Happenings;
  readonly #draw: ReturnType<typeof seeded>;
  readonly #problems: string[] = [];
  #kills = 0;
  /** Kills after which it was started again. */
  #buried = 0;

  private constructor(house: Household, folder: Folder, seed: number, say: (line: string) => void) {
    this.house = house;
    this.#folder = folder;
    this.#say = say;
    this.#happenings = new Happenings(house.control, seed);
    this.#draw = seeded(seed);
  }

  static async open(folder: Folder, seed: number, say: (line: string) => void): Promise<PlatformDay> {
    return new PlatformDay(await Household.open(folder, seed), folder, seed, say);
  }

  async live(steps: number): Promise<readonly string[]> {
    // So many that lists have pages, which can come twice or lose their place.
    await this.house.control.act({ populate: { applications: REQUESTS_WAITING } });
    await this.house.setTroubles({ ...FULL_FAULTS, seed: 1 });
    for (let step = 0; step < steps; step += 1) await this.#step(step, steps);
    this.#say(`people: ${tell(this.#happenings.counts)}`);
    await this.#calmDown();
    this.#requireFaults(steps);
    await this.#judge();
    return this.#problems;
  }

  async #step(step: number, steps: number): Promise<void> {
    for (const trouble of TROUBLES) {
      if (trouble.from === step) {
        this.#say(`${clock(step)} ${trouble.what}`);
        await trouble.begin(this);
      }
      if (trouble.to === step || (step === steps - 1 && trouble.from < step && trouble.to > step)) {
        this.#say(`${clock(step)} over: ${trouble.what}`);
        await trouble.end(this);
      }
    }
    if (!this.house.monitorLives) {
      if (this.#kills === this.#buried)
        this.#problems.push(`the monitor ended by itself before ${clock(step)}`);
      await this.house.startMonitor();
    }
    this.#buried = this.#kills;
    await this.#happenings.step(step, await this.#truth());
    await this.house.control.advance(STEP);
    const since = await this.house.control.now();
    if (this.#draw.chance(0.06, 'kill', step)) {
      await pause(this.#draw.integer(0, 2_000, 'kill after', step));
      await this.house.killMonitor();
      this.#kills += 1;
    }
    await this.house.settle(since, PATIENCE);
    if (step % 8 === 7) this.#report(step);
  }

  /** The world stands still from here on, so that what the feeds bring at their own pace can be held against it. */
  async #calmDown(): Promise<void> {
    await this.house.control.act({
      skew_clock: { seconds: 0 },
      restore_versions: true,
      restore_scopes: true,
    });
    await this.house.setTroubles({});
    await this.house.control.act({ freeze: true });
    if (!this.house.monitorLives) await this.house.startMonitor();
    await this.house.outwaitRetries();
    for (let at = 0; at < CALM_DAYS * DAY; at += CALM_STEP) {
      await this.house.control.advance(CALM_STEP);
      await this.house.settle(await this.house.control.now());
    }
  }

  async #judge(): Promise<void> {
    const is = await this.#truth();
    const has = this.#stored();
    for (const kind of KINDS) {
      const found = differences(kind, is[kind], has[kind]);
      this.#say(`${kind}: ${is[kind].size} really, ${has[kind].size} stored, ${found.length} differ`);
      this.#problems.push(...describe(found));
    }
    this.#problems.push(...(await this.#budgetProblems()), ...this.house.complaints);
  }

  /** A day on which some kind of fault never came has shown nothing about it. */
  #requireFaults(steps: number): void {
    this.#say(`faults: ${tell(this.house.injected)}; monitor killed ${this.#kills} times`);
    const missing = KINDS_THAT_COME.filter((kind) => (this.house.injected[kind] ?? 0) === 0);
    if (steps === WHOLE_DAY) this.#problems.push(...missing.map((kind) => `the fault ${kind} never came`));
  }

  /** By the platform's own count, and by the program's, which has lost requests in it too. */
  async #budgetProblems(): Promise<readonly string[]> {
    const answer = await fetch(`${this.house.url}/control/oracle/requests`);
    const counts = [...Requests.parse(await answer.json()).days, ...this.#ownCounts()];
    this.#say(`requests: ${counts.map(({ by, day, requests }) => `${day} ${requests} by ${by}`).join(', ')}`);
    return counts
      .filter(({ requests }) => requests > PlatformDay.BUDGET)
      .map(
        ({ by, day, requests }) =>
          `${requests} requests on ${day} by ${by}, the budget is ${PlatformDay.BUDGET}`,
      );
  }

  #ownCounts() {
    const database = new Database(this.#databaseFile, { readonly: true });
    try {
      return database
        .prepare<[], { day: string; requests: number; by: string }>(
          `SELECT day, sum(requests) AS requests, 'our count' AS by FROM request_counts
           WHERE purpose <> 'refresh_token' GROUP BY app, day`,
        )
        .all();
    } finally {
      database.close();
    }
  }

  #report(step: number): void {
    const has = this.#stored();
    this.#say(`${clock(step)} stored: ${KINDS.map((kind) => `${has[kind].size} ${kind}`).join(', ')}`);
  }

  get #databaseFile(): string {
    return join(this.#folder.dataDir, 'affiliate-ops-sandbox.sqlite');
  }

  #truth(): Promise<Tables> {
    return truth(this.house.url);
  }

  #stored(): Tables {
    return stored(this.#databaseFile);
  }

  async close(): Promise<void> {
    await this.house.close();
  }
}

const clock = (step: number): string =>
  `${String(Math.floor(step / 4)).padStart(2, '0')}:${String((step % 4) * 15).padStart(2, '0')}`;

const tell = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, times]) => `${times} ${what}`)
    .join(', ');
