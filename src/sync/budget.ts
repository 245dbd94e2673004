import { DAY, MINUTE, type Timestamp } from '../domain/time.ts';

/** Kept for the operator's own calls and for actions, of a whole day: 15 %. What the feeds may use shrinks by it. */
const RESERVE_BPS = 1_500;
/** The reserve melts with the day, down to this share of itself: somebody may still approve samples at 23:50. */
const LEAST_RESERVE_BPS = 3_333;
/** Of what a feed may reach, one cycle spends at most a quarter, so that a pass that grew does not eat a day at once. */
const CYCLE_SHARE = 4;
/** Less than this is not worth a stop: 100 requests are 5,000 rows. */
const SMALLEST_SHARE = 100;

/** What decisions rest on comes before the filling in of the past: deadlines, money, messages, deals and content. */
const LAST_NEEDED_FIRST = 5;

/** What one feed of one shop wants of the day. In the list given to `planBudget` they stand in the order of reading. */
export interface FeedDemand {
  readonly key: string;
  /** 1 is worth most. Feeds of rank 1 guard deadlines: nothing but what they must leave limits them. */
  readonly rank: number;
  /** Wanted time between passes; what every cycle reads has the length of a cycle. */
  readonly intervalMs: number;
  /** The longest it may be stretched to while a whole pass fits. */
  readonly longestMs: number;
  /** Requests a pass is expected to take. */
  readonly cost: number;
  /** Requests that one cycle may spend on it at most. */
  readonly mostPerCycle: number;
  /** When the last whole pass ended; null before the first. */
  readonly lastAt: Timestamp | null;
  /** Reads only what the others leave over, evenly over the day, and nothing before the better ones were read once. */
  readonly leftovers: boolean;
}

export interface BudgetOfDay {
  /** Requests a UTC day. */
  readonly budget: number;
  readonly used: number;
  readonly now: Timestamp;
  readonly cycleMs: number;
}

export interface FeedPlan {
  /** Time between passes for now. */
  readonly intervalMs: number;
  readonly stretched: boolean;
  /** Requests it may spend in this cycle. */
  readonly allowance: number;
  /** Requests of the day that it leaves to others: the reserve, and what more valuable feeds still need today. */
  readonly leave: number;
}

/**
 * Shares what is left of the day's requests among the feeds. When all fit at their wanted intervals, they keep them.
 * Otherwise every feed is first given passes at its longest interval, the most valuable first; what is left then
 * shortens the intervals in the same order, so the least valuable stay stretched. Asked anew in each cycle, so what was
 * not used is there later in the day.
 */
export function planBudget(demands: readonly FeedDemand[], day: BudgetOfDay): ReadonlyMap<string, FeedPlan> {
  const reserve = reserveNow(day);
  const pool = Math.max(0, day.budget - day.used - reserve);
  const byValue = demands
    .map((demand, order) => ({ demand, order }))
    .toSorted((a, b) => a.demand.rank - b.demand.rank || a.order - b.order);
  const shares = share(
    byValue.map(({ demand }) => demand),
    pool,
    day,
  );
  const allRead = demands.every(({ lastAt, rank }) => lastAt !== null || rank > LAST_NEEDED_FIRST);
  const spare = allRead ? pool - shares.reduce((sum, { granted }) => sum + granted, 0) : 0;
  return new Map(
    byValue.map(({ demand, order }, place) => {
      const above = byValue.slice(0, place);
      // What a more valuable feed has read already in this cycle, it does not need again.
      const stillNeeded = above.map((other, index) => {
        const { granted = 0, due = false } = shares[index] ?? {};
        return Math.max(0, granted - (due && other.order < order ? other.demand.cost : 0));
      });
      const leave = reserve + stillNeeded.reduce((sum, one) => sum + one, 0);
      const reachable = Math.max(0, day.budget - day.used - leave);
      const intervalMs = shares[place]?.intervalMs ?? demand.intervalMs;
      const allowance = allowanceOf(demand, reachable, spare, day);
      return [demand.key, { intervalMs, stretched: intervalMs > demand.intervalMs, allowance, leave }];
    }),
  );
}

