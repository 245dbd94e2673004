import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ChannelOptions, createChannels } from '../../../src/adapters/notify/index.ts';
import { httpReceiver, mailServer, notifyMessage } from './support.ts';

const MACHINE_NOW = 1_770_000_000_500;

function channel(options: ChannelOptions) {
  const [created] = createChannels([options], { now: () => MACHINE_NOW });
  if (!created) throw new Error('No channel was made.');
  onTestFinished(() => created.close());
  return created;
}

describe('a Slack-compatible webhook', () => {
  it('gets one text, in which nothing can mention a channel', async () => {
    const { url, received } = await httpReceiver();
    const slack = channel({ kind: 'slack', name: 'team', url });
    const evil = notifyMessage({ subject: 'Glow *and* <!channel>' });
    expect(await slack.send('dlv_1', evil)).toEqual({ kind: 'sent' });
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      text: '🟠 *Glow ∗and∗ &lt;!channel&gt;*\n• The request of @anna for Serum &lt;30 ml&gt; &amp; more runs out; 5 h left\n• What to do: decide them.',
    });
  });

  it('that refuses is told by its status alone, and by when it wants another try', async () => {
    const { url, answers } = await httpReceiver();
    answers.push({ status: 429, headers: { 'retry-after': '30' } }, { status: 404 }, { status: 302 });
    const slack = channel({ kind: 'slack', name: 'team', url });
    const send = () => slack.send('dlv_1', notifyMessage());
    expect(await send()).toEqual({ kind: 'failed', why: 'The receiver answered 429.', retryAfterMs: 30_000 });
    expect(await send()).toEqual({ kind: 'failed', why: 'The receiver answered 404.' });
    expect(await send()).toEqual({ kind: 'failed', why: 'The receiver answered 302.' });
  });

  it('that is not there does not give its address away', async () => {
    const slack = channel({ kind: 'slack', name: 'team', url: 'http://127.0.0.1:1/path-canary' });
    const result = await slack.send('dlv_1', notifyMessage());
    expect(result.kind).toBe('failed');
    expect(JSON.stringify(result)).not.toMatch(/canary|127\.0/);
  });
});

describe('a generic webhook', () => {
  it('is signed over timestamp and body as sent, and keeps its id over tries', async () => {
    const { url, received, answers } = await httpReceiver();
    answers.push({ status: 500 });
    const webhook = channel({ kind: 'webhook', name: 'erp', url, secret: 'shared' });
    expect(await webhook.send('dlv_7', notifyMessage())).toMatchObject({ kind: 'failed' });
    expect(await webhook.send('dlv_7', notifyMessage())).toEqual({ kind: 'sent' });
    for (const { headers, body } of received) {
      const expected = createHmac('sha256', 'shared').update(`1770000000.${body}`).digest('hex');
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'x-affiliate-ops-delivery': 'dlv_7',
        'x-affiliate-ops-timestamp': '1770000000',
        'x-affiliate-ops-signature': `v1=${expected}`,
      });
    }
    expect(JSON.parse(received[1]?.body ?? '')).toEqual({
      version: 1,
      delivery_id: 'dlv_7',
      kind: 'alert',
      subject: 'Glow: 2 sample requests run out soon',
      lines: notifyMessage().lines,
      severity: 'high',
      rule: 'approvals_expiring',
      shop: { shop_id: '749', name: 'Glow' },
      at: '2025-10-09T08:53:20Z',
      alerts: [
        {
          alert_id: 'alr_1',
          title: 'The request of @anna for Serum runs out',
          state: 'firing',
          started_at: '2025-10-09T08:53:20Z',
          deadline: '2025-10-09T13:53:20Z',
        },
      ],
    });
  });
});

describe('e-mail', () => {
  const email = (port: number, login = true) =>
    channel({
      ...{ kind: 'email', name: 'mail', host: '127.0.0.1', port, secure: false, from: 'desk@example.com' },
      ...{ to: ['mia@example.com', 'ops@example.com'] },
      ...{ user: login ? 'desk' : null, password: login ? 'password-canary' : null },
    });

  it('goes to everybody named, as plain text, with an id that stays the same', async () => {
    const { port, mails, logins } = await mailServer();
    expect(await email(port).send('dlv_1', notifyMessage())).toEqual({ kind: 'sent' });
    expect(logins).toEqual(['desk password-canary']);
    expect(mails).toMatchObject([
      { from: '<desk@example.com>', to: ['<mia@example.com>', '<ops@example.com>'] },
    ]);
    const text = mails[0]?.text ?? '';
    expect(text).toContain('Subject: Glow: 2 sample requests run out soon\n');
    expect(text).toContain('Message-ID: <dlv_1@affiliate-ops.invalid>');
    expect(text).toContain('- What to do: decide them.\n');
  });

  it.each([
    ['login' as const, 'The mail server refused user or password.'],
    ['recipients' as const, 'The mail server refused the sender or a recipient.'],
  ])('that is refused at %s says so without a secret', async (refuses, why) => {
    const { port } = await mailServer({ refuses });
    expect(await email(port).send('dlv_1', notifyMessage())).toEqual({ kind: 'failed', why });
  });

  it('that finds no server says so', async () => {
    expect(await email(1).send('dlv_1', notifyMessage())).toEqual({
      kind: 'failed',
      why: 'The mail server could not be reached or broke off.',
    });
  });
});
