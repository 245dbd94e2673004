import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { DAY, HOUR, MINUTE } from '../../../src/domain/time.ts';
import { seeded } from '../../../src/sandbox/random.ts';
import { PHASES, type Truth } from '../control.ts';
import { listActions } from '../operator.ts';
import { approvalTimes, type CapsFrom } from './caps.ts';
import { Expectations, type Look, type Story } from './expectations.ts';
import type { Household } from './household.ts';
import { describeTime, tally } from './words.ts';

const Planned = z.looseObject({ confirm_token: z.string().optional() });

type Application = Truth['applications'][number];

const DAYS = 14;
const FIRST_CAPS = { day: 3, week: 16 };
/** Tightened at once on one day, loosened after a yes on another. */
const CAP_CHANGES: Readonly<Record<number, { readonly day: number; readonly week: number }>> = {
  5: { day: 2, week: 14 },
  9: { day: 4, week: 18 },
};
const OUTAGE = { day: 3, after: HOUR, lasts: 2 * HOUR };
/** A try that failed comes again after seconds of machine time, which in an outage is worth waiting for. */
const RETRIES = 2_000;
/** Longer than data are good for, so that some of it is spent on old data. */
const REVOCATION = { day: 6, after: 3 * HOUR, lasts: 15 * HOUR };
const STOCK_GONE_DAY = 1;
const LOSE_FROM_DAY = 1;
/** Its alert is due eleven days after it left. */
const FOUND_AFTER = 12 * DAY;
const WIND_DOWN_AT_MOST = 12 * DAY;

/** A fortnight of one desk: what people, counterparties and chance do to it, day by day. */
export class Fortnight {
  readonly story: Story;
  readonly caps: CapsFrom[] = [];
  readonly approvedOutside: string[] = [];
  readonly expectations: Expectations;
  kills = 0;
  last: Look;
  readonly #house: Household;
  readonly #draw: ReturnType<typeof seeded>;
  readonly #say: (line: string) => void;
  #events: string[] = [];
  #emptySku: { readonly sku: string; readonly applicationId: string } | null = null;
  #step = 0;

  private constructor(
    house: Household,
    seed: number,
    start: number,
    first: Look,
    say: (line: string) => void,
  ) {
    this.#house = house;
    this.#draw = seeded(seed);
    this.#say = say;
    this.story = { start, warehouse: [], authorisation: [], lost: [] };
    this.expectations = new Expectations(this.story);
    this.last = first;
    this.expectations.look(first);
  }

  static async begin(house: Household, seed: number, say: (line: string) => void): Promise<Fortnight> {
    const start = await house.control.now();
    return new Fortnight(house, seed, start, await lookAt(house), say);
  }

  async run(): Promise<void> {
    await this.#setCaps(FIRST_CAPS, ['rule_mode=auto']);
    for (let day = 0; day < DAYS; day += 1) {
      const before = this.last;
      await this.#day(day);
      this.#report(day, before);
    }
    await this.#windDown();
  }

