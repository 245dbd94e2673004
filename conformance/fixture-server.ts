import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { liveClock, machineClock } from '../src/program/clocks.ts';
import { ids } from '../src/program/ids.ts';
import { createServer } from '../src/server/create-server.ts';
import { type HttpServing, serveHttp } from '../src/server/http.ts';
import { ResourceWatch, resourceFacts } from '../src/server/subscriptions.ts';
import { registerContent } from './fixtures/content.ts';
import { registerQuestions } from './fixtures/input-required.ts';
import { RESOURCES, TOOLS } from './fixtures/plain.ts';

/**
 * The product's HTTP entry, guards, state codec, cache hints and wrappers with the suite's diagnostic tools in place of
 * ours: what fails here is a fault of the shell.
 */
export function serveFixtures(token: string): Promise<HttpServing> {
  const confirmKey = randomBytes(32);
  const refuse = async (): Promise<never> => {
    throw new Error('The suite confirms nothing.');
  };
  const program = {
    services: null,
    sandbox: true,
    mode: 'confirm' as const,
    confirmations: { save: refuse, get: refuse, spend: refuse },
    machineClock,
    programClock: liveClock,
    ids,
    confirmKey,
  };
  const log = { warn: () => {}, error: report };
  const runtime = { open: async () => program, log };
  return serveHttp(
    () => {
      const server = createServer({
        version: '0.0.0',
        tools: TOOLS,
        resources: RESOURCES,
        prompts: [],
        runtime,
      });
      registerContent(server);
      registerQuestions(server, confirmKey);
      return server;
    },
    {
      host: '127.0.0.1',
      port: 0,
      token,
      watch: new ResourceWatch({
        facts: (uri) => resourceFacts(RESOURCES, uri, runtime),
        changes: async () => 0,
        clock: machineClock,
        log,
      }),
      onClose: async () => {},
      clock: { wait: (milliseconds, signal) => wait(milliseconds, undefined, signal ? { signal } : {}) },
      log,
    },
  );
}

function report(fields: object, message: string): void {
  process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
}
