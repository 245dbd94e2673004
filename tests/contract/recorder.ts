import { createServer, type Server } from 'node:http';
import type { SentRequest } from './breaches.ts';
import { answerSchema, type Described, describedAt, type Schema } from './openapi.ts';

/** Stands where TikTok Shop is: keeps what was sent and answers with the least that fits the documented answer. */
export class Recorder {
  readonly sent: SentRequest[] = [];
  url = '';
  /** Versions that are answered as retired. */
  isGone: (described: Described) => boolean = () => false;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const url = new URL(request.url ?? '', 'http://platform');
      const sent = {
        method: request.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        body: Buffer.concat(chunks).toString('latin1'),
        contentType: request.headers['content-type'] ?? '',
      };
      this.sent.push(sent);
      const described = describedAt(sent.method, sent.path);
      const answer = described === null || this.isGone(described) ? GONE : envelopeOf(described);
      response
        .writeHead(answer === GONE ? 400 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer));
    });
  }

  static async start(): Promise<Recorder> {
    const recorder = new Recorder();
    await new Promise<void>((resolve) => recorder.#server.listen(0, '127.0.0.1', resolve));
    const address = recorder.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    recorder.url = `http://127.0.0.1:${address.port}`;
    return recorder;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const GONE = { code: 36009014, message: 'Invalid version.', request_id: '1', data: null };

function envelopeOf(described: Described): unknown {
  const { data } = answerSchema(described).properties ?? {};
  return { code: 0, message: 'Success', request_id: '1', data: data ? exampleOf(data, '') : {} };
}

/** Words that the adapter decides on. */
const WORDS: Readonly<Record<string, string>> = { type: 'STANDARD' };

let pages = 0;

function exampleOf(schema: Schema, name: string): unknown {
  // A token that repeats is an error.
  if (name === 'next_page_token') return `page-${++pages}`;
  const [first] = schema.oneOf ?? [];
  if (first) return exampleOf(first, name);
  switch (schema.type) {
    case 'array':
      return schema.items ? [exampleOf(schema.items, name)] : [];
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'string':
      return WORDS[name] ?? '1';
    default:
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([inner, value]) => [inner, exampleOf(value, inner)]),
      );
  }
}
