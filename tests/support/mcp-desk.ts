import * as z from 'zod';
import type { NewAction } from '../../src/domain/action.ts';
import { OperatorError } from '../../src/domain/errors.ts';
import type { Mode } from '../../src/domain/settings.ts';
import { fitList } from '../../src/mcp/budget.ts';
import type { OpenProgram } from '../../src/mcp/call.ts';
import { CONFIRM_SHAPE, confirmReply, renderConfirm } from '../../src/mcp/confirm-result.ts';
import { definePrompt } from '../../src/mcp/define-prompt.ts';
import { defineResource, defineResourceTemplate } from '../../src/mcp/define-resource.ts';
import { defineTool } from '../../src/mcp/define-tool.ts';
import { table } from '../../src/mcp/render.ts';
import { creatorText } from '../../src/mcp/untrusted.ts';
import type { ServerParts } from '../../src/server/create-server.ts';
import { MemoryConfirmations } from './memory-confirmations.ts';

/** A parcel on the invented desk that the shell's tests work at. */
export interface Parcel {
  readonly id: string;
  units: number;
  /** Written by somebody else. */
  nickname: string;
}

export interface Desk {
  readonly parcels: Map<string, Parcel>;
  /** Thrown by the tool `fail_call`. */
  failure: unknown;
}

export class TestClock {
  time = Date.UTC(2026, 10, 22, 9);

  now(): number {
    return this.time;
  }

  wait(): Promise<void> {
    return Promise.resolve();
  }
}

const SHOP = { shopId: '7000', name: 'Fern & Co' };

export const listParcels = defineTool<Desk>()({
  name: 'list_parcels',
  title: 'List parcels',
  description: 'Lists what waits on the desk.',
  kind: 'read',
  input: z.strictObject({
    limit: z.int().min(1).max(50).optional().describe('How many, 1 to 50'),
    sort: z.enum(['id', 'units']).optional().describe('Order of the list'),
  }),
  output: z.looseObject({
    items: z.array(z.looseObject({ parcel_id: z.string(), units: z.number() })),
    returned: z.number(),
    next_cursor: z.string().optional(),
    limited_by: z.string().optional(),
  }),
  handle: async (input, call) => {
    const rows = [...call.services.parcels.values()].slice(0, input.limit ?? 20).map((parcel) => ({
      parcel_id: parcel.id,
      units: parcel.units,
      ...creatorText({ nickname: parcel.nickname }),
    }));
    return {
      summary: `${rows.length} parcels wait.`,
      shop: SHOP,
      asOf: Date.UTC(2026, 10, 22, 8, 30),
      warnings: ['Stock was not read today.'],
      next: [{ tool: 'ship_parcels', arguments: { all: true }, why: 'ship them' }],
      data: await fitList(rows, null, async (kept) => `after:${rows[kept - 1]?.parcel_id}`),
    };
  },
  render: (data, page) =>
    table(
      [
        { title: 'parcel', cell: (row) => row.parcel_id },
        { title: 'units', cell: (row) => row.units },
      ],
      data.items,
    ) +
    data.items
      .map((row) => z.object({ creator_text: z.object({ nickname: z.string() }) }).safeParse(row).data)
      .map((row) => (row ? `\n${page.untrusted(row.creator_text.nickname)}` : ''))
      .join(''),
});

const shipContext = z.object({
  ids: z.array(z.string()),
  all: z.boolean(),
  note: z.string().optional(),
});

