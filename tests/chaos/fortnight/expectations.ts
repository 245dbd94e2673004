import { DAY, HOUR, MINUTE } from '../../../src/domain/time.ts';
import type { Truth } from '../control.ts';
import type { AlertRow } from './alert-view.ts';
import { describeTime } from './words.ts';

type Application = Truth['applications'][number];

/** How things stood when a step had settled. */
export interface Look {
  /** Program time of the last evaluation of the alerts. */
  readonly at: number;
  readonly truth: Truth;
  readonly alerts: readonly AlertRow[];
}

/** A time in which something outside did not work. */
export interface Trouble {
  readonly from: number;
  to: number | null;
}

export interface LostParcel {
  readonly applicationId: string;
  readonly shippedAt: number;
  foundAt: number | null;
}

/** What the harness did to the world, from which the alerts that must and may exist follow. */
export interface Story {
  readonly start: number;
  readonly warehouse: Trouble[];
  /** Nobody may read the shop. `lastRead` is the last evaluation before. */
  readonly authorisation: (Trouble & { readonly lastRead: number })[];
  readonly lost: LostParcel[];
}

/** Alerts that follow from a status and a deadline that the platform shows, a day before it (domain.md 14). */
const BY_DEADLINE: Readonly<Record<string, (one: Application, at: number) => boolean>> = {
  approvals_expiring: ({ status, approve_by_ms: by }, at) => status === 'PENDING' && by > at && by - at < DAY,
  ship_sla: ({ status, ship_by_ms: by }, at) => status === 'AWAITING_SHIPMENT' && by - at < DAY,
};
/** Rest on data of the shop, so they stand still while these are old. */
const GUARDED = ['approvals_expiring', 'ship_sla', 'stuck_delivery', 'stock_cover_low'];
/** Data older than this are not decided on (domain.md 14). */
const OLD = 6 * HOUR;
/** An evaluation and the look at the truth are moments apart. */
const EDGE = 2 * MINUTE;
/** Looks after which two clean evaluations have been made, whenever in a look the truth changed. */
const LOOKS_TO_RESOLVE = 3;
const STUCK_AFTER = 11 * DAY;
/** Steps are up to three hours long, and a parcel leaves some steps before the platform hears of it. */
const STUCK_EDGE = 7 * HOUR;

/** Holds what the alerts say against what is so, look by look. */
export class Expectations {
  readonly problems: string[] = [];
  /** Alerts by deadline that had to stand at some look, and did. */
  readonly seen = new Map<string, number>();
  /** Requests and samples that came due or went over while nobody could read the shop. */
  unseenChanges = 0;
  readonly #story: Story;
  readonly #known = new Set<string>();
  readonly #wrongLooks = new Map<string, number>();
  readonly #complained = new Set<string>();
  #before: Look | null = null;

  constructor(story: Story) {
    this.#story = story;
  }

  look(look: Look): void {
    // Nobody has looked since.
    if (this.#before?.at === look.at) return;
    this.#noneTwice(look);
    const readable = this.#story.authorisation.every(
      ({ from, to }) => look.at < from || (to !== null && look.at >= to),
    );
    if (readable) this.#missing(look);
    else this.unseenChanges += this.#changesSince(look);
    this.#lasting(look, readable);
    this.#started(look);
    this.#before = look;
  }

