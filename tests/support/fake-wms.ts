import type { NewWmsOrder, Wms, WmsOrder, WmsParcel, WmsState } from '../../src/ports/wms.ts';
import { Faults } from './faults.ts';

/** A small warehouse: one order a reference, stock by SKU, fails when told to. */
export class FakeWms implements Wms {
  readonly vendor = 'fake';
  readonly faults = new Faults('wms');
  refusesDuplicates = true;
  readonly orders = new Map<string, WmsOrder>();
  readonly received: NewWmsOrder[] = [];
  /** Free units by SKU; a SKU that is missing is not known, null is an unknown number. */
  readonly free = new Map<string, number | null>();
  /** Orders that a search does not find yet. */
  hideOrders = false;

  async check(): Promise<void> {}

  async create(order: NewWmsOrder): Promise<WmsOrder> {
    return this.faults.around('create', () => {
      const existing = this.orders.get(order.reference);
      if (existing && this.refusesDuplicates) return existing;
      this.received.push(order);
      return this.put(order.reference, new Map(order.lines.map(({ sku, quantity }) => [sku, quantity])));
    });
  }

  async findByReference(reference: string): Promise<WmsOrder | null> {
    return this.faults.around('findByReference', () =>
      this.hideOrders ? null : (this.orders.get(reference) ?? null),
    );
  }

  async get(wmsOrderId: string): Promise<WmsOrder | null> {
    return this.faults.around(
      'get',
      () => [...this.orders.values()].find((order) => order.wmsOrderId === wmsOrderId) ?? null,
    );
  }

  async stock(skus: readonly string[]) {
    return this.faults.around('stock', () =>
      skus.map((sku) => ({ sku, known: this.free.has(sku), available: this.free.get(sku) ?? null })),
    );
  }

  /** An order at the warehouse, whoever made it. */
  put(reference: string, units: ReadonlyMap<string, number>, state: WmsState = 'accepted'): WmsOrder {
    const order: WmsOrder = {
      wmsOrderId: `w-${reference}`,
      reference,
      state,
      rawState: state,
      units,
      parcels: [],
      problems: [],
    };
    this.orders.set(reference, order);
    return order;
  }

  change(reference: string, changes: Partial<WmsOrder>): void {
    const order = this.orders.get(reference);
    if (!order) throw new Error(`No warehouse order ${reference}.`);
    this.orders.set(reference, { ...order, ...changes });
  }

  ship(reference: string, ...parcels: readonly Partial<WmsParcel>[]): void {
    const made = (parcels.length > 0 ? parcels : [{}]).map(
      (parcel, index): WmsParcel => ({
        parcelId: `parcel-${index}`,
        state: 'shipped',
        rawState: 'Completed',
        carrier: 'UPS',
        trackingNumber: `1Z${index}`,
        shippedAt: 1,
        deliveredAt: null,
        units: null,
        ...parcel,
      }),
    );
    this.change(reference, { state: 'shipped', rawState: 'Completed', parcels: made });
  }
}