/** Class C, D from six parcels: goes through the ladder. */
export const shipParcels = defineTool<Desk>()({
  name: 'ship_parcels',
  title: 'Ship parcels',
  description: 'Ships parcels; asks first.',
  kind: 'outside_write',
  input: z.strictObject({
    ids: z.array(z.string().min(1).max(20)).min(1).max(50).optional().describe('Parcel ids'),
    all: z.boolean().optional().describe('All that wait'),
    note: z.string().max(200).optional().describe('For the creator'),
    dry_run: z.boolean().optional().describe('Only plan'),
    confirm_token: z.string().max(200).optional().describe('From the plan'),
    break_render: z.boolean().optional().describe('Fails after the commit'),
  }),
  output: z.looseObject({ ...CONFIRM_SHAPE, broken: z.literal('never').optional() }),
  handle: async (input, call) => {
    const outcome = await call.confirm({
      shopId: SHOP.shopId,
      dryRun: input.dry_run ?? false,
      confirmToken: input.confirm_token ?? null,
      requestedKeys: input.ids ?? null,
      terms: { note: input.note },
      context: { ids: input.ids ?? [], all: input.all ?? false, note: input.note },
      contextSchema: shipContext,
      plan: async (context) => planShipping(call.services, context),
    });
    if (outcome.status === 'ask') return outcome.ask;
    const { summary, next, data } = confirmReply(outcome, 'ship_parcels', 'parcel_id');
    if (input.break_render && outcome.status === 'accepted') throw new Error('rendering broke');
    return { summary, next, data, shop: SHOP, asOf: null };
  },
  render: (data) => renderConfirm(data),
});

async function planShipping(desk: Desk, context: z.output<typeof shipContext>) {
  const ids = context.ids.length === 0 && context.all ? [...desk.parcels.keys()] : context.ids;
  const known = ids.flatMap((id) => desk.parcels.get(id) ?? []);
  return {
    actionClass: 'C' as const,
    headline: `Ship ${known.length} parcels`,
    items: known
      .filter((parcel) => parcel.units > 0)
      .map((parcel) => ({
        key: parcel.id,
        binds: { parcel: parcel.id, units: parcel.units, note: context.note ?? null },
        text: `${parcel.id}, ${parcel.units} units, for ${parcel.nickname}`,
        effect: { insert: shipment(parcel) },
        detail: { units: parcel.units },
      })),
    refused: [
      ...ids.filter((id) => !desk.parcels.has(id)).map((key) => ({ key, reason: 'Unknown or withdrawn.' })),
      ...known.filter((parcel) => parcel.units === 0).map(({ id }) => ({ key: id, reason: 'Out of stock.' })),
    ],
    costCeiling: { amountMinor: 1_250 * known.length, currency: 'USD' },
    cannotBeUndone: 'the warehouse packs at once',
    context: { ...context, ids },
  };
}

function shipment(parcel: Parcel): NewAction {
  return {
    shopId: SHOP.shopId,
    plan: {
      kind: 'fulfil_order',
      orderId: parcel.id,
      route: 'direct_create',
      reference: `SMP-${parcel.id}`,
    },
    subject: parcel.id,
    businessKey: `fulfil_order:${parcel.id}:1`,
    subjectLock: parcel.id,
    actionClass: 'C',
    proposedBy: 'operator',
    reason: 'asked for',
    status: 'approved',
    batchId: null,
    waitUntil: null,
  };
}

export const failCall = defineTool<Desk>()({
  name: 'fail_call',
  title: 'Fail',
  description: 'Throws what the test put on the desk.',
  kind: 'outside_write',
  input: z.strictObject({}),
  output: z.looseObject({}),
  handle: async (_input, call) => {
    throw call.services.failure;
  },
  render: () => '',
});

export const noteParcel = defineTool<Desk>()({
  name: 'note_parcel',
  title: 'Note a parcel',
  description: 'Our own record only; throws when the test says so.',
  kind: 'internal_write',
  input: z.strictObject({ wait: z.boolean().optional().describe('Until cancelled') }),
  output: z.looseObject({}),
  handle: async (input, call) => {
    if (call.services.failure) throw call.services.failure;
    if (input.wait) {
      const signal = call.signal;
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      call.services.failure = 'aborted';
    }
    return { summary: 'Noted.', shop: [SHOP, { shopId: '7001', name: 'Second' }], asOf: null, data: {} };
  },
  render: () => '',
});

