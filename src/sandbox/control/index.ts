import { z } from 'zod';
import { HOUR } from '../clock.ts';
import { FaultPlan } from '../faults.ts';
import type { WireAnswer, WireRequest } from '../http.ts';
import { oracle } from '../oracle.ts';
import { type Programme, present } from '../programme.ts';
import { Acts, act } from './act.ts';

const Advance = z.strictObject({
  hours: z
    .number()
    .min(0)
    .max(24 * 400),
});

const ok = (body: unknown): WireAnswer => ({ status: 200, body });
const wrong = (error: string): WireAnswer => ({ status: 400, body: { error } });

/** The world's own switchboard: clock, faults, oracle, and what people do outside the API. No authentication. */
export function controlPort(programme: Programme): (request: WireRequest) => WireAnswer {
  const { state, clock, faults } = programme;
  const showClock = (): WireAnswer => {
    const now = clock.now();
    return ok({
      now_ms: now,
      now: new Date(now).toISOString(),
      identity: state.meta('identity'),
      pid: process.pid,
    });
  };
  const routes: Record<string, (body: unknown) => WireAnswer> = {
    'GET /control/clock': showClock,
    'POST /control/advance': (body) => {
      const given = Advance.safeParse(body);
      if (!given.success) return wrong('Send {"hours": n} with n between 0 and 9600.');
      clock.advance(given.data.hours * HOUR);
      present(programme);
      state.setMeta('clock_ms', String(clock.now()));
      return showClock();
    },
    'GET /control/faults': () => ok(faults.show()),
    'POST /control/faults': (body) => {
      const plan = FaultPlan.safeParse(body);
      if (!plan.success) return wrong(`Not a fault plan: ${z.prettifyError(plan.error)}`);
      faults.set(plan.data);
      return ok(faults.show());
    },
    'GET /control/oracle': () => {
      const { now } = present(programme);
      return ok(oracle(state, now));
    },
    'POST /control/act': (body) => {
      const acts = Acts.safeParse(body);
      if (!acts.success) return wrong(`Not something that can be done: ${z.prettifyError(acts.error)}`);
      return ok(act(present(programme), acts.data));
    },
  };
  return (request) => {
    const route = routes[`${request.method} ${request.path}`];
    if (route === undefined)
      return { status: 404, body: { error: 'No such control.', controls: Object.keys(routes) } };
    let body: unknown = {};
    try {
      if (request.body.length > 0) body = JSON.parse(request.body.toString('utf8'));
    } catch {
      return wrong('The body is not JSON.');
    }
    return route(body);
  };
}
