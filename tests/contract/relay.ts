import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';

export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly answer: unknown;
}

/** Stands between the adapter and the sandbox and keeps what passes. Signatures cover no host, so they stay good. */
export class Relay {
  readonly exchanges: Exchange[] = [];
  url = '';
  readonly #server: Server;

  private constructor(target: string) {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const body = Buffer.concat(chunks);
      const url = new URL(request.url ?? '', target);
      const method = request.method ?? '';
      const passed = await fetch(url, {
        method,
        headers: passedOn(request.headers),
        ...(body.length > 0 && { body }),
      });
      const text = await passed.text();
      this.exchanges.push({ method, path: url.pathname, status: passed.status, answer: JSON.parse(text) });
      response.writeHead(passed.status, { 'content-type': 'application/json' }).end(text);
    });
  }

  static async start(target: string): Promise<Relay> {
    const relay = new Relay(target);
    await new Promise<void>((resolve) => relay.#server.listen(0, '127.0.0.1', resolve));
    const address = relay.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    relay.url = `http://127.0.0.1:${address.port}`;
    return relay;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function passedOn(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = ['content-type', 'x-tts-access-token', 'accept'];
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
