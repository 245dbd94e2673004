import type { NotifyChannel, NotifyMessage } from '../../ports/notify.ts';
import { createPoster } from './post-json.ts';

export interface SlackOptions {
  readonly name: string;
  /** The incoming webhook; whoever knows it can post, so it is never shown. */
  readonly url: string;
}

/** A Slack-compatible incoming webhook. It has no key against repeats: a lost answer can show a message twice. */
export function createSlack({ name, url }: SlackOptions): NotifyChannel {
  const poster = createPoster();
  return {
    name,
    send: (_deliveryId, message) => poster.post(url, JSON.stringify({ text: slackText(message) }), {}),
    close: () => poster.close(),
  };
}

const MARKS = { critical: '🔴', high: '🟠', warn: '🟡', info: '🔵' } as const;

function slackText({ subject, lines, severity }: NotifyMessage): string {
  const points = lines.map((line) => `• ${escaped(line)}`);
  return [`${MARKS[severity]} *${escaped(subject).replaceAll('*', '∗')}*`, ...points].join('\n');
}

/** Slack's own three characters: what is left cannot mention a channel or make a link. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
