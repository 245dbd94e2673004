import { z } from 'zod';
import { HOUR } from '../clock.ts';
import { FaultPlan } from '../faults.ts';
import type { WireAnswer, WireRequest } from '../http.ts';
import { ORACLES } from '../oracle/index.ts';
import { oracle } from '../oracle/programme.ts';
import { type Programme, present, presentWorld, type Shop } from '../programme.ts';
import { openShop } from '../shops.ts';
import type { State } from '../state.ts';
import { webhookLog } from '../world/webhooks.ts';
import { Acts, act } from './act.ts';
import { appsOf } from './act-frame.ts';

const Advance = z.strictObject({
  hours: z
    .number()
    .min(0)
    .max(24 * 400),
});

const ok = (body: unknown): WireAnswer => ({ status: 200, body });
const wrong = (error: string): WireAnswer => ({ status: 400, body: { error } });

type Route = (body: unknown, shop: Shop) => WireAnswer;

/**
 * The world's own switchboard: clock, faults, oracle, and what people do outside the API. No authentication.
 * `?shop=<shop id>` chooses one of several shops, else it is the first.
 */
export function controlPort(programme: Programme, stateFile: string): (request: WireRequest) => WireAnswer {
  const { faults } = programme;
  const routes: Record<string, Route> = {
    'GET /control/clock': () => showClock(programme),
    'POST /control/advance': (body) => advance(programme, body),
    'GET /control/faults': () => ok(faults.show()),
    'POST /control/faults': (body) => {
      const plan = FaultPlan.safeParse(body);
      if (!plan.success) return wrong(`Not a fault plan: ${z.prettifyError(plan.error)}`);
      faults.set(plan.data);
      return ok(faults.show());
    },
    'GET /control/oracle': (_body, shop) =>
      ok(oracle(shop.state, present(programme, shop).now, othersThan(programme, shop))),
    ...Object.fromEntries(
      Object.entries(ORACLES).map(([part, tell]): [string, Route] => [
        `GET /control/oracle/${part}`,
        (_body, shop) => ok(tell(shop.state, present(programme, shop).now)),
      ]),
    ),
    'GET /control/apps': () => ok(appsOf(present(programme))),
    'GET /control/webhooks': (_body, shop) => ok(webhookLog(present(programme, shop))),
    'POST /control/act': (body, shop) => actIn(programme, stateFile, body, shop),
  };
  return (request) => {
    const route = routes[`${request.method} ${request.path}`];
    if (route === undefined)
      return { status: 404, body: { error: 'No such control.', controls: Object.keys(routes) } };
    const shop = shopNamed(programme, request.query.get('shop'));
    if (shop === undefined) return wrong('No shop has this id.');
    let body: unknown = {};
    try {
      if (request.body.length > 0) body = JSON.parse(request.body.toString('utf8'));
    } catch {
      return wrong('The body is not JSON.');
    }
    return route(body, shop);
  };
}

function othersThan(programme: Programme, shop: Shop): readonly State[] {
  return [programme, ...programme.others].map(({ state }) => state).filter((state) => state !== shop.state);
}

function shopNamed(programme: Programme, id: string | null): Shop | undefined {
  if (id === null) return programme;
  return [programme, ...programme.others].find(({ state }) => state.meta('shop_id') === id);
}

function showClock({ clock, state }: Programme): WireAnswer {
  const now = clock.now();
  return ok({
    now_ms: now,
    now: new Date(now).toISOString(),
    identity: state.meta('identity'),
    pid: process.pid,
  });
}

function advance(programme: Programme, body: unknown): WireAnswer {
  const given = Advance.safeParse(body);
  if (!given.success) return wrong('Send {"hours": n} with n between 0 and 9600.');
  programme.clock.advance(given.data.hours * HOUR);
  const { shops } = presentWorld(programme);
  for (const { state } of shops) state.setMeta('clock_ms', String(programme.clock.now()));
  return showClock(programme);
}

function actIn(programme: Programme, stateFile: string, body: unknown, shop: Shop): WireAnswer {
  const acts = Acts.safeParse(body);
  if (!acts.success) return wrong(`Not something that can be done: ${z.prettifyError(acts.error)}`);
  const world = presentWorld(programme);
  const moment = world.shops.find(({ state }) => state === shop.state) ?? world.first;
  const done = act(moment, world, acts.data);
  const opened = acts.data.open_shop && openShop(programme, stateFile, acts.data.open_shop);
  return ok(opened === undefined ? done : { ...done, opened_shop: opened });
}