/** What the feeds must not touch now. */
export function reserveNow({ budget, now }: Pick<BudgetOfDay, 'budget' | 'now'>): number {
  const whole = (budget * RESERVE_BPS) / 10_000;
  const melted = (whole * (endOfDay(now) - now)) / DAY;
  return Math.ceil(Math.max(melted, (whole * LEAST_RESERVE_BPS) / 10_000));
}

/** First moment of the next UTC day: the count of requests starts again. */
export function endOfDay(now: Timestamp): Timestamp {
  return (Math.floor(now / DAY) + 1) * DAY;
}

interface Share {
  readonly intervalMs: number;
  /** Requests until the end of the day that are kept for it. */
  readonly granted: number;
  /** It will be read in this cycle. */
  readonly due: boolean;
}

function share(byValue: readonly FeedDemand[], pool: number, day: BudgetOfDay): readonly Share[] {
  let left = pool;
  const least = byValue.map((demand) => {
    const granted = demand.leftovers ? 0 : Math.min(left, need(demand, demand.longestMs, day));
    left -= granted;
    return granted;
  });
  return byValue.map((demand, index) => {
    const floor = least[index] ?? 0;
    const intervalMs = shortestInterval(demand, floor + left, day);
    const granted = demand.leftovers
      ? 0
      : Math.max(floor, Math.min(floor + left, need(demand, intervalMs, day)));
    left -= granted - floor;
    return { intervalMs, granted, due: firstPass(demand, intervalMs, day.now) <= day.now };
  });
}

/** The shortest time between passes, not under the wanted one, at which the rest of the day costs at most `most`. */
function shortestInterval(demand: FeedDemand, most: number, day: BudgetOfDay): number {
  const { intervalMs: wanted, longestMs, leftovers } = demand;
  if (leftovers || need(demand, wanted, day) <= most) return wanted;
  if (need(demand, longestMs, day) > most) return longestMs;
  let [tooShort, enough] = [wanted, longestMs];
  while (enough - tooShort > MINUTE) {
    const middle = Math.floor((tooShort + enough) / 2);
    if (need(demand, middle, day) > most) tooShort = middle;
    else enough = middle;
  }
  return enough;
}

/** Requests until the end of the day at this interval. */
function need(demand: FeedDemand, intervalMs: number, { now, cycleMs }: BudgetOfDay): number {
  const first = firstPass(demand, intervalMs, now);
  const end = endOfDay(now);
  if (first >= end) return 0;
  const step = Math.max(intervalMs, cycleMs);
  return (1 + Math.floor((end - 1 - first) / step)) * demand.cost;
}

function firstPass({ lastAt }: FeedDemand, intervalMs: number, now: Timestamp): Timestamp {
  // A pass in the future was made before the clock was set back.
  return lastAt === null || lastAt > now ? now : Math.max(now, lastAt + intervalMs);
}

function allowanceOf(
  { rank, leftovers, mostPerCycle }: FeedDemand,
  reachable: number,
  spare: number,
  { now, cycleMs }: BudgetOfDay,
): number {
  const cyclesLeft = Math.max(1, Math.floor((endOfDay(now) - now) / cycleMs));
  const part = Math.max(SMALLEST_SHARE, reachable / CYCLE_SHARE);
  const share = leftovers ? Math.max(0, spare) / cyclesLeft : rank === 1 ? reachable : part;
  return Math.floor(Math.min(reachable, share, mostPerCycle));
}

/** Passes differ: a dear one counts at once, a cheap one is believed slowly, so that plans err on the safe side. */
export function expectedCost(previous: number | null, latest: number): number {
  if (previous === null || latest >= previous) return latest;
  return Math.floor(previous - (previous - latest) / 4);
}

/** Of a feed that was never read whole: few lists are longer, and a wrong guess lasts for one pass. */
export const UNKNOWN_COST = 3;