  /** What only the whole story tells: call at the end, when everything is over. */
  finish(look: Look): void {
    const { alerts } = look;
    for (const one of alerts) {
      if (one.fired_at !== null && one.state !== 'resolved') this.#complain(`never resolved: ${words(one)}`);
      if (GUARDED.includes(one.rule)) this.#heldStill(one);
      if (['api_budget', 'channel_dead', 'unverified_write'].includes(one.rule) && one.fired_at !== null) {
        this.#complain(`fired without a cause: ${words(one)}`);
      }
    }
    const { warehouse, authorisation, lost } = this.#story;
    this.#episodes(alerts, 'wms_down', warehouse, 1);
    this.#episodes(
      alerts.filter(({ labels }) => labels.cause === 'refused'),
      'auth_expiring',
      authorisation,
      1,
    );
    // Samples, orders and stock; history may miss a day.
    this.#episodes(alerts, 'data_stale', authorisation, 3);
    this.#stuck(alerts, lost);
  }

  #complain(problem: string): void {
    if (this.#complained.has(problem)) return;
    this.#complained.add(problem);
    this.problems.push(problem);
  }

  #noneTwice({ alerts, at }: Look): void {
    const open = alerts.filter(({ state }) => state !== 'resolved').map(({ fingerprint }) => fingerprint);
    if (new Set(open).size < open.length)
      this.#complain(`two open alerts of one thing at ${describeTime(at)}`);
  }

  #missing({ truth, alerts, at }: Look): void {
    for (const [rule, isDue] of Object.entries(BY_DEADLINE)) {
      const firing = new Set(
        alerts.filter((one) => one.rule === rule && one.state === 'firing').map(subjectOf),
      );
      for (const one of truth.applications) {
        if (!isDue(one, at - EDGE) || !isDue(one, at + EDGE)) continue;
        if (firing.has(one.application_id)) this.seen.set(rule, (this.seen.get(rule) ?? 0) + 1);
        else this.#complain(`${rule} does not stand for ${one.application_id} at ${describeTime(at)}`);
      }
    }
  }

  #lasting({ truth, alerts, at }: Look, readable: boolean): void {
    for (const one of alerts) {
      const isDue = BY_DEADLINE[one.rule];
      if (!isDue || one.state !== 'firing' || !readable) continue;
      const application = applicationOf(truth, one);
      const wrong = application !== undefined && !isDue(application, at);
      const looks = wrong ? (this.#wrongLooks.get(one.alert_id) ?? 0) + 1 : 0;
      this.#wrongLooks.set(one.alert_id, looks);
      if (looks > LOOKS_TO_RESOLVE)
        this.#complain(`holds on without a cause at ${describeTime(at)}: ${words(one)}`);
    }
  }

  #started({ truth, alerts }: Look): void {
    for (const one of alerts) {
      const isDue = BY_DEADLINE[one.rule];
      if (!isDue || one.fired_at === null || this.#known.has(one.alert_id)) continue;
      this.#known.add(one.alert_id);
      const firedAt = one.fired_at;
      const versions = [this.#before?.truth, truth].flatMap(
        (each) => (each && applicationOf(each, one)) ?? [],
      );
      const wasDue = versions.some((each) => isDue(each, firedAt - EDGE) || isDue(each, firedAt + EDGE));
      if (!wasDue) this.#complain(`fired falsely: ${words(one)}`);
    }
  }

  #changesSince({ truth, at }: Look): number {
    const before = this.#before;
    if (!before) return 0;
    return Object.values(BY_DEADLINE).flatMap((isDue) =>
      truth.applications.filter((one) => {
        const earlier = before.truth.applications.find((each) => each.application_id === one.application_id);
        return earlier !== undefined && isDue(earlier, before.at) !== isDue(one, at);
      }),
    ).length;
  }

  /** Neither fires nor ends while the data under it are old. */
  #heldStill(one: AlertRow): void {
    for (const { lastRead, to } of this.#story.authorisation) {
      const isStale = (at: number | null) =>
        at !== null && at > lastRead + OLD + EDGE && at < (to ?? Infinity);
      if (isStale(one.fired_at)) this.#complain(`fired on old data: ${words(one)}`);
      if (isStale(one.resolved_at)) this.#complain(`resolved on old data: ${words(one)}`);
    }
  }

  /** Fires in every trouble, `times` alerts each, ends after it, and never fires else. */
  #episodes(alerts: readonly AlertRow[], rule: string, troubles: readonly Trouble[], times: number): void {
    const fired = alerts.filter((one) => one.rule === rule && one.fired_at !== null);
    const within = (one: AlertRow, { from, to }: Trouble) =>
      (one.fired_at ?? 0) >= from && (one.fired_at ?? 0) <= (to ?? Infinity) + EDGE;
    for (const trouble of troubles) {
      const own = fired.filter((one) => within(one, trouble));
      if (own.length !== times) {
        this.#complain(
          `${rule} fired ${own.length} times in the trouble of ${describeTime(trouble.from)}, not ${times}`,
        );
      }
      for (const one of own) {
        if ((one.resolved_at ?? Infinity) < (trouble.to ?? Infinity))
          this.#complain(`ended too early: ${words(one)}`);
      }
    }
    for (const one of fired) {
      if (!troubles.some((trouble) => within(one, trouble))) this.#complain(`fired falsely: ${words(one)}`);
    }
  }

  #stuck(alerts: readonly AlertRow[], lost: readonly LostParcel[]): void {
    const fired = alerts.filter((one) => one.rule === 'stuck_delivery' && one.fired_at !== null);
    for (const { applicationId, shippedAt, foundAt } of lost) {
      const due = shippedAt + STUCK_AFTER;
      const own = fired.filter((one) => subjectOf(one) === applicationId);
      const timely = own.filter((one) => Math.abs((one.fired_at ?? 0) - due) <= STUCK_EDGE);
      if (own.length !== 1 || timely.length !== 1) {
        this.#complain(
          `stuck_delivery of ${applicationId} was due at ${describeTime(due)}: ${own.map(words).join('; ') || 'none'}`,
        );
      }
      if (own.some((one) => (one.resolved_at ?? Infinity) < (foundAt ?? Infinity))) {
        this.#complain(`stuck_delivery of ${applicationId} ended before the parcel arrived`);
      }
    }
    for (const one of fired) {
      if (!lost.some(({ applicationId }) => applicationId === subjectOf(one)))
        this.#complain(`fired falsely: ${words(one)}`);
    }
  }
}

const subjectOf = ({ labels }: AlertRow): string => labels.application_id ?? '';

function applicationOf(truth: Truth, one: AlertRow): Application | undefined {
  return truth.applications.find((each) => each.application_id === subjectOf(one));
}

function words({ rule, title, state, fired_at: fired, resolved_at: resolved }: AlertRow): string {
  const times = [fired && `fired ${describeTime(fired)}`, resolved && `resolved ${describeTime(resolved)}`];
  return `${rule} (${[state, ...times.filter(Boolean)].join(', ')}): ${title}`;
}
