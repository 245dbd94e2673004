import type { Money } from '../domain/money.ts';
import type { ShopSettings } from '../domain/settings.ts';
import type { SampleFacts } from '../ports/store/samples.ts';

export interface SampleCost extends Money {
  /** `retail_price` stands in until the operator gives the unit cost. */
  readonly basis: 'unit_cost' | 'retail_price';
}

/**
 * What one unit of this sample costs: unit cost plus the parcel where that is set, else the retail price alone.
 * Null while the SKU's price has not been read, since the price names the currency.
 */
export function sampleCost(
  product: SampleFacts['product'],
  settings: Pick<ShopSettings, 'unitCostMinor' | 'shipping'>,
): SampleCost | null {
  if (product?.price == null) return null;
  const { amountMinor, currency } = product.price;
  const unitCost = Object.hasOwn(settings.unitCostMinor, product.sellerSku)
    ? settings.unitCostMinor[product.sellerSku]
    : undefined;
  if (unitCost === undefined) return { amountMinor, currency, basis: 'retail_price' };
  return {
    amountMinor: unitCost + (settings.shipping.parcelCostMinor ?? 0),
    currency,
    basis: 'unit_cost',
  };
}
