import * as z from 'zod';

export const PHASES = ['before_commit', 'after_commit', 'after_answer'] as const;
export type Phase = (typeof PHASES)[number];

/** The n-th request whose path holds `match` (any request without one) ends the server, in this phase. */
export interface Kill {
  readonly nth: number;
  readonly phase: Phase;
  readonly match?: string;
}

export interface FaultPlan {
  readonly seed?: number;
  readonly rate?: number;
  readonly match?: string;
  readonly kinds?: readonly string[];
  readonly once?: readonly { readonly match: string; readonly nth: number; readonly kind: string }[];
  readonly kill?: Kill & { readonly pid: number };
}

const Clock = z.object({ now_ms: z.number() });

const Faults = z.object({
  counters: z.object({
    requests: z.number(),
    kill_requests: z.number(),
    killed: z.boolean(),
    injected: z.record(z.string(), z.number()),
  }),
});
export type FaultCounters = z.infer<typeof Faults>['counters'];

const Units = z.record(z.string(), z.number());

const Oracle = z.object({
  applications: z.array(
    z.object({
      application_id: z.string(),
      creator_id: z.string(),
      status: z.string(),
      approved_by: z.string().nullable(),
      approved_ms: z.number().nullable(),
      approve_by_ms: z.number(),
      ship_by_ms: z.number(),
      order_id: z.string().nullable(),
    }),
  ),
  orders: z.array(
    z.object({
      order_id: z.string(),
      application_ids: z.array(z.string()),
      status: z.string(),
      shipped_ms: z.number().nullable(),
      delivered_ms: z.number().nullable(),
      lines: z.array(z.object({ seller_sku: z.string(), quantity: z.number() })),
      wms_orders: z.array(z.object({ reference_id: z.string(), status: z.string(), units: Units })),
      units_owed: Units,
      tracking_on_tiktok: z.string(),
    }),
  ),
  messages: z.array(
    z.object({ creator_id: z.string(), from: z.enum(['seller', 'creator']), text: z.string() }),
  ),
  verdict: z.object({
    units_owed: z.number(),
    units_sent_to_wms: z.number(),
    lost: z.array(z.unknown()),
    doubled: z.array(z.unknown()),
    messages_doubled: z.array(z.unknown()),
    agrees: z.boolean(),
  }),
});
export type Truth = z.infer<typeof Oracle>;

const Acted = z.object({
  populated: z.object({ application_ids: z.array(z.string()) }).optional(),
  approve: z.object({ done: z.array(z.string()), refused: z.array(z.string()) }).optional(),
  lose: z.object({ done: z.array(z.string()), refused: z.array(z.string()) }).optional(),
  auth_code: z.string().optional(),
});

/** The sandbox's control port: clock, faults, what people do outside, and what really happened. */
export class Control {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Program time in epoch milliseconds. */
  async now(): Promise<number> {
    return Clock.parse(await this.#get('clock')).now_ms;
  }

  async advance(milliseconds: number): Promise<void> {
    await this.#post('advance', { hours: milliseconds / 3_600_000 });
  }

  async setFaults(plan: FaultPlan): Promise<void> {
    await this.#post('faults', plan);
  }

  async faultCounters(): Promise<FaultCounters> {
    return Faults.parse(await this.#get('faults')).counters;
  }

  async oracle(): Promise<Truth> {
    return Oracle.parse(await this.#get('oracle'));
  }

  /** See src/sandbox/control/act.ts. */
  async act(acts: Readonly<Record<string, unknown>>) {
    return Acted.parse(await this.#post('act', acts));
  }

  async #get(name: string): Promise<unknown> {
    return (await fetch(`${this.#url}/control/${name}`)).json();
  }

  async #post(name: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.#url}/control/${name}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`The control port refused ${name}: ${JSON.stringify(answer)}`);
    return answer;
  }
}
