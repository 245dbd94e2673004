import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Desk, openDesk } from '../support/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
}, 90_000);
afterAll(() => desk.close());

it.each([
  ['before the first call', 0],
  ['in the middle of the first reading', 1],
])('the end of stdin ends the process within a second, %s', async (_when, calls) => {
  const { command, args, env } = desk.command();
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const send = async (id: number, method: string, params: object) => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    await once(child.stdout, 'data');
  };
  const clientInfo = { name: 'raw', version: '1' };
  await send(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
  for (let call = 0; call < calls; call += 1) {
    await send(2 + call, 'tools/call', { name: 'program_status', arguments: {} });
  }
  const gone = once(child, 'exit');
  const from = performance.now();
  child.stdin.end();
  const [, signal] = await gone;
  expect(performance.now() - from).toBeLessThan(1_000);
  expect(signal).toBeNull();
});
