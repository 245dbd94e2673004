import { describe, expect, it } from 'vitest';
import {
  isContentFinal,
  type LifeFacts,
  type LifeStage,
  lifeAt,
  sampleMilestones,
} from '../../src/domain/sample-milestones.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';

const T = 1_760_000_000_000;
const NOTHING_SEEN = { approved: null, shipped: null, delivered: null, present: null };

const facts = (overrides: Partial<LifeFacts> = {}): LifeFacts => ({
  status: 'PENDING',
  fulfillmentStatus: null,
  firstSeenAt: T,
  asOf: T + 100 * DAY,
  approveExpiresAt: T + 7 * DAY,
  shipmentExpiresAt: null,
  seen: NOTHING_SEEN,
  order: null,
  parcel: null,
  firstContentAt: null,
  ...overrides,
});
const order = (overrides: Partial<NonNullable<LifeFacts['order']>> = {}): LifeFacts['order'] => ({
  status: 'AWAITING_SHIPMENT',
  createdAt: T,
  shipBy: T + 7 * DAY,
  shippedAt: null,
  deliveredAt: null,
  ...overrides,
});
const parcel = (overrides: Partial<NonNullable<LifeFacts['parcel']>> = {}): LifeFacts['parcel'] => ({
  resend: false,
  firstSeenAt: T + HOUR,
  sent: false,
  shippedAt: null,
  delivered: false,
  deliveredAt: null,
  ...overrides,
});
const sent = { sent: true, shippedAt: T + DAY };
const arrived = order({ status: 'DELIVERED', shippedAt: T + DAY, deliveredAt: T + 4 * DAY });
const owes = { status: 'CONTENT_PENDING', order: arrived } as const;

type Row = readonly [
  string,
  Partial<LifeFacts>,
  number,
  LifeStage,
  since: number | null,
  deadline: number | null,
  late: boolean,
];

