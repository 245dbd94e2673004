import * as z from 'zod';

const units = z.record(z.string(), z.number());

const truth = z.object({
  now: z.string(),
  applications: z.array(
    z.object({
      application_id: z.string(),
      creator_id: z.string(),
      status: z.string(),
      approved_by: z.string().nullable(),
      approved_ms: z.number().nullable(),
      order_id: z.string().nullable(),
    }),
  ),
  orders: z.array(
    z.object({
      order_id: z.string(),
      application_ids: z.array(z.string()),
      status: z.string(),
      delivered_ms: z.number().nullable(),
      lines: z.array(z.object({ seller_sku: z.string(), quantity: z.number() })),
      wms_orders: z.array(
        z.object({ reference_id: z.string(), wms_order_id: z.number(), status: z.string(), units }),
      ),
      units_owed: units,
      tracking_on_tiktok: z.string(),
    }),
  ),
  messages: z.array(z.object({ creator_id: z.string(), from: z.string(), text: z.string() })),
  verdict: z.object({
    lost: z.array(z.unknown()),
    doubled: z.array(z.unknown()),
    messages_doubled: z.array(z.unknown()),
    agrees: z.boolean(),
  }),
});

/** What really happened in the sandbox, whatever anybody was told. */
export type Truth = z.output<typeof truth>;
export type OrderTruth = Truth['orders'][number];

/** The sandbox's switchboard, as a test works it. */
export interface ControlPort {
  advance(hours: number): Promise<void>;
  /** What people do outside the API: `{approve: [...]}`, `{plant: {...}}`, see src/sandbox/control/act.ts. */
  act(acts: object, shopId?: string): Promise<Record<string, unknown>>;
  faults(plan: object): Promise<void>;
  /** How often each kind of fault was met since the plan was set. */
  injected(): Promise<Record<string, number>>;
  truth(): Promise<Truth>;
  /** The truth about one part of the world as it comes, see src/sandbox/oracle/index.ts; `webhooks` is their log. */
  told(part: string, shopId?: string): Promise<unknown>;
}

export function controlPort(url: string): ControlPort {
  const call = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}/control/${path}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`control ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    advance: async (hours) => void (await call('advance', { hours })),
    act: async (acts, shopId) =>
      z.record(z.string(), z.unknown()).parse(await call(`act${inShop(shopId)}`, acts)),
    faults: async (plan) => void (await call('faults', plan)),
    injected: async () => {
      const { counters } = z
        .object({ counters: z.object({ injected: z.record(z.string(), z.number()) }) })
        .parse(await call('faults'));
      return counters.injected;
    },
    truth: async () => truth.parse(await call('oracle')),
    told: (part, shopId) => call(`${part === 'webhooks' ? part : `oracle/${part}`}${inShop(shopId)}`),
  };
}

/** Without one it is the first shop. */
function inShop(shopId: string | undefined): string {
  return shopId === undefined ? '' : `?shop=${shopId}`;
}
