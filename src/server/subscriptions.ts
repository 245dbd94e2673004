import {
  type JSONRPCErrorResponse,
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { McpLog, Runtime } from '../mcp/call.ts';
import type { ResourceDefinition } from '../mcp/define-resource.ts';

/** Soon enough for a person who watches, and cheap: the look asks for one number. */
const POLL_MS = 2_000;

/** Each followed resource is read after every commit, so one connection may not ask for any number of them. */
const MOST_FOLLOWED = 100;

export interface WatchOptions {
  /** What reading the URI shows now; null when there is no such resource. Rejects when it cannot be read. */
  readonly facts: (uri: string) => Promise<string | null>;
  /** Another number after every commit of any process on the same data. */
  readonly changes: () => Promise<number>;
  readonly clock: { wait(milliseconds: number, signal?: AbortSignal): Promise<void> };
  readonly log: McpLog;
}

interface Followed {
  readonly tell: Set<() => void>;
  /** Digest of what was last shown; null when it could not be read. Never rejects. */
  shown: Promise<string | null>;
}

/**
 * Tells subscribers when what a resource shows has changed, whoever changed it: this process or another one on the
 * same data. Looks every two seconds, and only while somebody follows something. A commit that leaves a resource
 * as it was (a lease renewed, a request counted) tells nobody.
 */
export class ResourceWatch {
  readonly #options: WatchOptions;
  readonly #followed = new Map<string, Followed>();
  #looking: AbortController | null = null;
  #seen: number | null = null;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** False when there is no such resource; one that cannot be read for now exists. */
  async exists(uri: string): Promise<boolean> {
    return this.#options.facts(uri).then(
      (text) => text !== null,
      () => true,
    );
  }

  /**
   * Calls `tell` after each change of the resource, until the returned function is called. What it shows at this
   * moment is what later looks are compared with.
   */
  follow(uri: string, tell: () => void): () => void {
    const followed = this.#followed.get(uri) ?? { tell: new Set(), shown: this.#digest(uri) };
    // One function may follow through several connections: each gets its own entry.
    const entry = () => tell();
    followed.tell.add(entry);
    this.#followed.set(uri, followed);
    if (this.#looking === null) void this.#look();
    return () => {
      followed.tell.delete(entry);
      if (followed.tell.size === 0 && this.#followed.get(uri) === followed) this.#followed.delete(uri);
      if (this.#followed.size === 0) this.close();
    };
  }

  /** Stops looking; nobody is told anything any more. */
  close(): void {
    this.#followed.clear();
    this.#looking?.abort();
    this.#looking = null;
    this.#seen = null;
  }

  async #look(): Promise<void> {
    const looking = new AbortController();
    this.#looking = looking;
    const { clock, changes, log } = this.#options;
    while (!looking.signal.aborted) {
      await clock.wait(POLL_MS, looking.signal).catch(() => undefined);
      if (looking.signal.aborted) return;
      try {
        const version = await changes();
        if (version === this.#seen) continue;
        this.#seen = version;
        await this.#compare(looking.signal);
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, 'changes for subscribers could not be looked up');
      }
    }
  }

  async #compare(signal: AbortSignal): Promise<void> {
    for (const [uri, followed] of [...this.#followed]) {
      const before = await followed.shown;
      const now = await this.#digest(uri);
      if (signal.aborted) return;
      if (now === null) {
        // It keeps its last state, and the next look compares again without waiting for a commit.
        this.#seen = null;
        continue;
      }
      if (now === before) continue;
      followed.shown = Promise.resolve(now);
      for (const tell of followed.tell) tell();
    }
  }

  async #digest(uri: string): Promise<string | null> {
    try {
      const shown = await this.#options.facts(uri);
      if (shown === null) return 'nothing there';
      // Loaded with the first subscription: a host's lists must not wait for it.
      const { createHash } = process.getBuiltinModule('node:crypto');
      return createHash('sha256').update(shown).digest('base64');
    } catch {
      // A read of the resource puts it into words.
      return null;
    }
  }
}

/** What reading `uri` shows now, as the watch asks for it. */
export async function resourceFacts<Services>(
  resources: readonly ResourceDefinition<Services>[],
  uri: string,
  runtime: Runtime<Services>,
): Promise<string | null> {
  for (const resource of resources) {
    const text = await resource.facts(uri, runtime);
    if (text !== null) return text;
  }
  return null;
}

const listenRequest = z.object({
  id: z.union([z.string(), z.number()]),
  method: z.literal('subscriptions/listen'),
  params: z.object({ notifications: z.object({ resourceSubscriptions: z.array(z.string()) }) }),
});

/** The resources that a new client asks to listen to with this message; none when it is another message. */
export function listenedUris(message: unknown): readonly string[] {
  return listenRequest.safeParse(message).data?.params.notifications.resourceSubscriptions ?? [];
}

/** The answer to a new client that wants to listen to too many resources, or null. */
export function listenRefusal(message: unknown): JSONRPCErrorResponse | null {
  const listen = listenRequest.safeParse(message).data;
  if (!listen || listen.params.notifications.resourceSubscriptions.length <= MOST_FOLLOWED) return null;
  return {
    jsonrpc: '2.0',
    id: listen.id,
    error: {
      code: ProtocolErrorCode.InvalidParams,
      message: `One stream can follow ${MOST_FOLLOWED} resources. Nothing was changed. Ask for fewer.`,
    },
  };
}

/**
 * Lets old clients subscribe on this connection (`resources/subscribe`) and declares it; new ones listen through
 * the entry that serves them. Before the server is connected.
 */
export function carrySubscriptions({ server }: McpServer, watch: ResourceWatch, log: McpLog): void {
  const following = new Map<string, () => void>();
  server.registerCapabilities({ resources: { subscribe: true } });
  server.setRequestHandler('resources/subscribe', async ({ params: { uri } }) => {
    if (following.has(uri)) return {};
    if (following.size >= MOST_FOLLOWED) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `A connection can follow ${MOST_FOLLOWED} resources. Nothing was changed. Unsubscribe from one first.`,
      );
    }
    if (!(await watch.exists(uri))) throw new ResourceNotFoundError(uri);
    if (following.has(uri)) return {};
    const tell = () => {
      server
        .sendResourceUpdated({ uri })
        .catch((error) => log.warn({ reason: reasonOf(error) }, 'a subscriber could not be told'));
    };
    following.set(uri, watch.follow(uri, tell));
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', async ({ params: { uri } }) => {
    following.get(uri)?.();
    following.delete(uri);
    return {};
  });
  const closed = server.onclose;
  server.onclose = () => {
    for (const stop of following.values()) stop();
    following.clear();
    closed?.();
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
