import type { Timestamp } from '../domain/time.ts';
import type { OrderStore, Shipment } from '../ports/store/index.ts';
import type { Database } from './database.ts';
import { fromJson } from './json.ts';
import { lifeRefresher } from './sample-lives.ts';

interface ShipmentRow {
  order_id: string;
  wms_order_id: string;
  reference: string;
  state: string;
  raw_state: string;
  as_of: Timestamp;
}

interface ParcelRow {
  parcel_id: string;
  state: string;
  carrier: string | null;
  tracking_number: string | null;
  shipped_at: Timestamp | null;
  delivered_at: Timestamp | null;
  units: string | null;
}

function toShipment(row: ShipmentRow, parcels: readonly ParcelRow[]): Shipment {
  return {
    orderId: row.order_id,
    reference: row.reference,
    wmsOrderId: row.wms_order_id,
    state: row.state,
    rawState: row.raw_state,
    parcels: parcels.map((parcel) => ({
      parcelId: parcel.parcel_id,
      state: parcel.state,
      carrier: parcel.carrier,
      trackingNumber: parcel.tracking_number,
      shippedAt: parcel.shipped_at,
      deliveredAt: parcel.delivered_at,
      units: parcel.units === null ? null : fromJson<Record<string, number>>(parcel.units),
    })),
    asOf: row.as_of,
  };
}

type ShipmentMethods = Pick<OrderStore, 'recordShipment' | 'shipment'>;

/** Every warehouse order seen for an order is kept; the one seen last is the order's shipment. */
export function shipmentMethods(database: Database): ShipmentMethods {
  const latest = database.reader.query<[string], ShipmentRow>(
    `SELECT order_id, wms_order_id, reference, state, raw_state, as_of FROM shipments
     WHERE order_id = ? ORDER BY as_of DESC, wms_order_id DESC LIMIT 1`,
  );
  const parcelsOf = database.reader.query<[string, string], ParcelRow>(
    `SELECT parcel_id, state, carrier, tracking_number, shipped_at, delivered_at, units FROM shipment_parcels
     WHERE order_id = ? AND wms_order_id = ? ORDER BY position`,
  );
  return {
    recordShipment: shipmentRecorder(database),
    shipment: (orderId) =>
      database.read(() => {
        const row = latest.get(orderId);
        return row ? toShipment(row, parcelsOf.all(orderId, row.wms_order_id)) : null;
      }),
  };
}

function shipmentRecorder(database: Database): OrderStore['recordShipment'] {
  const { writer } = database;
  const upsert = writer.command<[string, string, string, string, string, Timestamp, Timestamp]>(
    `INSERT INTO shipments (order_id, wms_order_id, reference, state, raw_state, first_seen_at, as_of)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (order_id, wms_order_id) DO UPDATE SET
       reference = excluded.reference, state = excluded.state, raw_state = excluded.raw_state,
       as_of = excluded.as_of
     WHERE excluded.as_of >= as_of`,
  );
  const deleteParcels = writer.command<[string, string]>(
    'DELETE FROM shipment_parcels WHERE order_id = ? AND wms_order_id = ?',
  );
  const insertParcel = writer.command<
    [
      ...[orderId: string, wmsOrderId: string, position: number, parcelId: string, state: string],
      ...[carrier: string | null, trackingNumber: string | null],
      ...[shippedAt: Timestamp | null, deliveredAt: Timestamp | null, units: string | null],
    ]
  >(
    `INSERT INTO shipment_parcels (order_id, wms_order_id, position, parcel_id, state, carrier,
       tracking_number, shipped_at, delivered_at, units)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const refreshLives = lifeRefresher(writer);
  return (orderId, { wmsOrderId, reference, state, rawState, parcels }, seenAt) =>
    database.write((transaction) => {
      const written = upsert.run(
        transaction,
        orderId,
        wmsOrderId,
        reference,
        state,
        rawState,
        seenAt,
        seenAt,
      );
      if (written === 0) return;
      deleteParcels.run(transaction, orderId, wmsOrderId);
      for (const [position, parcel] of parcels.entries()) {
        insertParcel.run(
          transaction,
          ...[orderId, wmsOrderId, position, parcel.parcelId, parcel.state],
          ...[parcel.carrier, parcel.trackingNumber],
          ...[parcel.shippedAt, parcel.deliveredAt],
          parcel.units === null ? null : JSON.stringify(Object.fromEntries(parcel.units)),
        );
      }
      refreshLives.ofOrder(transaction, orderId);
    });
}
