import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';

const launcher = fileURLToPath(new URL('../../bin/affiliate-ops.mjs', import.meta.url));

let home: string;
const children: ChildProcess[] = [];
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'affiliate-ops-http-'));
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

function serve(address: string) {
  const child = spawn(process.execPath, [launcher, 'serve', '--http', address, '--no-monitor'], {
    env: { PATH: process.env.PATH, HOME: home, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

it('serves over HTTP until it is told to stop, with a token that it names but does not print', async () => {
  const child = serve('127.0.0.1:0');
  let out = '';
  child.stdout.on('data', (text: Buffer) => {
    out += text.toString();
  });
  let err = '';
  for await (const line of createInterface({ input: child.stderr })) {
    err += `${line}\n`;
    if (line.includes('claude mcp add')) break;
  }
  const url =
    /MCP is served at (http:\/\/127\.0\.0\.1:\d+\/mcp)\. Stop it with Ctrl\+C\./.exec(err)?.[1] ?? '';
  const file = join(home, '.config', 'affiliate-ops', 'http-token');
  expect(err).toContain(`the token is in ${file}.`);
  const token = readFileSync(file, 'utf8').trim();

  const client = new Client({ name: 'test', version: '1' });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('program_status');
  await client.close();

  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  expect(out).toBe('');
  expect(err).not.toContain(token);
});

it('says when the port is taken', async () => {
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const child = serve(`127.0.0.1:${port}`);
  let err = '';
  child.stderr.on('data', (text: Buffer) => {
    err += text.toString();
  });
  const [code] = await once(child, 'close');
  other.close();
  expect(code).toBe(1);
  expect(err).toBe(
    `affiliate-ops: Port ${port} of 127.0.0.1 is taken by another program. Nothing was started. ` +
      'Choose another port, or 0 for a free one.\n',
  );
});
