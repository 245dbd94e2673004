import type { WmsState } from '../../../ports/wms.ts';
import type { ShipBobDetail, ShipBobShipment } from './wire.ts';

/** wms-apis reference 2.5. Names that the reference leaves short are kept as general as it is. */
const TEXTS: Readonly<Record<number, string>> = {
  204: 'The carrier could not deliver the parcel: ask the carrier, or correct the address.',
  300: 'A bundle in the order cannot be resolved into its parts: correct the bundle in ShipBob.',
  301: 'An item of the order was merged with another in ShipBob: choose the item to ship there.',
  302: 'The SKU is switched off in ShipBob: activate it, or ship another.',
  303: 'The SKU is out of stock at the warehouse: restock it, or choose another site.',
  304: 'ShipBob does not know the SKU: check the seller SKU and the product in ShipBob.',
  305: 'The stock is being moved between warehouse sites: wait for the transfer, or choose another site.',
  306: 'The stock is being moved between warehouse sites: wait for the transfer, or choose another site.',
  307: 'The stock lies where it cannot be picked: ask ShipBob to release it.',
  308: 'Only a part of the units could be set aside: restock the missing ones.',
  400: 'ShipBob could not charge the account: correct the payment method in ShipBob.',
  401: 'ShipBob could not validate the address: ask the creator for a correction and change it in ShipBob.',
  402: 'The reserve date of the order is not met yet: check the date in ShipBob.',
  404: 'Customs tariff data of a product is missing: add it in ShipBob.',
};

export const IMPORT_REVIEW =
  'ShipBob holds the order in import review: a person must look at it in ShipBob before it is picked.';

export const EXCEPTION_WITHOUT_REASON =
  'ShipBob reports an exception without a reason: look at the order in ShipBob.';

function detailProblem(detail: ShipBobDetail, shipment: ShipBobShipment): string {
  const text = TEXTS[detail.id];
  if (text === undefined) {
    return `ShipBob reports detail ${detail.id}, which this version does not know: look at the order in ShipBob.`;
  }
  const sku = skuOf(detail, shipment);
  return sku === null ? text : `${sku}: ${text}`;
}

function skuOf(detail: ShipBobDetail, shipment: ShipBobShipment): string | null {
  if (detail.inventory_id == null) return null;
  const product = shipment.products?.find((candidate) =>
    candidate.inventory_items?.some((item) => item.id === detail.inventory_id),
  );
  return product?.sku || product?.reference_id || null;
}

/** 1xx and 2xx report progress, known to us or not; only the failed delivery among them needs anybody. */
function isProgress(detail: ShipBobDetail): boolean {
  return detail.id < 300 && detail.id !== 204;
}

/**
 * Why this shipment needs a person, in our words; ShipBob's own texts are never passed on. `state` is null for a
 * status this version does not know.
 */
export function shipmentProblems(shipment: ShipBobShipment, state: WmsState | null): string[] {
  if (shipment.status === 'Completed' && state !== 'exception') return [];
  const problems = (shipment.status_details ?? [])
    .filter((detail) => !isProgress(detail))
    .map((detail) => detailProblem(detail, shipment));
  if (shipment.status === 'ImportReview') problems.push(IMPORT_REVIEW);
  if (shipment.status === 'CleanSweeped') {
    problems.push('ShipBob took the parcel apart and put its items back into stock: ask ShipBob why.');
  }
  if (state === null) {
    problems.push(
      'ShipBob reports a shipment status this version does not know: look at the order in ShipBob.',
    );
  }
  if (problems.length === 0 && state === 'exception') problems.push(EXCEPTION_WITHOUT_REASON);
  if (problems.length === 0 && state === 'on_hold') {
    problems.push('ShipBob put the order on hold without a reason: look at the order in ShipBob.');
  }
  return problems;
}
