import { type JSONRPCMessage, SUBSCRIPTION_ID_META_KEY } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod';
import { listenRefusal, type ResourceWatch } from './subscriptions.ts';

const subscriptionId = z.union([z.string(), z.number()]);

/** What the SDK agreed to deliver on a listen stream. */
const acknowledged = z.object({
  method: z.literal('notifications/subscriptions/acknowledged'),
  params: z.object({
    _meta: z.object({ [SUBSCRIPTION_ID_META_KEY]: subscriptionId }),
    notifications: z.object({ resourceSubscriptions: z.array(z.string()).default([]) }),
  }),
});

const cancelled = z.object({
  method: z.literal('notifications/cancelled'),
  params: z.object({ requestId: subscriptionId }),
});

/** The end of a listen stream by the server: its request is answered. */
const answered = z.object({ id: subscriptionId, result: z.unknown() });

/**
 * The process's stdin and stdout, with updates for new clients that listen. On one connection the SDK serves
 * `subscriptions/listen` by itself and keeps what was agreed to itself; this reads it off the wire.
 */
export class StdioListening extends StdioServerTransport {
  readonly #watch: ResourceWatch;
  readonly #failed: (error: unknown) => void;
  readonly #streams = new Map<string | number, readonly (() => void)[]>();

  constructor(watch: ResourceWatch, failed: (error: unknown) => void) {
    super();
    this.#watch = watch;
    this.#failed = failed;
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    await super.send(message);
    const ack = acknowledged.safeParse(message).data;
    if (ack !== undefined) {
      this.#listen(
        ack.params._meta[SUBSCRIPTION_ID_META_KEY],
        ack.params.notifications.resourceSubscriptions,
      );
      return;
    }
    const answer = answered.safeParse(message).data;
    if (answer !== undefined) this.#stop(answer.id);
  }

  /** To be called on every message that comes in. True when it was answered here and goes no further. */
  took(message: JSONRPCMessage): boolean {
    const refused = listenRefusal(message);
    if (refused !== null) {
      super.send(refused).catch(this.#failed);
      return true;
    }
    const cancel = cancelled.safeParse(message).data;
    if (cancel !== undefined) this.#stop(cancel.params.requestId);
    return false;
  }

  #listen(id: string | number, uris: readonly string[]): void {
    this.#stop(id);
    const follow = (uri: string) =>
      this.#watch.follow(uri, () => {
        const params = { uri, _meta: { [SUBSCRIPTION_ID_META_KEY]: id } };
        super.send({ jsonrpc: '2.0', method: 'notifications/resources/updated', params }).catch(this.#failed);
      });
    this.#streams.set(id, [...new Set(uris)].map(follow));
  }

  #stop(id: string | number): void {
    for (const stop of this.#streams.get(id) ?? []) stop();
    this.#streams.delete(id);
  }
}
