import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { controlPort } from './control/index.ts';
import { type Fate, type FaultKind, isPlatformKind } from './faults.ts';
import type { WireAnswer, WireRequest } from './http.ts';
import { type Programme, presentWorld, transact } from './programme.ts';
import { SHIPBOB_BASE, shipbob } from './shipbob/gateway.ts';
import type { Moment, World } from './state.ts';
import { authorizePage, isAuthorizePage } from './tiktok-shop/authorize-pages.ts';
import { CODE, refused } from './tiktok-shop/envelope.ts';
import { tiktokShop } from './tiktok-shop/gateway.ts';

const SLOW_MS = 300;
const KEEP_ALIVE_MS = 65_000;
/** An image of 10 MB with its wrapping, and one that is too large by a little; a larger body is a mistake. */
const MAX_BODY_BYTES = 12_000_000;

/** One server for the shop's API, its token host, the warehouse and the control port. Not yet listening. */
export function sandboxServer(programme: Programme, stateFile: string): Server {
  const shop = tiktokShop();
  const warehouse = shipbob();
  const control = controlPort(programme, stateFile);
  const machine = programme.clock.machine;
  const operator: Operator = {
    operate: (request, fault) => {
      const world = presentWorld(programme);
      if (isVendor(request)) return warehouse(ownerOf(world, request), request);
      return shop.answer(world, machine(), request, fault);
    },
    canBefall: (kind, request) =>
      !isPlatformKind(kind) || (!isVendor(request) && shop.canBefall(kind, request, programme.clock.now())),
  };
  const server = createServer((incoming, response) => {
    void receive(incoming)
      .then(async (request) => {
        const undisturbed = withoutFaults(programme, control, request);
        if (undisturbed !== null) await send(response, undisturbed);
        else await underFaults(programme, operator, request, response);
      })
      .catch((error: unknown) => {
        fail(response, error);
      });
  });
  // Longer than a client keeps an idle connection, so that a reset is always a planned fault.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

/** What people do at the switchboard and in a browser; null for a call to an API. */
function withoutFaults(
  programme: Programme,
  control: (request: WireRequest) => WireAnswer,
  request: WireRequest,
): WireAnswer | null {
  if (request.path.startsWith('/control/')) return transact(programme, () => control(request));
  if (!isAuthorizePage(request.path)) return null;
  return transact(programme, () => authorizePage(presentWorld(programme), request));
}

/** The shop whose account at the warehouse the token opens. */
function ownerOf(world: World, request: WireRequest): Moment {
  const bearer = request.headers.authorization;
  return world.shops.find(({ state }) => bearer === `Bearer ${state.meta('shipbob_token')}`) ?? world.first;
}

async function receive(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new Error('The request body is larger than the sandbox reads.');
    chunks.push(bytes);
  }
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  };
}

const isVendor = (request: WireRequest): boolean => request.path.startsWith(`${SHIPBOB_BASE}/`);

/** The two APIs together. */
interface Operator {
  operate(request: WireRequest, fault: FaultKind | null): WireAnswer;
  canBefall(kind: FaultKind, request: WireRequest): boolean;
}

/** Rolls the open transaction back without being an error of the sandbox. */
class NeverCommitted extends Error {}

async function underFaults(
  programme: Programme,
  operator: Operator,
  request: WireRequest,
  response: ServerResponse,
): Promise<void> {
  const fate = programme.faults.next(request.path, (kind) => operator.canBefall(kind, request));
  if (fate.kind === 'slow') await pause(SLOW_MS);
  const early = answeredWithoutEffect(programme, fate, request);
  if (early === 'lost') {
    response.socket?.destroy();
    return;
  }
  let answer = early ?? commit(programme, operator, request, fate);
  if (answer === 'lost' || fate.kill?.phase === 'after_commit' || fate.kind === 'lost_after') {
    if (fate.kill?.phase === 'after_commit') kill(fate.kill.pid);
    response.socket?.destroy();
    return;
  }
  if (fate.kind === 'business_timeout') answer = timedOut(programme, request);
  await send(response, answer);
  if (fate.kill?.phase === 'after_answer') kill(fate.kill.pid);
}

/** Runs the request in its one transaction; "lost" when the caller was killed before it could commit. */
function commit(
  programme: Programme,
  operator: Operator,
  request: WireRequest,
  fate: Fate,
): WireAnswer | 'lost' {
  try {
    return transact(programme, () => {
      const answer = operator.operate(request, fate.kind);
      if (fate.kill?.phase === 'before_commit') {
        kill(fate.kill.pid);
        throw new NeverCommitted();
      }
      return answer;
    });
  } catch (error) {
    if (error instanceof NeverCommitted) return 'lost';
    throw error;
  }
}

/** Faults that keep the request from taking effect; null when it is to be carried out. */
function answeredWithoutEffect(
  programme: Programme,
  fate: Fate,
  request: WireRequest,
): WireAnswer | 'lost' | null {
  const now = programme.clock.now();
  const vendor = isVendor(request);
  switch (fate.kind) {
    case 'lost_before':
      return 'lost';
    case 'http_500':
      return vendor
        ? { status: 500, body: { type: 'about:blank', title: 'Internal Server Error', status: 500 } }
        : refused(now, { status: 500, code: CODE.internal, message: 'Internal error.' });
    case 'http_429':
      return vendor
        ? {
            status: 429,
            headers: { 'x-remaining-calls': '0', 'x-retry-after': '1' },
            body: { statusCode: 429, message: 'Rate limit is exceeded. Try again in 1 seconds.' },
          }
        : refused(now, { status: 429, code: CODE.tooManyRequests, message: 'Too many requests.' });
    case 'business_timeout':
      return fate.takesEffect ? null : timedOut(programme, request);
    default:
      return null;
  }
}

/** The shop answers 200 with its timeout code; the warehouse has no envelope and answers as a gateway does. */
function timedOut(programme: Programme, request: WireRequest): WireAnswer {
  if (isVendor(request)) return { status: 504, body: null };
  const refusal = { status: 200, code: CODE.timeout, message: 'Request timed out.' };
  return refused(programme.clock.now(), refusal);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already, which is what was asked for.
  }
}

function send(response: ServerResponse, answer: WireAnswer): Promise<void> {
  const page = typeof answer.body === 'string' ? answer.body : null;
  const body = answer.body === null ? '' : (page ?? JSON.stringify(answer.body));
  response.writeHead(answer.status, {
    ...(body === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'content-length': Buffer.byteLength(body),
    ...answer.headers,
  });
  return new Promise((resolve) => {
    response.once('close', resolve);
    response.end(body, resolve);
  });
}

/** A bug of the sandbox itself. Said on the wire, since nobody reads this process's log. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.socket?.destroyed !== false) {
    response.socket?.destroy();
    return;
  }
  const text = error instanceof Error ? error.message : String(error);
  response.writeHead(500, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ sandbox_error: text }));
}
