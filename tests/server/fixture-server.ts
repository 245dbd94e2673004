import { setTimeout as wait } from 'node:timers/promises';
import { createServer } from '../../src/server/create-server.ts';
import { serveStdio } from '../../src/server/stdio.ts';
import { ResourceWatch, resourceFacts } from '../../src/server/subscriptions.ts';
import { bench } from '../support/mcp-desk.ts';

/**
 * The shell over this process's stdio, around the invented desk. `hang` never finishes closing; `growing` has one
 * parcel more at every look for changes.
 */
const { parts, desk } = bench();
desk.failure = new Error('planted');

const log = (fields: object, message: string) => {
  process.stderr.write(`${JSON.stringify({ ...fields, message })}\n`);
};

const clock = { wait: (milliseconds: number) => wait(milliseconds) };
const watch = new ResourceWatch({
  facts: (uri) => resourceFacts(parts.resources, uri, parts.runtime),
  changes: async () => {
    const id = `p${desk.parcels.size + 1}`;
    if (process.argv[2] === 'growing') desk.parcels.set(id, { id, units: 1, nickname: 'maker' });
    return desk.parcels.size;
  },
  clock: { wait: (milliseconds, signal) => wait(milliseconds / 100, undefined, signal ? { signal } : {}) },
  log: { warn: log, error: log },
});

serveStdio(() => createServer({ ...parts, runtime: { ...parts.runtime, log: { warn: log, error: log } } }), {
  watch,
  onClose: async () => {
    process.stderr.write('closing\n');
    if (process.argv[2] === 'hang') await new Promise(() => {});
    process.stderr.write('closed\n');
  },
  clock,
  log: { warn: log, error: log },
});

// What keeps a real server alive: timers and sockets that nobody ends.
setInterval(() => {}, 60_000);
