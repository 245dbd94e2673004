import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import * as z from 'zod';

const message = z.object({ id: z.number().optional(), result: z.record(z.string(), z.unknown()).optional() });

export interface Answer {
  /** `performance.now()` when its last byte was there; reading it comes after. */
  readonly at: number;
  readonly result: Readonly<Record<string, unknown>>;
}

/** The smallest MCP client: one request at a time, and no work of its own inside what is timed. */
export class StdioClient {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  #id = 0;

  /** `home` takes everything that a server writes, and hides what this machine's user has set up. */
  constructor(args: readonly string[], home: string) {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(TIKTOK|SHIPBOB|AFFILIATE_OPS)_/.test(name),
    );
    this.#child = spawn(process.execPath, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...Object.fromEntries(inherited),
        ...{ HOME: home, USERPROFILE: home, APPDATA: home, LOCALAPPDATA: home },
        ...{ XDG_CONFIG_HOME: home, XDG_DATA_HOME: home },
        AFFILIATE_OPS_DATA_DIR: join(home, 'data'),
        NODE_COMPILE_CACHE: join(home, 'compile-cache'),
        LOG_LEVEL: 'error',
      },
    });
  }

  async initialize(): Promise<void> {
    await this.request('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'bench', version: '1' },
    });
    this.#send({ method: 'notifications/initialized' });
  }

  async request(method: string, params: object = {}): Promise<Answer> {
    this.#id += 1;
    const answered = this.#line();
    this.#send({ id: this.#id, method, params });
    const { text, at } = await answered;
    const { id, result } = message.parse(JSON.parse(text));
    if (id !== this.#id || !result) throw new Error(`${method} was not answered: ${text.slice(0, 500)}`);
    return { at, result };
  }

  /** Milliseconds from sending the call to the last byte of its answer. */
  async timeCall(tool: string, args: object = {}): Promise<number> {
    const start = performance.now();
    const { at } = await this.request('tools/call', { name: tool, arguments: args });
    return at - start;
  }

  /** As hosts do it: end of stdin. The server writes its compile cache when it leaves by itself. */
  async close(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.stdin.end();
    await exited;
  }

  #send(body: object): void {
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...body })}\n`);
  }

  #line(): Promise<{ text: string; at: number }> {
    const { stdout } = this.#child;
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      const end = () => reject(new Error('The server ended without an answer.'));
      const collect = (chunk: Buffer) => {
        chunks.push(chunk);
        if (chunk.at(-1) !== 10) return;
        const at = performance.now();
        stdout.off('data', collect);
        stdout.off('end', end);
        resolve({ text: Buffer.concat(chunks).toString('utf8'), at });
      };
      stdout.on('data', collect);
      stdout.once('end', end);
    });
  }
}
