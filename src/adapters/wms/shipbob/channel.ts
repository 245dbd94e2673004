import type { ShipBobCall } from './call.ts';
import type { ShipBobClient } from './client.ts';
import { missingScope, shipBobError } from './errors.ts';
import { pages } from './pages.ts';
import { channelsWire } from './wire.ts';

const CHANNELS: ShipBobCall = {
  operation: 'check_channel',
  route: '/channel',
  target: '/channel',
  scope: 'channels_read',
};
const WRITE_SCOPE = 'orders_write';

interface Channel {
  readonly id: string;
  /** Null when ShipBob does not list the scopes. */
  readonly mayWrite: boolean | null;
}

export interface ChannelFinder {
  /** The channel that orders are created in: the configured one, else the only one with write scopes. */
  find(): Promise<string>;
  /** Proves the token and that the channel exists and may be written to. */
  check(): Promise<void>;
}

function chooseWritable(channels: readonly Channel[]): string {
  const writable = channels.filter((channel) => channel.mayWrite === true);
  const [first] = writable;
  if (first === undefined) throw missingScope({ ...CHANNELS, scope: WRITE_SCOPE });
  if (writable.length === 1) return first.id;
  const ids = writable.map((channel) => channel.id).join(', ');
  throw shipBobError(
    CHANNELS,
    'refused',
    `ShipBob lists several channels this token may write to (${ids}). Nothing was changed. Set SHIPBOB_CHANNEL_ID to the one for samples.`,
    { code: 'several_channels' },
  );
}

function checkConfigured(channels: readonly Channel[], channelId: string): void {
  const channel = channels.find((candidate) => candidate.id === channelId);
  if (channel?.mayWrite === false) throw missingScope({ ...CHANNELS, scope: WRITE_SCOPE });
  if (channel !== undefined) return;
  throw shipBobError(
    CHANNELS,
    'refused',
    'ShipBob does not show this token the channel in SHIPBOB_CHANNEL_ID. Nothing was changed. Correct it, or remove it to have the channel found.',
    { code: 'unknown_channel' },
  );
}

export function createChannelFinder(client: ShipBobClient, configured: string | null): ChannelFinder {
  let found = configured;

  async function list(): Promise<Channel[]> {
    const channels: Channel[] = [];
    for await (const page of pages(client, CHANNELS, channelsWire)) {
      for (const { id, scopes } of page.items) {
        channels.push({ id: String(id), mayWrite: scopes ? scopes.includes(WRITE_SCOPE) : null });
      }
    }
    return channels;
  }

  return {
    async find() {
      found ??= chooseWritable(await list());
      return found;
    },
    async check() {
      const channels = await list();
      if (configured !== null) checkConfigured(channels, configured);
      else found = chooseWritable(channels);
    },
  };
}
