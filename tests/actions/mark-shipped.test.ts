import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderLine } from '../../src/domain/order.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { WmsParcel } from '../../src/ports/wms.ts';
import { application } from '../store/support.ts';
import { ActionDesk } from '../support/action-desk.ts';

const REFERENCE = 'SMP-order-1';

function line(number: number, sellerSku = 'SERUM-30'): OrderLine {
  return {
    lineId: `line-${number}`,
    productId: 'product-1',
    skuId: 'sku-1',
    sellerSku,
    productName: sellerSku,
    trackingNumber: null,
  };
}

/** A desk whose order is at the warehouse and about to be looked at with these parcels. */
async function shippedBy(
  lines: readonly OrderLine[],
  ...parcels: readonly Partial<WmsParcel>[]
): Promise<{ desk: ActionDesk; id: string }> {
  const desk = await ActionDesk.open();
  for (const [index, { sellerSku }] of lines.entries()) {
    desk.warehouse.free.set(sellerSku, 100);
    desk.tiktok.set(application({ applicationId: `application-${index + 1}` }));
  }
  const id = await desk.fulfil({ lines });
  desk.clocks.advance(6 * MINUTE);
  await desk.run();
  desk.warehouse.ship(REFERENCE, ...parcels);
  desk.clocks.advance(15 * MINUTE);
  return { desk, id };
}

function numbers(desk: ActionDesk): readonly (string | null)[] {
  return desk.tiktok.orderList.get('order-1')?.lines.map((one) => one.trackingNumber) ?? [];
}

describe('handing the tracking number over', () => {
  it.each(['before', 'after'] as const)(
    'settles an answer lost %s the effect by reading back',
    async (at) => {
      const { desk, id } = await shippedBy([line(1)]);
      desk.tiktok.faults.fail('markPackageShipped', 'outcome_unknown', at);
      await desk.run();
      expect(await desk.action(id)).toMatchObject({ status: 'unknown', stage: 'mark_shipped' });
      desk.clocks.advance(2 * SECOND);
      await desk.run();
      expect(await desk.action(id)).toMatchObject({ status: 'done', outcome: 'Shipped with UPS 1Z0.' });
      expect(desk.tiktok.faults.count('markPackageShipped')).toBe(at === 'after' ? 1 : 2);
    },
  );

  it('finds a number that somebody entered already', async () => {
    const { desk, id } = await shippedBy([line(1)]);
    desk.tiktok.changeOrder('order-1', {
      status: 'AWAITING_COLLECTION',
      lines: [{ ...line(1), trackingNumber: '1Z0' }],
    });
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'done' });
    expect(await desk.trail(id)).toContain('mark_shipped found_done');
    expect(desk.tiktok.faults.count('markPackageShipped')).toBe(0);
  });

  it('takes an order that reads as shipped for shipped, numbers or not', async () => {
    const { desk, id } = await shippedBy([line(1)], { carrier: null });
    desk.tiktok.changeOrder('order-1', { status: 'IN_TRANSIT' });
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'done', outcome: 'Shipped with 1Z0.' });
  });

  it.each(['21011020', '21011040', '11006021'])(
    'reads back after code %s, and asks a person when the two stay apart',
    async (code) => {
      const { desk, id } = await shippedBy([line(1)]);
      for (let tries = 0; tries < 9; tries += 1) {
        desk.tiktok.faults.fail('markPackageShipped', 'refused', 'before', { code });
      }
      await desk.run();
      expect(await desk.action(id)).toMatchObject({ waitUntil: desk.clocks.program + MINUTE });
      const blocked = await desk.runUntil(id, ['blocked'], HOUR);
      expect(blocked.blocked?.why).toContain('refused the tracking number');
      expect(desk.tiktok.faults.count('markPackageShipped')).toBe(4);
    },
  );

  it('asks a person about a number that the platform does not accept', async () => {
    const { desk, id } = await shippedBy([line(1)]);
    desk.tiktok.faults.fail('markPackageShipped', 'refused', 'before', { code: '21011022' });
    await desk.run();
    expect((await desk.action(id)).blocked).toMatchObject({
      who: 'operator',
      next: 'Enter it in Seller Center, then mark this done; or retry.',
    });
  });

  it('asks a person about a carrier that the shop has no provider for', async () => {
    const { desk, id } = await shippedBy([line(1)], { carrier: 'genericlabel' });
    await desk.run();
    expect((await desk.action(id)).blocked?.why).toContain('nothing for the carrier "genericlabel"');
    desk.tiktok.providers = [{ id: '1', name: 'Generic Label' }];
    await desk.decide(id, 'approved');
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'done' });
  });

  it('asks a person when the order names no delivery option', async () => {
    const { desk, id } = await shippedBy([line(1)]);
    desk.tiktok.changeOrder('order-1', { deliveryOptionId: null });
    await desk.run();
    expect((await desk.action(id)).blocked?.why).toContain('no delivery option');
  });

  it('says so when the platform cancelled the order after the parcel left', async () => {
    const { desk, id } = await shippedBy([line(1)]);
    desk.tiktok.changeOrder('order-1', { status: 'CANCELLED' });
    await desk.run();
    expect((await desk.action(id)).blocked?.why).toContain('cancelled the order after the parcel left');
  });

  it('keeps the platform’s doubt about a number in the journal and goes on', async () => {
    const { desk, id } = await shippedBy([line(1)]);
    desk.tiktok.warnAboutNumbers = true;
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'done' });
    const events = await desk.store.actions.events(id);
    expect(events.some(({ detail }) => detail?.includes('doubts that the tracking number fits'))).toBe(true);
  });

  it('waits for a late reading instead of calling it done, and gives it to a person after a day', async () => {
    const { desk, id } = await shippedBy([line(1)]);
    desk.tiktok.markPackageShipped = async () => ({ packageId: 'p', warning: false });
    await desk.run();
    expect(await desk.action(id)).toMatchObject({
      status: 'unknown',
      waitUntil: desk.clocks.program + MINUTE,
    });
    await desk.runUntil(id, ['done', 'failed'], 2 * DAY);
    expect(await desk.action(id)).toMatchObject({ status: 'unknown', waitUntil: null, retryAt: null });
  });
});