export const deskResource = defineResource<Desk>()({
  name: 'desk',
  uri: 'affiliate://desk',
  title: 'Desk',
  description: 'What waits.',
  read: async ({ services }) => ({
    summary: `${services.parcels.size} parcels.`,
    shop: SHOP,
    asOf: null,
    data: { parcels: services.parcels.size },
  }),
});

export const parcelResource = defineResourceTemplate<Desk>()({
  name: 'parcel',
  uriTemplate: 'affiliate://parcels/{parcel_id}',
  variable: 'parcel_id',
  idPattern: /p\d{1,4}/,
  title: 'Parcel',
  description: 'One parcel.',
  read: async (id, { services }) => {
    if (services.failure) throw services.failure;
    const parcel = services.parcels.get(id);
    if (!parcel) throw new OperatorError('not_found', `There is no parcel ${id}.`, 'List them.');
    return { summary: `Parcel ${id}.`, shop: SHOP, asOf: null, data: { units: parcel.units } };
  },
  list: async ({ services }) => [...services.parcels.keys()].map((id) => ({ id, title: `Parcel ${id}` })),
  complete: async (prefix, { services }) =>
    [...services.parcels.keys()].filter((id) => id.startsWith(prefix)),
});

export const shipPrompt = definePrompt<Desk>()({
  name: 'ship_them',
  title: 'Ship them',
  description: 'Ships what waits.',
  arguments: {
    parcel: {
      description: 'Only this one.',
      complete: async (typed, { services, given }) => {
        if (services.failure) throw services.failure;
        const units = given('units');
        return [...services.parcels.values()]
          .filter((parcel) => parcel.id.startsWith(typed) && (!units || String(parcel.units) === units))
          .map((parcel) => parcel.id);
      },
    },
    units: { description: 'Of so many units.', complete: async () => ['2', '2'] },
  },
  text: (given) => `Ship ${given('parcel') ?? 'all'}.`,
});

export interface Bench {
  readonly desk: Desk;
  readonly confirmations: MemoryConfirmations;
  readonly clock: TestClock;
  readonly log: { readonly fields: object; readonly message: string }[];
  readonly parts: ServerParts<Desk>;
  opened: number;
}

/** A server's parts around a desk with parcels p1, p2, … of two units each. */
export function bench(options: { mode?: Mode; parcels?: number; openFails?: unknown } = {}): Bench {
  const confirmations = new MemoryConfirmations();
  const clock = new TestClock();
  const log: { fields: object; message: string }[] = [];
  const desk: Desk = { parcels: new Map(), failure: null };
  for (let number = 1; number <= (options.parcels ?? 3); number += 1) {
    const id = `p${number}`;
    desk.parcels.set(id, { id, units: 2, nickname: `maker ${number}` });
  }
  let ids = 0;
  const program: OpenProgram<Desk> = {
    services: desk,
    sandbox: true,
    mode: options.mode ?? 'confirm',
    confirmations,
    machineClock: clock,
    programClock: { now: () => clock.now(), resync: async () => false },
    ids: {
      next: (prefix) => {
        ids += 1;
        return `${prefix}_${ids}`;
      },
    },
    confirmKey: new Uint8Array(32).fill(7),
  };
  const made: Bench = {
    desk,
    confirmations,
    clock,
    log,
    opened: 0,
    parts: {
      version: '0.0.1',
      tools: [listParcels, shipParcels, failCall, noteParcel],
      resources: [deskResource, parcelResource],
      prompts: [shipPrompt],
      runtime: {
        open: async () => {
          made.opened += 1;
          if (options.openFails) throw options.openFails;
          return program;
        },
        log: {
          warn: (fields, message) => log.push({ fields, message }),
          error: (fields, message) => log.push({ fields, message }),
        },
      },
    },
  };
  return made;
}
