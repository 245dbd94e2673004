import { z } from 'zod';
import { percent, section, text, whole } from './fields.ts';

const number = (minimum: number, maximum: number, description: string) =>
  z.exactOptional(whole(minimum, maximum)).describe(description);

export const alertSettings = () =>
  section({
    approvals_expiring_hours: number(1, 168, 'Hours before a request runs out.'),
    ship_sla_hours: number(1, 168, 'Hours before the time to ship an approved sample is over.'),
    stuck_delivery_days: number(1, 90, 'Days after a parcel left without having arrived.'),
    stuck_delivery_for_hours: number(0, 720, 'Hours that this has to hold.'),
    wms_down_failures: number(1, 100, 'Calls to the warehouse that fail one after the other.'),
    wms_down_minutes: number(1, 1_440, 'Minutes in which they fail, and for which that has to hold.'),
    auth_expiring_hours: number(1, 2_160, 'Hours before the authorisation of TikTok Shop ends.'),
    api_budget_left_percent: z
      .exactOptional(percent)
      .describe("Share of the day's requests of which less is left."),
    api_budget_day_percent: z
      .exactOptional(percent)
      .describe('Share of the day (UTC) before which that is too early.'),
    unverified_write_minutes: number(1, 10_080, 'Minutes for which nobody knows whether a write happened.'),
    stock_cover_days: number(1, 365, 'Days that stock lasts at the pace of samples, at least.'),
    group_wait_minutes: number(0, 1_440, 'Minutes that a first message waits for what belongs to it.'),
    group_interval_hours: number(1, 168, 'Hours between two messages about changes of one group.'),
    repeat_hours: number(1, 720, 'Hours after which an unchanged group is told again.'),
    channel_dead_failures: number(1, 1_000, 'Tries in a row that fail before a channel counts as dead.'),
    digest_hour: number(0, 23, "Hour of the shop's day from which its digest goes out."),
  });

const variableError = 'must be the name of an environment variable, such as "SLACK_WEBHOOK_URL"';
const variableName = () =>
  z.exactOptional(
    z.string({ error: variableError }).regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: variableError }),
  );

const addressError = 'must be an e-mail address';
const address = () =>
  z.string({ error: addressError }).regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, { error: addressError });

/** Which of them a kind needs is checked where the environment is known. */
const channel = () =>
  section({
    kind: z
      .enum(['slack', 'webhook', 'email'], { error: 'must be "slack", "webhook" or "email"' })
      .describe('slack: an incoming webhook in the form of Slack. webhook: signed JSON. email: SMTP.'),
    name: z
      .exactOptional(text('must be a name of your own').max(40, { error: 'must have at most 40 characters' }))
      .describe('What messages call it; the kind when it is left out.'),
    url_env: variableName().describe('slack, webhook: the variable that holds the address.'),
    secret_env: variableName().describe(
      'webhook: the variable that holds the secret that messages are signed with.',
    ),
    host: z.exactOptional(text('must be the host of an SMTP server')).describe('email: the SMTP server.'),
    port: z.exactOptional(whole(1, 65_535)).describe('email: 587 when it is left out, 465 with secure.'),
    secure: z
      .exactOptional(z.boolean({ error: 'must be true or false' }))
      .describe('email: TLS from the first byte instead of STARTTLS.'),
    user: z.exactOptional(text('must be the user of the SMTP server')).describe('email: the SMTP user.'),
    password_env: variableName().describe('email: the variable that holds the SMTP password.'),
    from: z.exactOptional(address()).describe('email: the sender.'),
    to: z
      .exactOptional(
        z
          .array(address(), { error: 'must be a list of e-mail addresses' })
          .min(1, { error: 'must name at least one address' })
          .max(20, { error: 'must name at most 20 addresses' }),
      )
      .describe('email: the recipients.'),
  });

export const notifyChannels = () =>
  z
    .array(channel(), { error: 'must be a list of channels' })
    .max(10, { error: 'must hold at most 10 channels' });
