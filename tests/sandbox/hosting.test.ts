import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openSandbox } from '../../src/sandbox/index.ts';
import { at, number, TestClient, text } from './client.ts';
import { harness, populate } from './harness.ts';

const { connect, folder, open } = harness();

describe('a programme', () => {
  it('is the same for the same seed and another for another', async () => {
    const [one, same, other] = [
      await connect({ seed: 5 }),
      await connect({ seed: 5 }),
      await connect({ seed: 6 }),
    ];
    const shown = await one.applications({});
    expect(await same.applications({})).toEqual(shown);
    expect(await other.applications({})).not.toEqual(shown);
    expect(one.sandbox.credentials).toEqual(same.sandbox.credentials);
  });

  it('starts at its fixed date', async () => {
    const client = await connect();
    const start = Date.parse('2026-11-16T15:00:00Z');
    const now = number(await client.control('clock'), 'now_ms');
    expect(now).toBeGreaterThanOrEqual(start);
    expect(now).toBeLessThan(start + 60_000);
  });
});

describe('a restart', () => {
  it('resumes clock, tokens, faults, orders and the address', async () => {
    const stateFile = join(folder(), 'state', 'sandbox.db');
    const first = await connect({ stateFile });
    const pending = await first.applications({ status: 'PENDING' });
    const id = text(pending.find((one) => at(one, 'is_approvable') === true) ?? null, 'id');
    await first.review(id, { review_result: 'APPROVE' });
    await first.advance(30);
    await first.control('faults', { once: [{ match: '/never', nth: 1, kind: 'http_500' }] });
    const before = number(await first.control('clock'), 'now_ms');
    await first.sandbox.close();

    const second = new TestClient(await open({ stateFile }));
    expect(second.sandbox.url).toBe(first.sandbox.url);
    const after = number(await second.control('clock'), 'now_ms');
    expect(after).toBeGreaterThanOrEqual(before);
    expect(after).toBeLessThan(before + 60_000);
    expect(text(await second.control('faults'), 'plan', 'once', 0, 'match')).toBe('/never');
    second.accessToken = first.accessToken;
    second.cipher = first.cipher;
    expect(text(await second.application(id), 'order_id')).not.toBe('');
  });
});

describe('a second opener', () => {
  it('attaches to the host and sees the same programme', async () => {
    const stateFile = join(folder(), 'sandbox.db');
    const host = await open({ stateFile });
    const guest = await open({ stateFile });
    expect([host.hosting, guest.hosting]).toEqual([true, false]);
    expect(guest.url).toBe(host.url);
    await guest.close();
    expect((await fetch(`${host.url}/control/clock`)).status).toBe(200);
  });

  it('takes over at the same address when the host goes away', async () => {
    const stateFile = join(folder(), 'sandbox.db');
    const host = await open({ stateFile });
    const guest = await open({ stateFile });
    await host.close();
    await vi.waitFor(() => expect(guest.hosting).toBe(true), { timeout: 10_000 });
    const client = await new TestClient(guest).connect();
    expect((await client.applications({ status: 'PENDING' })).length).toBeGreaterThan(0);
  });

  it('takes over with everything committed when the host is killed, and the clock does not go back', async () => {
    const stateFile = join(folder(), 'sandbox.db');
    const module = new URL('../../src/sandbox/index.ts', import.meta.url).href;
    const script = `const { openSandbox } = await import(${JSON.stringify(module)});
      const sandbox = await openSandbox({ stateFile: ${JSON.stringify(stateFile)} });
      process.stdout.write(sandbox.url);`;
    const host = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => host.stdout.once('data', resolve));
    const guest = await open({ stateFile });
    expect(guest.hosting).toBe(false);
    const client = await new TestClient(guest).connect();
    const [id = ''] = await populate(client, 1);
    await client.advance(3);
    await client.review(id, { review_result: 'APPROVE' });
    const before = number(await client.control('clock'), 'now_ms');
    expect(number(await client.control('clock'), 'pid')).toBe(host.pid);
    host.kill('SIGKILL');
    await vi.waitFor(() => expect(guest.hosting).toBe(true), { timeout: 10_000 });
    expect(number(await client.control('clock'), 'now_ms')).toBeGreaterThanOrEqual(before);
    expect(text(await client.application(id), 'status')).toBe('AWAITING_SHIPMENT');
  });

  it('does not make a second programme when both start at once', async () => {
    const stateFile = join(folder(), 'sandbox.db');
    const both = await Promise.all([open({ stateFile }), open({ stateFile }), open({ stateFile })]);
    expect(both.filter((one) => one.hosting)).toHaveLength(1);
    expect(new Set(both.map((one) => one.url)).size).toBe(1);
  });
});

async function strangerOn(port: number): Promise<{ port: number; stop(): void }> {
  const stranger = createServer((socket) => socket.end('not http'));
  await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve));
  const address = stranger.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    stop: () => stranger.close(),
  };
}

describe('a port that somebody else holds', () => {
  it('is given up for another one when it was only the recorded one', async () => {
    const stateFile = join(folder(), 'sandbox.db');
    const first = await open({ stateFile });
    const { port } = new URL(first.url);
    await first.close();
    const stranger = await strangerOn(Number(port));
    const second = await open({ stateFile });
    expect([second.hosting, second.url === first.url]).toEqual([true, false]);
    expect((await fetch(`${second.url}/control/clock`)).status).toBe(200);
    stranger.stop();
  });

  it('is refused when it was asked for by number', async () => {
    const stranger = await strangerOn(0);
    await expect(
      openSandbox({ stateFile: join(folder(), 'sandbox.db'), port: stranger.port }),
    ).rejects.toThrow(`Port ${stranger.port} is used by another program`);
    stranger.stop();
  });
});