const rows: readonly Row[] = [
  ['a request', {}, T, 'requested', T, T + 7 * DAY, false],
  ['a request a day before it runs out', {}, T + 6 * DAY, 'requested', T, T + 7 * DAY, true],
  [
    'an approval before its order',
    {
      status: 'AWAITING_SHIPMENT',
      seen: { ...NOTHING_SEEN, approved: T + 5 },
      shipmentExpiresAt: T + 7 * DAY,
    },
    T + HOUR,
    'approved',
    T + 5,
    T + 7 * DAY,
    false,
  ],
  ['an approval nobody saw happen', { status: 'AWAITING_SHIPMENT' }, T, 'approved', null, null, false],
  ['an order', { status: 'AWAITING_SHIPMENT', order: order() }, T + HOUR, 'ordered', T, T + 7 * DAY, false],
  [
    'an order a day before its deadline',
    { status: 'AWAITING_SHIPMENT', order: order() },
    T + 6 * DAY,
    'ordered',
    T,
    T + 7 * DAY,
    true,
  ],
  [
    'a parcel being packed',
    { status: 'AWAITING_SHIPMENT', order: order(), parcel: parcel() },
    T + 2 * HOUR,
    'at_warehouse',
    T + HOUR,
    T + 7 * DAY,
    false,
  ],
  [
    'a parcel that left and is not marked yet',
    { status: 'AWAITING_SHIPMENT', order: order(), parcel: parcel(sent) },
    T + 2 * DAY,
    'shipped',
    T + DAY,
    null,
    false,
  ],
  [
    'a parcel under way for ten days',
    { status: 'SHIPPED', order: order({ status: 'IN_TRANSIT', shippedAt: T + DAY }) },
    T + 11 * DAY,
    'shipped',
    T + DAY,
    null,
    true,
  ],
  [
    'shipped, known by its status alone',
    { status: 'SHIPPED', seen: { ...NOTHING_SEEN, shipped: T + 2 * DAY } },
    T + 3 * DAY,
    'shipped',
    T + 2 * DAY,
    null,
    false,
  ],
  ['delivered', owes, T + 5 * DAY, 'delivered', T + 4 * DAY, T + 18 * DAY, false],
  ['overdue, an extension may run', owes, T + 18 * DAY, 'overdue', T + 18 * DAY, T + 25 * DAY, true],
  [
    'delivered says the order before the application does',
    { status: 'SHIPPED', order: arrived },
    T + 5 * DAY,
    'delivered',
    T + 4 * DAY,
    T + 18 * DAY,
    false,
  ],
  [
    'content in time',
    { ...owes, status: 'COMPLETED', firstContentAt: T + 18 * DAY },
    T + 60 * DAY,
    'posted',
    T + 18 * DAY,
    null,
    false,
  ],
  [
    'content too late',
    { ...owes, status: 'COMPLETED', firstContentAt: T + 18 * DAY + 1 },
    T + 60 * DAY,
    'posted_late',
    T + 18 * DAY + 1,
    null,
    false,
  ],
  [
    'content before delivery',
    { status: 'SHIPPED', firstContentAt: T + 2 * DAY, order: order({ status: 'IN_TRANSIT' }) },
    T + 3 * DAY,
    'posted',
    T + 2 * DAY,
    null,
    false,
  ],
  [
    'content that is being checked',
    { ...owes, fulfillmentStatus: 'ONGOING', firstContentAt: T + 6 * DAY },
    T + 7 * DAY,
    'posted',
    T + 6 * DAY,
    null,
    false,
  ],
  [
    'content that failed the check',
    { ...owes, fulfillmentStatus: 'FAILED', firstContentAt: T + 6 * DAY },
    T + 7 * DAY,
    'delivered',
    T + 4 * DAY,
    T + 18 * DAY,
    false,
  ],
  [
    'completed, its content not read yet',
    { ...owes, status: 'COMPLETED' },
    T + 9 * DAY,
    'posted',
    null,
    null,
    false,
  ],
  [
    'completed by platform staff',
    { ...owes, status: 'OPS_COMPLETED' },
    T + 9 * DAY,
    'posted',
    null,
    null,
    false,
  ],
  [
    'closed without content',
    { ...owes, status: 'UNFULFILL_CANCELLED' },
    T + 30 * DAY,
    'not_posted',
    T + 18 * DAY,
    null,
    false,
  ],
  [
    'closed although something was posted in time',
    { ...owes, status: 'UNFULFILL_CANCELLED', firstContentAt: T + 6 * DAY },
    T + 30 * DAY,
    'not_posted',
    T + 18 * DAY,
    null,
    false,
  ],
  [
    'closed and posted after all',
    { ...owes, status: 'UNFULFILL_CANCELLED', firstContentAt: T + 26 * DAY },
    T + 30 * DAY,
    'posted_late',
    T + 26 * DAY,
    null,
    false,
  ],
  [
    'exempted',
    { ...owes, fulfillmentStatus: 'EXEMPTED' },
    T + 30 * DAY,
    'exempted',
    T + 4 * DAY,
    null,
    false,
  ],
  [
    'exempted before anything arrived',
    { status: 'AWAITING_SHIPMENT', fulfillmentStatus: 'EXEMPTED', order: order() },
    T,
    'ordered',
    T,
    T + 7 * DAY,
    false,
  ],
  [
    'rejected',
    { status: 'REJECT_CANCELLED', seen: { ...NOTHING_SEEN, present: T + 3 } },
    T + DAY,
    'rejected',
    T + 3,
    null,
    false,
  ],
  ['expired', { status: 'OVERDUE_CANCELLED' }, T + DAY, 'expired', null, null, false],
  ['withdrawn', { status: 'WITHDRAW_CANCELLED' }, T, 'withdrawn', null, null, false],
  [
    'not shipped in time',
    { status: 'SELLER_NOT_SHIP_CANCELLED', order: order({ status: 'CANCELLED' }) },
    T,
    'cancelled',
    null,
    null,
    false,
  ],
  ['a status nobody knows', { status: 'FULFILLMENT_SUSPEND' }, T, 'unknown', null, null, false],
  [
    'a replacement being packed, while the platform shows the lost parcel',
    {
      status: 'SHIPPED',
      order: order({ status: 'IN_TRANSIT', shippedAt: T + DAY }),
      parcel: parcel({ resend: true, firstSeenAt: T + 12 * DAY }),
    },
    T + 13 * DAY,
    'at_warehouse',
    T + 12 * DAY,
    null,
    false,
  ],
  [
    'a replacement nobody packs',
    {
      status: 'SHIPPED',
      order: order({ status: 'IN_TRANSIT', shippedAt: T + DAY }),
      parcel: parcel({ resend: true, firstSeenAt: T + 12 * DAY }),
    },
    T + 15 * DAY,
    'at_warehouse',
    T + 12 * DAY,
    null,
    true,
  ],
  [
    'a replacement under way',
    {
      status: 'SHIPPED',
      order: order({ status: 'IN_TRANSIT', shippedAt: T + DAY }),
      parcel: parcel({ resend: true, sent: true, shippedAt: T + 13 * DAY }),
    },
    T + 14 * DAY,
    'shipped',
    T + 13 * DAY,
    null,
    false,
  ],
  [
    'a replacement that arrived',
    {
      status: 'SHIPPED',
      order: order({ status: 'IN_TRANSIT', shippedAt: T + DAY }),
      parcel: parcel({
        resend: true,
        sent: true,
        shippedAt: T + 13 * DAY,
        delivered: true,
        deliveredAt: T + 15 * DAY,
      }),
    },
    T + 16 * DAY,
    'delivered',
    T + 15 * DAY,
    T + 29 * DAY,
    false,
  ],
];

