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

const sum = z.object({ amount_minor: z.int(), currency: z.string().length(3) });

export const conversationItem = z.looseObject({
  conversation_id: z.string(),
  creator: z.looseObject({ creator_id: z.string().optional(), username: z.string() }),
  unanswered: z.boolean(),
  waiting_since: z.iso.datetime().optional(),
  our_gmv_30d: sum.optional(),
  last_message: z
    .looseObject({
      from: z.enum(['creator', 'seller', 'affiliate-ops']),
      text: z.string().optional(),
      creator_text: z.looseObject({ text: z.string(), note: z.string() }).optional(),
    })
    .optional(),
});
export type ConversationItem = z.output<typeof conversationItem>;

export const conversationList = z.looseObject({
  items: z.array(conversationItem),
  returned: z.int(),
  total: z.int(),
});

export const dealItem = z.looseObject({
  collaboration_id: z.string().regex(/^\d+$/),
  kind: z.enum(['open', 'target']),
  state: z.enum(['running', 'ending', 'ended']),
  rate_bps: z.int().optional(),
  ends_at: z.iso.datetime().optional(),
  gmv_30d: sum.optional(),
  products: z.array(z.looseObject({ product_id: z.string(), rate_bps: z.int() })),
  invited: z.int().optional(),
  accepted: z.int().optional(),
  creators: z
    .array(z.looseObject({ creator_id: z.string(), username: z.string(), accepted: z.boolean() }))
    .optional(),
  rate_changed: z
    .object({
      product_id: z.string(),
      from_bps: z.int(),
      to_bps: z.int(),
      seen_at: z.iso.datetime(),
    })
    .optional(),
});
export type DealItem = z.output<typeof dealItem>;

export const dealList = z.looseObject({ items: z.array(dealItem), returned: z.int(), total: z.int() });
