import { describe, expect, it } from 'vitest';
import { shippingProviderFor } from '../../src/domain/carriers.ts';
import { ExternalError, type ExternalErrorKind, isPassing } from '../../src/domain/errors.ts';
import { awaitsShipment, isShipped } from '../../src/domain/order.ts';
import { APPLICATION_STATUSES, isApproved, sampleStage } from '../../src/domain/sample-application.ts';
import { defaultTimeZone, shopCurrency } from '../../src/domain/shop.ts';

const NAMES = [
  'USPS',
  'UPS',
  'FedEx',
  'DHL express',
  'DHL eCommerce',
  'Amazon Logistics',
  'UniUni',
  'OnTrac',
  'LaserShip',
  'Royal Mail',
  'EVRi',
  'TForce',
];
const PROVIDERS = NAMES.map((name, index) => ({ id: `711785885807201668${index}`, name }));

describe('the shipping provider for a carrier', () => {
  it.each([
    ['UPS', 'UPS'],
    ['ups_walleted', 'UPS'],
    ['UPS Ground', 'UPS'],
    ['USPS', 'USPS'],
    ['stamps_com', 'USPS'],
    ['FedEx SmartPost', 'FedEx'],
    ['DHL eCommerce', 'DHL eCommerce'],
    ['DhlEcommerce', 'DHL eCommerce'],
    ['DHL', 'DHL express'],
    ['AMZN_US', 'Amazon Logistics'],
    ['Hermes UK', 'EVRi'],
    ['T-Force', 'TForce'],
  ])('%s is %s', (carrier, name) => {
    expect(shippingProviderFor(carrier, PROVIDERS)?.name).toBe(name);
  });

  it.each(['', 'other', 'genericlabel', 'easypost', 'Veho', '???'])(
    '%j is asked, never guessed',
    (carrier) => {
      expect(shippingProviderFor(carrier, PROVIDERS)).toBeNull();
    },
  );

  it('is the second name where the shop has no first, and none where it has neither', () => {
    const ontrac = PROVIDERS.filter(({ name }) => name !== 'LaserShip');
    expect(shippingProviderFor('LaserShip', ontrac)?.name).toBe('OnTrac');
    expect(shippingProviderFor('UPS', [])).toBeNull();
  });
});

describe('statuses', () => {
  it('every documented status has a stage, an unknown one says so', () => {
    for (const status of APPLICATION_STATUSES) expect(sampleStage(status)).not.toBe('unknown');
    expect(sampleStage('FULFILLMENT_SUSPEND')).toBe('unknown');
    expect(sampleStage('')).toBe('unknown');
  });

  it('an approval stands from the yes to the post', () => {
    expect(APPLICATION_STATUSES.filter(isApproved)).toEqual([
      'AWAITING_SHIPMENT',
      'SHIPPED',
      'CONTENT_PENDING',
      'COMPLETED',
      'OPS_COMPLETED',
    ]);
  });

  it('an order awaits shipment or is shipped, never both', () => {
    const statuses = [
      'UNPAID',
      'ON_HOLD',
      'AWAITING_SHIPMENT',
      'PARTIALLY_SHIPPING',
      'AWAITING_COLLECTION',
      'IN_TRANSIT',
      'DELIVERED',
      'COMPLETED',
      'CANCELLED',
      'NEW_WORD',
    ];
    expect(statuses.filter((status) => awaitsShipment({ status }))).toEqual([
      'AWAITING_SHIPMENT',
      'PARTIALLY_SHIPPING',
    ]);
    expect(statuses.filter((status) => isShipped({ status }))).toEqual([
      'AWAITING_COLLECTION',
      'IN_TRANSIT',
      'DELIVERED',
      'COMPLETED',
    ]);
  });
});

it('only trouble that ends by itself passes', () => {
  const kinds: ExternalErrorKind[] = [
    'auth',
    'scope',
    'clock_skew',
    'rate_limited',
    'quota',
    'refused',
    'not_found',
    'invalid',
    'unavailable',
    'outcome_unknown',
    'bad_answer',
  ];
  const passing = kinds.filter((kind) =>
    isPassing(new ExternalError('', { system: 'wms', kind, operation: 'create_order' })),
  );
  expect(passing).toEqual(['rate_limited', 'unavailable', 'bad_answer']);
});

it('a market that is not known has neither a guessed zone nor a guessed currency', () => {
  expect([defaultTimeZone('US'), shopCurrency('US')]).toEqual(['America/Los_Angeles', 'USD']);
  expect([defaultTimeZone('XX'), shopCurrency('XX')]).toEqual(['UTC', 'XXX']);
});
