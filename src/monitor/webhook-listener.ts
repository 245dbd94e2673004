import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { WebhookReading } from '../domain/platform-news.ts';
import { DAY, MINUTE, SECOND } from '../domain/time.ts';
import type { MachineClock, ProgramClock } from '../ports/clock.ts';
import type { NewsStore } from '../ports/store/news.ts';

/** The platform waits 3 s for an answer and then sends again (tiktok-shop-api 8.1). */
const ANSWER_WITHIN = 3 * SECOND;
/** A webhook is a few hundred bytes; what is larger is none. */
const MAXIMUM_BYTES = 1_000_000;
/** The last try of the platform comes some 16 hours after the first: what is older is a replay. */
const OLDEST = 2 * DAY;

export interface WebhookListenerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Checks the signature over the bytes as they came and reads where to look. */
  readonly read: (rawBody: Uint8Array, signature: string | undefined) => WebhookReading;
  readonly news: Pick<NewsStore, 'record'>;
  readonly programClock: Pick<ProgramClock, 'now'>;
  readonly machineClock: MachineClock;
  /** Something is worth reading now. */
  readonly onNews: () => void;
  readonly log: {
    debug(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

export interface WebhookListener {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Takes the platform's webhooks on a listener of its own. A webhook is a hint to read sooner: it is remembered once,
 * in whatever order it comes, and nothing of what it says is believed. Rejects with Node's error when the port is taken.
 */
export async function listenForWebhooks(options: WebhookListenerOptions): Promise<WebhookListener> {
  const closing = new AbortController();
  const onForged = forgeryLog(options, closing.signal);
  const server = createServer({ connectionsCheckingInterval: SECOND / 2 }, (request, response) => {
    void answer(options, onForged, request).then(
      (status) => finish(request, response, status),
      (error: unknown) => {
        const reason = error instanceof Error ? error.name : 'unknown';
        options.log.warn({ reason }, 'a webhook could not be kept; the platform sends it again');
        finish(request, response, 503);
      },
    );
  });
  // Slow senders hold a connection no longer than the platform itself would wait.
  server.requestTimeout = ANSWER_WITHIN;
  server.headersTimeout = ANSWER_WITHIN;
  server.maxConnections = 200;
  server.listen({ host: options.host, port: options.port });
  await once(server, 'listening');
  server.on('error', (error) =>
    options.log.warn({ reason: error.message }, 'trouble on the webhook listener'),
  );
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The webhook listener has no port.');
  return {
    port: address.port,
    close: async () => {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await Promise.race([closed, options.machineClock.wait(ANSWER_WITHIN)]);
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Anybody reaches the port, so forgeries do not decide how long the log is: the first is told, then how many a minute. */
function forgeryLog({ log, machineClock }: WebhookListenerOptions, closing: AbortSignal): () => void {
  let counting = false;
  let further = 0;
  const summarise = async () => {
    for (;;) {
      await machineClock.wait(MINUTE, closing);
      if (further === 0) break;
      log.warn({ count: further }, 'further webhooks without a valid signature were turned away');
      further = 0;
    }
    counting = false;
  };
  return () => {
    if (counting) {
      further += 1;
      return;
    }
    counting = true;
    log.warn({}, 'a webhook without a valid signature was turned away');
    // Ends when the listener closes.
    void summarise().catch(() => undefined);
  };
}

/** The status to answer with. Everything the platform need not send again is 200. */
async function answer(
  options: WebhookListenerOptions,
  onForged: () => void,
  request: IncomingMessage,
): Promise<number> {
  if (request.method !== 'POST') return 405;
  const body = await bodyOf(request);
  if (body === null) return 413;
  const reading = options.read(body, headerOf(request));
  if (reading.kind === 'forged') {
    onForged();
    return 401;
  }
  if (reading.kind === 'unreadable') {
    options.log.warn({}, 'a signed webhook had an unknown form and was passed over');
    return 200;
  }
  const { news } = reading;
  if (options.programClock.now() - news.at > OLDEST) {
    options.log.warn({ type: news.type }, 'a webhook older than two days was passed over');
    return 200;
  }
  const fresh = await options.news.record(news, options.machineClock.now());
  options.log.debug({ type: news.type, shop_id: news.shopId, fresh }, 'webhook');
  if (fresh && news.kind !== 'other') options.onNews();
  return 200;
}

function headerOf(request: IncomingMessage): string | undefined {
  const value = request.headers.authorization;
  return typeof value === 'string' ? value : undefined;
}

/** Null when it is too large; the rest of it is not read then. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAXIMUM_BYTES) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  // Destroying it would take the answer along.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAXIMUM_BYTES) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function finish(request: IncomingMessage, response: ServerResponse, status: number): void {
  if (response.destroyed) return;
  // What was not read of the body would keep the connection busy.
  const headers = request.complete ? {} : { connection: 'close' };
  response.writeHead(status, { ...headers, 'content-length': 0 }).end();
}
