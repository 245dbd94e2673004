import * as z from 'zod';

// The shapes that the issue promises to others, read back from what the server sends.

const creator = z.looseObject({
  creator_id: z.string(),
  username: z.string(),
  followers: z.int().optional(),
  gmv_30d: z.object({ amount_minor: z.int(), currency: z.string().length(3) }).optional(),
  creator_text: z.looseObject({ nickname: z.string().optional(), note: z.string() }).optional(),
});

export const pendingItem = z.looseObject({
  application_id: z.string().regex(/^\d+$/),
  creator,
  product: z.looseObject({ product_id: z.string(), sku_id: z.string(), title: z.string() }),
  expires_at: z.iso.datetime(),
  approvable: z.boolean(),
  decision: z.looseObject({
    verdict: z.enum(['approve', 'ask', 'reject']),
    reason: z.string().min(1),
    conditions: z.array(z.looseObject({ name: z.string() })),
  }),
});
export type PendingItem = z.output<typeof pendingItem>;

export const pendingList = z.looseObject({
  items: z.array(pendingItem),
  returned: z.int(),
  total: z.int(),
  next_cursor: z.string().optional(),
});

export const actionItem = z.looseObject({
  action_id: z.string().regex(/^act_/),
  kind: z.enum(['approve_sample', 'fulfil_order', 'reject_sample', 'send_note']),
  subject: z.string(),
  status: z.string(),
  stage: z.string().optional(),
  outcome: z.string().optional(),
  steps: z.array(z.looseObject({ step: z.string(), state: z.string(), detail: z.string().optional() })),
  proposed_by: z.string(),
  reason: z.string().min(1),
  blocked: z.object({ who: z.string(), why: z.string(), next: z.string() }).optional(),
});
export type ActionItem = z.output<typeof actionItem>;

export const actionList = z.looseObject({ items: z.array(actionItem), returned: z.int() });

const refused = z.array(z.looseObject({ application_id: z.string(), reason: z.string().min(1) }));

export const confirmationRequired = z.looseObject({
  status: z.literal('confirmation_required'),
  confirm_token: z.string(),
  plan: z.looseObject({ headline: z.string(), items: z.array(z.looseObject({ text: z.string() })), refused }),
});

export const accepted = z.looseObject({
  status: z.literal('accepted'),
  already_done: z.boolean(),
  batch_id: z.string(),
  actions: z.array(z.looseObject({ action_id: z.string(), application_id: z.string(), status: z.string() })),
  refused,
});

/** What every result carries about where it is from. */
export const envelope = z.looseObject({
  summary: z.string().min(1),
  shop: z.object({ shop_id: z.string(), name: z.string() }),
  sandbox: z.literal(true),
  as_of: z.iso.datetime(),
});
