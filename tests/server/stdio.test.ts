import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';

const SERVER = fileURLToPath(new URL('./fixture-server.ts', import.meta.url));
const COMMAND = { command: process.execPath, args: [SERVER], stderr: 'ignore' as const };

const answer = z.object({
  isError: z.boolean().optional(),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
});

type Call = (name: string, args: Record<string, unknown>) => Promise<unknown>;

/** Reads, plans, confirms and repeats: what an assistant without any capability does. */
async function scenario(call: Call): Promise<unknown> {
  const ask = async (name: string, args: Record<string, unknown>) => {
    const { structuredContent, isError } = answer.parse(await call(name, args));
    return { ...structuredContent, failed: isError === true };
  };
  const listed = await ask('list_parcels', {});
  const planned = answer.parse(await call('ship_parcels', { ids: ['p1', 'p2'] })).structuredContent;
  const confirm_token = planned?.confirm_token;
  const done = await ask('ship_parcels', { confirm_token });
  const again = await ask('ship_parcels', { confirm_token });
  const wrong = await ask('list_parcels', { limit: 0 });
  return { listed, plan: planned?.plan, done, again, wrong };
}

const clients: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

async function withSecond(mode: 'old' | 'auto'): Promise<unknown> {
  const options = mode === 'auto' ? { versionNegotiation: { mode } as const } : {};
  const client = new Client({ name: 'second', version: '2.0.0' }, options);
  clients.push(client);
  await client.connect(new StdioClientTransport(COMMAND));
  expect(client.getProtocolEra()).toBe(mode === 'auto' ? 'modern' : 'legacy');
  return scenario((name, args) => client.callTool({ name, arguments: args }));
}

async function withFirst(): Promise<unknown> {
  const client = new FirstClient({ name: 'first', version: '1.0.0' });
  clients.push(client);
  await client.connect(new FirstTransport(COMMAND));
  return scenario((name, args) => client.callTool({ name, arguments: args }));
}

describe('over stdio', () => {
  it('serves clients of both SDK generations and both protocols alike', async () => {
    const [first, old, modern] = await Promise.all([withFirst(), withSecond('old'), withSecond('auto')]);
    expect(first).toMatchObject({
      listed: { returned: 3, failed: false },
      plan: { headline: 'Ship 2 parcels' },
      done: { status: 'accepted', already_done: false, failed: false },
      again: { status: 'accepted', already_done: true },
      wrong: { failed: true },
    });
    expect(old).toEqual(first);
    expect(modern).toEqual(first);
  });
});

const children: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A server that has answered `initialize` and one call that logs an internal error. */
async function started(...args: string[]) {
  const child = spawn(process.execPath, [SERVER, ...args]);
  children.push(child);
  const out: string[] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => out.push(line));
  const send = async (id: number, method: string, params: object) => {
    const answered = once(lines, 'line');
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    await answered;
  };
  await send(1, 'initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'raw', version: '1' },
  });
  await send(2, 'tools/call', { name: 'fail_call', arguments: {} });
  return { child, out, errors: () => errors };
}

async function exitOf(child: ChildProcessWithoutNullStreams, end: () => void) {
  const before = performance.now();
  const exited = once(child, 'exit');
  end();
  const [code] = await exited;
  return { code, milliseconds: performance.now() - before };
}

describe('the process', () => {
  it('keeps stdout to JSON-RPC while it logs', async () => {
    const { out, errors } = await started();
    expect(out).toHaveLength(2);
    for (const line of out) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    expect(errors()).toContain('planted');
    expect(out.join('\n')).not.toContain('planted');
  });

  it('closes and is gone within a second of the end of stdin', async () => {
    const { child, errors } = await started();
    const { code, milliseconds } = await exitOf(child, () => child.stdin.end());
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(1_000);
    expect(errors()).toContain('closed\n');
  });

  it('is gone within a second even when closing hangs', async () => {
    const { child, errors } = await started('hang');
    const { code, milliseconds } = await exitOf(child, () => child.stdin.end());
    expect(code).toBe(1);
    expect(milliseconds).toBeLessThan(1_000);
    expect(errors()).toContain('closing\n');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('closes on %s', async (signal) => {
    const { child, errors } = await started();
    const { code } = await exitOf(child, () => child.kill(signal));
    expect(code).toBe(0);
    expect(errors()).toContain('closed\n');
  });

  it('closes when nobody reads its stdout any more', async () => {
    const { child } = await started();
    const { code } = await exitOf(child, () => {
      child.stdout.destroy();
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'tools/list' })}\n`);
    });
    expect(code).toBe(0);
  });
});