describe('the life of a sample', () => {
  it.each(rows)('%s', (_what, changes, now, stage, since, deadline, late) => {
    const life = lifeAt(sampleMilestones(facts(changes)), now);
    expect(life).toEqual({ stage, since, deadline, late });
  });

  it.each([
    ['seven days after shipping', { order: order({ status: 'DELIVERED', shippedAt: T + DAY }) }, T + 8 * DAY],
    [
      'or when it was seen delivered before that',
      {
        order: order({ status: 'DELIVERED', shippedAt: T + DAY }),
        seen: { ...NOTHING_SEEN, delivered: T + 3 * DAY },
      },
      T + 3 * DAY,
    ],
    [
      'or now, if seven days are not over',
      { order: order({ status: 'DELIVERED', shippedAt: T + DAY }), asOf: T + 5 * DAY },
      T + 5 * DAY,
    ],
    [
      'or when it was seen, without any shipping date',
      { seen: { ...NOTHING_SEEN, delivered: T + 3 * DAY } },
      T + 3 * DAY,
    ],
    ['and unknown without either', {}, null],
  ] as const)('guesses a delivery without a scan: %s', (_what, changes, deliveredAt) => {
    const made = sampleMilestones(facts({ status: 'CONTENT_PENDING', ...changes }));
    expect(made).toMatchObject({
      deliveredAt,
      deliveredEstimated: deliveredAt !== null,
      lateAt: deliveredAt === null ? null : deliveredAt + 14 * DAY,
    });
  });

  it('takes the moment of delivery from the platform, then from the warehouse', () => {
    const warehouse = parcel({ ...sent, delivered: true, deliveredAt: T + 3 * DAY });
    expect(sampleMilestones(facts({ ...owes, parcel: warehouse }))).toMatchObject({
      deliveredAt: T + 4 * DAY,
      deliveredEstimated: false,
    });
    expect(sampleMilestones(facts({ status: 'SHIPPED', parcel: warehouse }))).toMatchObject({
      stage: 'delivered',
      deliveredAt: T + 3 * DAY,
    });
  });

  it('counts an approval from the order, or from the sight of it when that came first', () => {
    const seen = { ...NOTHING_SEEN, approved: T - 30 };
    expect(sampleMilestones(facts({ status: 'AWAITING_SHIPMENT', order: order(), seen })).approvedAt).toBe(
      T - 30,
    );
    expect(sampleMilestones(facts({ status: 'SHIPPED', order: order() })).approvedAt).toBe(T);
    expect(sampleMilestones(facts()).approvedAt).toBeNull();
  });
});

describe('content', () => {
  it.each([
    [
      'an open sample is never final',
      'CONTENT_PENDING',
      T + 400 * DAY,
      { contentAt: T, deliveredAt: T },
      false,
    ],
    ['its figures still grow', 'COMPLETED', T + 29 * DAY, { contentAt: T, deliveredAt: T - DAY }, false],
    [
      'a month after the newest piece',
      'COMPLETED',
      T + 30 * DAY,
      { contentAt: T, deliveredAt: T - DAY },
      true,
    ],
    ['none was ever shown', 'COMPLETED', T + 30 * DAY, { contentAt: null, deliveredAt: T }, true],
    ['nothing is dated: once is enough', 'COMPLETED', T, { contentAt: null, deliveredAt: null }, true],
  ] as const)('%s', (_what, status, readAt, newest, final) => {
    expect(isContentFinal(status, readAt, newest)).toBe(final);
  });
});
