import * as z from 'zod';

const Clock = z.looseObject({ now_ms: z.number() });

const Oracle = z.looseObject({
  applications: z.array(
    z.looseObject({
      application_id: z.string(),
      creator_id: z.string(),
      status: z.string(),
      approved_by: z.string().nullable(),
      order_id: z.string().nullable(),
    }),
  ),
  orders: z.array(
    z.looseObject({
      order_id: z.string(),
      application_ids: z.array(z.string()),
      wms_orders: z.array(z.looseObject({ reference_id: z.string(), status: z.string() })),
      tracking_on_tiktok: z.string(),
    }),
  ),
  messages: z.array(z.looseObject({ creator_id: z.string(), from: z.string(), text: z.string() })),
  verdict: z.looseObject({
    agrees: z.boolean(),
    orders: z.int(),
    units_owed: z.int(),
    units_sent_to_wms: z.int(),
    lost: z.array(z.unknown()),
    doubled: z.array(z.unknown()),
    messages_doubled: z.array(z.unknown()),
  }),
});
/** What really happened in the sandbox, whatever anybody was told. */
export type Oracle = z.infer<typeof Oracle>;

const PATIENCE_MS = 10_000;

/** The switchboard of a running sandbox. */
export class SandboxControl {
  readonly #url: string;

  constructor(sandboxUrl: string) {
    this.#url = `${sandboxUrl}/control`;
  }

  /** Program time, UTC epoch milliseconds. */
  async now(): Promise<number> {
    return Clock.parse(await this.#ask('GET', 'clock')).now_ms;
  }

  async advance(hours: number): Promise<void> {
    await this.#ask('POST', 'advance', { hours });
  }

  /** Kills the process right after its n-th request to a path with `match` took effect and before it hears so. */
  async killOn(pid: number, match: string, nth: number): Promise<void> {
    await this.#ask('POST', 'faults', { kill: { pid, nth, match, phase: 'after_commit' } });
  }

  async oracle(): Promise<Oracle> {
    return Oracle.parse(await this.#ask('GET', 'oracle'));
  }

  async #ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#url}/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`The sandbox refused ${method} /control/${path}.`);
    return response.json();
  }
}