describe('several parcels', () => {
  it('get the lines that the warehouse packed in them, one call each', async () => {
    const { desk, id } = await shippedBy(
      [line(1), line(2, 'CREAM-50'), line(3)],
      { units: new Map([['SERUM-30', 2]]) },
      { units: new Map([['CREAM-50', 1]]), carrier: 'USPS' },
    );
    await desk.run();
    expect(await desk.action(id)).toMatchObject({
      status: 'done',
      outcome: 'Shipped with UPS 1Z0, USPS 1Z1.',
    });
    expect(numbers(desk)).toEqual(['1Z0', '1Z1', '1Z0']);
  });

  it('are marked once each when the second call gets no answer', async () => {
    const { desk, id } = await shippedBy(
      [line(1), line(2, 'CREAM-50')],
      { units: new Map([['SERUM-30', 1]]) },
      { units: new Map([['CREAM-50', 1]]) },
    );
    const mark = desk.tiktok.markPackageShipped.bind(desk.tiktok);
    desk.tiktok.markPackageShipped = (shop, parcel) => {
      if (parcel.trackingNumber === '1Z1') {
        desk.tiktok.faults.fail('markPackageShipped', 'outcome_unknown', 'after');
        desk.tiktok.markPackageShipped = mark;
      }
      return mark(shop, parcel);
    };
    expect(await desk.runUntil(id, ['done', 'blocked'], HOUR)).toMatchObject({ status: 'done' });
    expect(numbers(desk)).toEqual(['1Z0', '1Z1']);
    expect(desk.tiktok.faults.count('markPackageShipped')).toBe(2);
  });

  it.each([
    ['do not say what is in them', undefined, undefined],
    ['hold less than the lines', new Map([['SERUM-30', 1]]), new Map<string, number>()],
    ['hold another SKU', new Map([['SERUM-30', 1]]), new Map([['MASK-1', 1]])],
  ])('go to a person when they %s', async (_what, first, second) => {
    const { desk, id } = await shippedBy(
      [line(1), line(2, 'CREAM-50')],
      { units: first ?? null },
      { units: second ?? null },
    );
    await desk.run();
    expect((await desk.action(id)).blocked?.why).toContain('do not match its lines');
    expect(desk.tiktok.faults.count('markPackageShipped')).toBe(0);
  });

  it('go to a person when a line is in none of them', async () => {
    const { desk, id } = await shippedBy(
      [line(1), line(2, 'CREAM-50'), line(3)],
      { units: new Map([['SERUM-30', 1]]) },
      { units: new Map([['CREAM-50', 1]]) },
    );
    await desk.run();
    expect((await desk.action(id)).blocked?.why).toContain('do not match its lines');
    expect(numbers(desk)).toEqual([null, null, null]);
  });

  it('of any split that covers the lines: every line gets exactly one number, that of a parcel with its SKU', async () => {
    const skus = ['SERUM-30', 'CREAM-50', 'MASK-1'];
    const packed = fc.array(fc.array(fc.constantFrom(...skus), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(packed, async (parcels) => {
        const lines = parcels.flat().map((sku, index) => line(index + 1, sku));
        const { desk, id } = await shippedBy(
          // The platform lists the lines in an order of its own.
          lines.toReversed(),
          ...parcels
            .map((units) => ({ units: Map.groupBy(units, (sku) => sku) }))
            .map(({ units }) => ({
              units: new Map([...units].map(([sku, all]) => [sku, all.length])),
            })),
        );
        await desk.run();
        expect((await desk.action(id)).status).toBe('done');
        const marked = desk.tiktok.orderList.get('order-1')?.lines ?? [];
        for (const [index, units] of parcels.entries()) {
          const inParcel = marked.filter((one) => one.trackingNumber === `1Z${index}`);
          expect(inParcel.map((one) => one.sellerSku).sort()).toEqual([...units].sort());
        }
      }),
      { numRuns: 12 },
    );
  });
});