  async #day(day: number): Promise<void> {
    const dayEnds = this.story.start + (day + 1) * DAY;
    const { control } = this.#house;
    const count = this.#draw.integer(4, 7, 'requests', day);
    await control.act({ populate: { applications: count } });
    this.#events.push(`${count} new requests`);
    await this.#approveOutside(day);
    const change = CAP_CHANGES[day];
    if (change) await this.#setCaps(change, []);
    await this.#armKill(day);
    const troubles = [
      { ...OUTAGE, begin: () => this.#warehouseOutage() },
      { ...REVOCATION, begin: () => this.#revocation() },
    ].filter((trouble) => trouble.day === day);
    for (let now = await control.now(); now < dayEnds; now = await control.now()) {
      const dayHours = now - (dayEnds - DAY);
      const trouble = troubles.findIndex(({ after }) => dayHours >= after);
      if (trouble >= 0) {
        const [due] = troubles.splice(trouble, 1);
        await due?.begin();
        continue;
      }
      if (day >= LOSE_FROM_DAY && this.story.lost.length === 0) await this.#loseOne();
      await this.#findLost();
      await this.#restock();
      const step = this.#draw.integer(90, 180, 'step', this.#step) * MINUTE;
      await this.#advance(Math.min(step, Math.max(MINUTE, dayEnds - now)));
    }
  }

  /** Lets program time pass, with whatever happens to the monitor meanwhile, and looks at how things stand. */
  async #advance(milliseconds: number): Promise<void> {
    const house = this.#house;
    this.#step += 1;
    // A dead monitor stays away for a step or two.
    if (!house.monitorLives && this.#draw.chance(0.6, 'restart', this.#step)) {
      await house.startMonitor();
      this.#events.push('monitor started again');
    }
    const lived = house.monitorLives;
    await house.control.advance(milliseconds);
    const since = await house.control.now();
    if (lived && this.#draw.chance(0.08, 'kill', this.#step)) {
      await pause(this.#draw.integer(0, 2_500, 'kill after', this.#step));
      await house.killMonitor();
    }
    await house.settle(since);
    if (lived && !house.monitorLives) {
      this.kills += 1;
      this.#events.push('monitor killed');
    }
    this.last = await lookAt(house);
    this.expectations.look(this.last);
  }

  async #armKill(day: number): Promise<void> {
    if (!this.#house.monitorLives) return;
    const nth = this.#draw.integer(1, 160, 'kill at', day);
    await this.#house.armKill({ nth, phase: this.#draw.pick(PHASES, 'kill phase', day) });
  }

  async #setCaps(
    caps: { readonly day: number; readonly week: number },
    more: readonly string[],
  ): Promise<void> {
    const changes = [...more, `per_day=${caps.day}`, `per_week=${caps.week}`];
    // The new caps hold from before they are set: nothing is under way in between.
    this.caps.push({ from: await this.#house.control.now(), ...caps });
    const how = await this.#house.steer(changes, 'The fortnight');
    this.#events.push(`caps ${caps.day} a day, ${caps.week} a week ${how}`);
  }

  /** On most days somebody approves on their phone; once the warehouse has nothing left of what they approved. */
  async #approveOutside(day: number): Promise<void> {
    if (day !== STOCK_GONE_DAY && !this.#draw.chance(0.6, 'outside', day)) return;
    const { control } = this.#house;
    const open = this.last.truth.applications.filter(({ status }) => status === 'PENDING');
    const chosen = this.#draw.pick(open, 'outside which', day).application_id;
    const { approve } = await control.act({ approve: [chosen] });
    this.approvedOutside.push(...(approve?.done ?? []));
    if (approve?.done.length === 0) return;
    this.#events.push('1 approved outside');
    if (day !== STOCK_GONE_DAY) return;
    // The platform makes the order within a minute.
    await control.advance(MINUTE);
    const { orders } = await control.oracle();
    const sku = orders.find((order) => order.application_ids.includes(chosen))?.lines[0]?.seller_sku;
    if (sku === undefined) return;
    await control.act({ set_stock: { seller_sku: sku, quantity: 0 } });
    this.#emptySku = { sku, applicationId: chosen };
    this.#events.push(`no stock of ${sku}`);
  }

  /** New stock comes half a day before the platform would cancel, when the alert has stood for a while. */
  async #restock(): Promise<void> {
    const empty = this.#emptySku;
    const waiting = this.last.truth.applications.find((one) => one.application_id === empty?.applicationId);
    if (!empty || waiting?.status !== 'AWAITING_SHIPMENT') return;
    if (waiting.ship_by_ms - this.last.at > 12 * HOUR) return;
    await this.#house.control.act({ set_stock: { seller_sku: empty.sku, quantity: 60 } });
    this.#emptySku = null;
    this.#events.push(`stock of ${empty.sku} again`);
  }

  async #loseOne(): Promise<void> {
    const { applications, orders } = this.last.truth;
    for (const order of orders) {
      const one = applications.find((each) => each.order_id === order.order_id && each.status === 'SHIPPED');
      if (!one || order.shipped_ms === null || order.application_ids.length > 1) continue;
      const { lose } = await this.#house.control.act({ lose: [one.application_id] });
      if (lose?.done.length !== 1) continue;
      this.story.lost.push({ applicationId: one.application_id, shippedAt: order.shipped_ms, foundAt: null });
      this.#events.push('a parcel lost');
      return;
    }
  }

