import type { MachineClock } from '../../ports/clock.ts';
import type { NotifyChannel } from '../../ports/notify.ts';
import { createEmail, type EmailOptions } from './email.ts';
import { createSlack, type SlackOptions } from './slack.ts';
import { createWebhook, type WebhookOptions } from './webhook.ts';

export type ChannelOptions =
  | ({ readonly kind: 'slack' } & SlackOptions)
  | ({ readonly kind: 'webhook' } & Omit<WebhookOptions, 'machineClock'>)
  | ({ readonly kind: 'email' } & EmailOptions);

/** The ways out that an operator set up. Nothing is opened before the first message. */
export function createChannels(
  channels: readonly ChannelOptions[],
  machineClock: Pick<MachineClock, 'now'>,
): readonly NotifyChannel[] {
  return channels.map((channel) => open(channel, machineClock));
}

function open(channel: ChannelOptions, machineClock: Pick<MachineClock, 'now'>): NotifyChannel {
  switch (channel.kind) {
    case 'slack':
      return createSlack(channel);
    case 'webhook':
      return createWebhook({ ...channel, machineClock });
    case 'email':
      return createEmail(channel);
  }
}
