import { setTimeout as wait } from 'node:timers/promises';
import { createServer } from '../../src/server/create-server.ts';
import { serveStdio } from '../../src/server/stdio.ts';
import { bench } from '../support/mcp-desk.ts';

/** The shell over this process's stdio, around the invented desk. `hang` never finishes closing. */
const { parts, desk } = bench();
desk.failure = new Error('planted');

const log = (fields: object, message: string) => {
  process.stderr.write(`${JSON.stringify({ ...fields, message })}\n`);
};

serveStdio(() => createServer({ ...parts, runtime: { ...parts.runtime, log: { warn: log, error: log } } }), {
  onClose: async () => {
    process.stderr.write('closing\n');
    if (process.argv[2] === 'hang') await new Promise(() => {});
    process.stderr.write('closed\n');
  },
  clock: { wait: (milliseconds) => wait(milliseconds) },
  log: { warn: log, error: log },
});

// What keeps a real server alive: timers and sockets that nobody ends.
setInterval(() => {}, 60_000);
