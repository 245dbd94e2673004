import { z } from 'zod';
import { MINUTE } from '../clock.ts';
import type { WireAnswer } from '../http.ts';
import type { WmsOrderRow, WmsShipmentRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { schedule } from '../world/queue.ts';
import { findShipment } from '../world/warehouse.ts';
import { shipmentView, trackingUrl } from './order-view.ts';
import type { VendorCall, VendorEndpoint } from './vendor-call.ts';
import { commaList, isoTime, notFound, ok, VendorRefusal } from './vendor-call.ts';

function shipmentWithOrder(moment: Moment, id: number): { shipment: WmsShipmentRow; order: WmsOrderRow } {
  const shipment = findShipment(moment, id);
  if (shipment === undefined) throw notFound('The shipment');
  const order = moment.state.one<WmsOrderRow>(
    'SELECT * FROM wms_orders WHERE wms_order_id = ?',
    shipment.wms_order_id,
  );
  if (order === undefined) throw notFound('The order');
  return { shipment, order };
}

function one(call: VendorCall): WireAnswer {
  const { shipment, order } = shipmentWithOrder(call.moment, Number(call.params.shipment_id));
  return ok(shipmentView(call.moment, order, shipment));
}

function journeys(call: VendorCall): WireAnswer {
  const ids = commaList(call, 'ShipmentIds') ?? [];
  if (ids.length < 1 || ids.length > 25) {
    throw new VendorRefusal(400, { ShipmentIds: ['Between 1 and 25 shipment ids are needed.'] });
  }
  return ok(
    ids.flatMap((id) => {
      const shipment = findShipment(call.moment, Number(id));
      return shipment === undefined || shipment.tracking_number === ''
        ? []
        : [journeyView(call.moment, shipment)];
    }),
  );
}

function journeyView(moment: Moment, shipment: WmsShipmentRow): object {
  const steps = moment.state.all<{ at_ms: number; status: string; message: string; location: string }>(
    'SELECT * FROM wms_journey WHERE shipment_id = ? ORDER BY at_ms DESC, rowid DESC',
    shipment.shipment_id,
  );
  const latest = steps[0];
  return {
    shipment_id: shipment.shipment_id,
    tracking_id: `trk-${shipment.shipment_id}`,
    carrier: shipment.carrier,
    service: 'Ground',
    carrier_tracking_number: shipment.tracking_number,
    public_tracking_url: trackingUrl(shipment),
    status: latest?.status ?? 'PreTransit',
    substatus: latest?.message ?? '',
    message: latest?.message ?? '',
    carrier_message: latest?.message.toUpperCase() ?? null,
    location: latest?.location ?? '',
    eta: null,
    last_updated: isoTime(latest?.at_ms ?? shipment.updated_ms),
    history: steps.map((step) => ({
      timestamp: isoTime(step.at_ms),
      status: step.status,
      substatus: step.message,
      message: step.message,
      carrier_message: step.message.toUpperCase(),
      location: step.location,
    })),
  };
}

const Action = z.enum(['ShipOrder', 'DeliverOrder']);
const SimulationBody = z.object({
  shipment_id: z.int(),
  simulation: z.object({
    action: Action,
    delay: z.number().min(0),
    next: z
      .object({ action: Action, delay: z.number().min(0), next: z.null().optional() })
      .nullable()
      .optional(),
  }),
});

/** Delays are in minutes of the programme; each next step counts from the one before. */
function simulate(call: VendorCall): WireAnswer {
  const { moment } = call;
  const result = SimulationBody.safeParse(call.body);
  if (!result.success) throw new VendorRefusal(400, { simulation: ['The simulation is not valid.'] });
  const { shipment_id: shipmentId, simulation } = result.data;
  shipmentWithOrder(moment, shipmentId);
  const wanted = [simulation, ...(simulation.next ? [simulation.next] : [])];
  let due = moment.now;
  const steps = wanted.map(({ action, delay }) => {
    due += delay * MINUTE;
    schedule(
      moment,
      due,
      action === 'ShipOrder' ? 'simulation_ship' : 'simulation_deliver',
      String(shipmentId),
    );
    return { action, due_ms: due };
  });
  const serial = Number(moment.state.metaOrNull('count_simulation') ?? 0) + 1;
  moment.state.setMeta('count_simulation', String(serial));
  const simulationId = `5f0f2a1e-0000-4000-8000-${String(serial).padStart(12, '0')}`;
  moment.state.insert('simulations', {
    simulation_id: simulationId,
    shipment_id: shipmentId,
    steps: JSON.stringify(steps),
  });
  return ok({ simulation_id: simulationId, message: 'Simulation scheduled' });
}

function simulationStatus(call: VendorCall): WireAnswer {
  const row = call.moment.state.one<{ simulation_id: string; shipment_id: number; steps: string }>(
    'SELECT * FROM simulations WHERE simulation_id = ?',
    call.params.simulation_id ?? '',
  );
  if (row === undefined) throw notFound('The simulation');
  const steps: { action: string; due_ms: number }[] = JSON.parse(row.steps);
  const state = (due: number): string => (due <= call.moment.now ? 'Completed' : 'Pending');
  return ok({
    simulation_id: row.simulation_id,
    shipment_id: row.shipment_id,
    status: steps.every((step) => step.due_ms <= call.moment.now) ? 'Completed' : 'Pending',
    actions: steps.map((step) => ({ action: step.action, status: state(step.due_ms) })),
  });
}

export const SHIPMENTS: readonly VendorEndpoint[] = [
  { method: 'GET', path: '/shipment/{shipment_id}', handle: one },
  { method: 'GET', path: '/shipments-tracking', handle: journeys },
  { method: 'POST', path: '/simulate/shipment', handle: simulate },
  { method: 'GET', path: '/simulate/status/{simulation_id}', handle: simulationStatus },
];
