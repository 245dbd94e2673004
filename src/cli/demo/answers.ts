import * as z from 'zod';

// What the demo reads of the tools' structured results; every tool gives more.

export const Pending = z.looseObject({
  summary: z.string(),
  total: z.int(),
  items: z.array(
    z.looseObject({
      application_id: z.string(),
      creator: z.looseObject({ username: z.string(), gmv_30d: z.looseObject({}).optional() }),
      product: z.looseObject({ title: z.string() }),
      expires_at: z.string().optional(),
      decision: z.looseObject({ verdict: z.string(), reason: z.string() }).optional(),
    }),
  ),
});
export type PendingItem = z.infer<typeof Pending>['items'][number];

export const Status = z.looseObject({
  summary: z.string(),
  needs_you: z.array(z.looseObject({ what: z.string(), why: z.string() })),
  last_watched_at: z.string().optional(),
});

const Refused = z.looseObject({ application_id: z.string(), reason: z.string() });

export const Confirmation = z.looseObject({
  status: z.enum(['dry_run', 'confirmation_required', 'accepted', 'nothing_to_do', 'declined']),
  confirm_token: z.string().optional(),
  batch_id: z.string().optional(),
  plan: z.looseObject({ refused: z.array(Refused) }).optional(),
  actions: z.array(z.looseObject({ action_id: z.string(), application_id: z.string() })).optional(),
  refused: z.array(Refused).optional(),
});
export type Confirmation = z.infer<typeof Confirmation>;

export const Journal = z.looseObject({
  items: z.array(
    z.looseObject({
      action_id: z.string(),
      kind: z.string(),
      subject: z.string(),
      status: z.string(),
      stage: z.string().optional(),
      outcome: z.string().optional(),
      reason: z.string(),
      blocked: z.looseObject({ who: z.string(), why: z.string(), next: z.string() }).optional(),
      steps: z.array(
        z.looseObject({ step: z.string(), state: z.string(), at: z.string(), detail: z.string().optional() }),
      ),
      application_id: z.string().optional(),
      order_id: z.string().optional(),
      batch_id: z.string().optional(),
      created_at: z.string(),
      finished_at: z.string().optional(),
    }),
  ),
  next_cursor: z.string().optional(),
});
export type JournalAction = z.infer<typeof Journal>['items'][number];

/** The resource affiliate://samples/{application_id}. */
export const Sample = z.looseObject({
  status: z.string(),
  creator: z.looseObject({ creator_id: z.string(), username: z.string() }),
  product: z.looseObject({ title: z.string() }),
  first_seen_at: z.string().optional(),
  decision: z.looseObject({ verdict: z.string(), reason: z.string() }).optional(),
  order: z.looseObject({ order_id: z.string(), town: z.string().optional() }).optional(),
  parcel: z
    .looseObject({
      reference: z.string(),
      parcels: z.array(
        z.looseObject({
          carrier: z.string().optional(),
          tracking_number: z.string().optional(),
          shipped_at: z.string().optional(),
        }),
      ),
    })
    .optional(),
});
export type Sample = z.infer<typeof Sample>;