  async #findLost(): Promise<void> {
    for (const lost of this.story.lost) {
      if (lost.foundAt !== null || this.last.at - lost.shippedAt < FOUND_AFTER) continue;
      lost.foundAt = await this.#house.control.now();
      await this.#house.control.act({ find: [lost.applicationId] });
      this.#events.push('the lost parcel arrived');
    }
  }

  /** Cycles come as often as in reality, since the alert counts calls of the last quarter of an hour. */
  async #warehouseOutage(): Promise<void> {
    const { control } = this.#house;
    const trouble: Story['warehouse'][number] = { from: await control.now(), to: null };
    this.story.warehouse.push(trouble);
    await this.#house.setWarehouseDown(true);
    while ((await control.now()) < trouble.from + OUTAGE.lasts) {
      await this.#advance(8 * MINUTE);
      await pause(RETRIES);
    }
    await this.#house.setWarehouseDown(false);
    trouble.to = await control.now();
    this.#events.push('warehouse down for 2 h');
    await this.#house.outwaitRetries();
    for (let times = 0; times < 4; times += 1) await this.#advance(15 * MINUTE);
  }

  async #revocation(): Promise<void> {
    const { control } = this.#house;
    const trouble: Story['authorisation'][number] = {
      from: await control.now(),
      to: null,
      lastRead: this.last.at,
    };
    this.story.authorisation.push(trouble);
    await control.act({ revoke_token: true });
    while ((await control.now()) < trouble.from + REVOCATION.lasts) {
      await this.#advance(this.#draw.integer(60, 120, 'revoked', this.#step) * MINUTE);
    }
    await this.#house.authoriseAgain();
    this.#events.push('authorisation revoked for 15 h');
    // Until a process that knows the new token has read the shop; one with the old token may get the first cycle.
    for (let readAt = trouble.lastRead; readAt < trouble.from; readAt = this.#house.alerts.readAt()) {
      await this.#advance(16 * MINUTE);
    }
    trouble.to = this.#house.alerts.readAt();
    await this.#house.outwaitRetries();
  }

  /** Nobody asks for anything more; everything under way comes to its end, and every alert with it. */
  async #windDown(): Promise<void> {
    const before = this.last;
    const house = this.#house;
    if (!house.monitorLives) await house.startMonitor();
    const open = this.last.truth.applications.filter(({ status }) => status === 'PENDING');
    await house.control.act({ reject: open.map(idOf) });
    await this.#settleByHand();
    const skus = new Set(this.last.truth.orders.flatMap(({ lines }) => lines.map((line) => line.seller_sku)));
    for (const sku of skus) await house.control.act({ set_stock: { seller_sku: sku, quantity: 900 } });
    const giveUpAt = (await house.control.now()) + WIND_DOWN_AT_MOST;
    for (;;) {
      const now = await house.control.now();
      const outlook = house.journal.outlook(now, Date.now());
      const firing = this.last.alerts.filter(({ state }) => state !== 'resolved');
      if (outlook.open === 0 && firing.length === 0) break;
      if (now > giveUpAt) break;
      await this.#findLost();
      await this.#advance(3 * HOUR);
    }
    this.#say(`wind-down: ${this.#changes(before)}`);
  }

  /** A product that the warehouse does not know waits for a person, who gives up on it. */
  async #settleByHand(): Promise<void> {
    const blocked = (await listActions(this.#house)).filter(
      ({ status, outcome }) => status === 'blocked' && outcome?.includes('does not know the SKU'),
    );
    if (blocked.length === 0) return;
    const input = { action_ids: blocked.map((one) => one.action_id), decision: 'cancel' };
    const { confirm_token } = Planned.parse(await this.#house.call(0, 'decide_action', input));
    if (confirm_token !== undefined) await this.#house.call(0, 'decide_action', { confirm_token });
  }

  #report(day: number, before: Look): void {
    const at = describeTime(this.story.start + day * DAY);
    const told = this.#events.join(', ');
    this.#events = [];
    const approved = (look: Look) => approvalTimes(look.truth, this.story.start).length;
    const byRule = approved(this.last) - approved(before);
    this.#say(`day ${day + 1} (from ${at}): ${told}`);
    this.#say(`    the rule approved ${byRule}; ${this.#changes(before)}`);
    for (const problem of this.expectations.problems.splice(0)) {
      this.#say(`    WRONG: ${problem}`);
      this.found.push(problem);
    }
  }

  /** Problems that were told already. */
  readonly found: string[] = [];

  #changes(before: Look): string {
    const { alerts, truth } = this.last;
    const since = (at: number | null) => at !== null && at > before.at;
    const fired = alerts.filter((one) => since(one.fired_at)).map(({ rule }) => rule);
    const resolved = alerts.filter((one) => since(one.resolved_at)).map(({ rule }) => rule);
    const stages = truth.applications.filter((one) => statusBefore(before, one) !== one.status);
    return `${tally(stages.map(({ status }) => status))}; fired: ${tally(fired)}; resolved: ${tally(resolved)}`;
  }
}

const idOf = (one: Application): string => one.application_id;

function statusBefore({ truth }: Look, { application_id: id }: Application): string | undefined {
  return truth.applications.find((one) => one.application_id === id)?.status;
}

async function lookAt(house: Household): Promise<Look> {
  return { at: house.alerts.evaluatedAt(), truth: await house.control.oracle(), alerts: house.alerts.all() };
}
