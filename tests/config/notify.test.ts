import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfiguration } from '../../src/config/index.ts';
import { OperatorError } from '../../src/domain/errors.ts';
import { HOUR } from '../../src/domain/time.ts';

function load(content: unknown, env: Record<string, string> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'affiliate-ops-notify-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const file = join(home, 'own.json');
  writeFileSync(file, JSON.stringify(content));
  return loadConfiguration({
    env: { ...env, AFFILIATE_OPS_CONFIG: file },
    cwd: home,
    platform: 'linux',
    homeDir: home,
  });
}

function problems(content: unknown, env: Record<string, string> = {}): string[] {
  try {
    load(content, env);
  } catch (error) {
    if (error instanceof OperatorError)
      return error.message.replaceAll(/\S+own\.json/g, 'own.json').split('\n');
    throw error;
  }
  return [];
}

const EMAIL = { kind: 'email', host: 'mail.example.com', from: 'desk@example.com', to: ['mia@example.com'] };

it('fills channels from the environment, and keeps their secrets out of the settings', () => {
  const notify = [
    { kind: 'slack', url_env: 'SLACK_WEBHOOK_URL' },
    { kind: 'webhook', name: 'erp', url_env: 'ERP_URL', secret_env: 'ERP_SECRET' },
    { ...EMAIL, user: 'desk', password_env: 'SMTP_PASSWORD' },
    { ...EMAIL, name: 'plain', secure: true },
  ];
  const env = {
    SLACK_WEBHOOK_URL: 'https://hooks.example.com/slack-canary',
    ERP_URL: 'http://127.0.0.1:9/hook-canary',
    ERP_SECRET: 'secret-canary',
    SMTP_PASSWORD: 'password-canary',
  };
  const { channels, settings, sources } = load({ notify, alerts: { ship_sla_hours: 36 } }, env);
  expect(channels).toEqual([
    { kind: 'slack', name: 'slack', url: env.SLACK_WEBHOOK_URL },
    { kind: 'webhook', name: 'erp', url: env.ERP_URL, secret: 'secret-canary' },
    { ...EMAIL, name: 'email', port: 587, secure: false, user: 'desk', password: 'password-canary' },
    { ...EMAIL, name: 'plain', port: 465, secure: true, user: null, password: null },
  ]);
  expect(JSON.stringify({ settings, sources })).not.toContain('canary');
  expect(settings.alerts).toMatchObject({ shipSlaMs: 36 * HOUR, approvalsExpiringMs: 24 * HOUR });
  expect(sources).toMatchObject({
    notify: 'file',
    'alerts.ship_sla_hours': 'file',
    'alerts.digest_hour': 'default',
  });
});

const ENV = { HOOK: 'https://example.com/canary' };
it.each<[string, unknown, string]>([
  ['a kind', { kind: 'sms' }, 'notify.0.kind must be "slack", "webhook" or "email"'],
  [
    'a variable',
    { kind: 'slack', url_env: 'https://example.com/canary' },
    'notify.0.url_env must be the name of an environment variable, such as "SLACK_WEBHOOK_URL"',
  ],
  ['its value', { kind: 'slack', url_env: 'NOT_SET' }, 'notify.0.url_env names NOT_SET, which is not set'],
  ['what it lacks', { kind: 'webhook', url_env: 'HOOK' }, 'notify.0 is of kind webhook and needs secret_env'],
  [
    'what it cannot have',
    { kind: 'slack', url_env: 'HOOK', host: 'a' },
    'notify.0 is of kind slack and has no setting "host"; allowed: url_env',
  ],
  ['half a login', { ...EMAIL, user: 'desk' }, 'notify.0 must have both user and password_env, or neither'],
  ['a recipient', { ...EMAIL, to: ['mia'] }, 'notify.0.to.0 must be an e-mail address'],
])('tells of %s in a channel', (_what, channel, expected) => {
  expect(problems({ notify: [channel] }, ENV)).toEqual([`own.json: ${expected}`]);
});

it('tells of an address that is not safe, without the address', () => {
  const found = problems(
    { notify: [{ kind: 'slack', url_env: 'HOOK' }] },
    { HOOK: 'http://example.com/canary' },
  );
  expect(found).toEqual([
    'own.json: notify.0: HOOK must be an https address; plain http is only for this machine (127.0.0.1, localhost)',
  ]);
});

it('tells of two channels of one name', () => {
  const slack = { kind: 'slack', url_env: 'HOOK' };
  expect(problems({ notify: [slack, slack] }, ENV)).toEqual([
    'own.json: notify.1 is the second channel called "slack"; give it a name of its own in "name"',
  ]);
  expect(problems({ notify: [slack, { ...slack, name: 'other' }] }, ENV)).toEqual([]);
});

it('tells of a threshold out of bounds', () => {
  expect(problems({ alerts: { digest_hour: 24 } })).toEqual([
    'own.json: alerts.digest_hour must be a whole number from 0 to 23',
  ]);
});
