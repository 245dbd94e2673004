import type { AlertSettings } from '../domain/settings.ts';
import { DAY, HOUR, MINUTE } from '../domain/time.ts';
import type { DEFAULT_ALERTS } from './defaults.ts';
import type { Environment } from './directories.ts';
import { isLoopback, variable } from './environment.ts';
import type { ConfigFile, Problems } from './file.ts';

type ChannelSection = NonNullable<ConfigFile['notify']>[number];

/** A way out for alerts with its secrets, which come from the environment and from nowhere else. */
export type NotifyConnection = { readonly name: string } & (
  | { readonly kind: 'slack'; readonly url: string }
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: string }
  | {
      readonly kind: 'email';
      readonly host: string;
      readonly port: number;
      /** TLS from the first byte; otherwise STARTTLS is required, except on this machine. */
      readonly secure: boolean;
      readonly user: string | null;
      readonly password: string | null;
      readonly from: string;
      readonly to: readonly string[];
    }
);

/** SMTP submission, and with TLS from the first byte. */
const SUBMISSION = 587;
const SUBMISSIONS = 465;

/** Channels as the file names them, filled from the environment. What is missing or wrong goes to `problems`. */
export function readChannels(
  sections: readonly ChannelSection[],
  env: Environment,
  { file, problems }: { readonly file: string; readonly problems: Problems },
): readonly NotifyConnection[] {
  const names = new Set<string>();
  return sections.flatMap((section, index) => {
    const place = `${file}: notify.${index}`;
    const name = section.name ?? section.kind;
    if (names.has(name)) {
      problems.push(`${place} is the second channel called "${name}"; give it a name of its own in "name"`);
    }
    names.add(name);
    const before = problems.length;
    const channel = readChannel(name, section, env, place, problems);
    return channel === null || problems.length > before ? [] : [channel];
  });
}

function readChannel(
  name: string,
  section: ChannelSection,
  env: Environment,
  place: string,
  problems: Problems,
): NotifyConnection | null {
  const { kind, url_env, secret_env, user, password_env, secure = false } = section;
  if (!fits(section, place, problems)) return null;
  const secret = (setting: string, variableName = ''): string =>
    readSecret(variableName, setting, env, place, problems);
  if (kind !== 'email') {
    const url = readUrl(url_env ?? '', 'url_env', env, place, problems);
    if (kind === 'slack') return { kind, name, url };
    return { kind, name, url, secret: secret('secret_env', secret_env) };
  }
  const { host = '', port = secure ? SUBMISSIONS : SUBMISSION, from = '', to = [] } = section;
  if ((user === undefined) !== (password_env === undefined)) {
    problems.push(`${place} must have both user and password_env, or neither`);
  }
  return {
    ...{ kind, name, host, port, secure, from, to },
    user: user ?? null,
    password: password_env === undefined ? null : secret('password_env', password_env),
  };
}

/** Settings of each kind besides kind and name: those it needs, and those it may have. */
const SETTINGS_OF = {
  slack: { needs: ['url_env'], may: [] },
  webhook: { needs: ['url_env', 'secret_env'], may: [] },
  email: { needs: ['host', 'from', 'to'], may: ['port', 'secure', 'user', 'password_env'] },
} as const satisfies Record<ChannelSection['kind'], unknown>;

function fits(section: ChannelSection, place: string, problems: Problems): boolean {
  const { kind, name: _name, ...given } = section;
  const { needs, may } = SETTINGS_OF[kind];
  const missing = needs.filter((setting) => given[setting] === undefined);
  const allowed: readonly string[] = [...needs, ...may];
  const foreign = Object.keys(given).filter((setting) => !allowed.includes(setting));
  for (const setting of missing) problems.push(`${place} is of kind ${kind} and needs ${setting}`);
  for (const setting of foreign) {
    problems.push(
      `${place} is of kind ${kind} and has no setting "${setting}"; allowed: ${allowed.join(', ')}`,
    );
  }
  return missing.length + foreign.length === 0;
}

function readSecret(
  variableName: string,
  setting: string,
  env: Environment,
  place: string,
  problems: Problems,
): string {
  const value = variable(env, variableName);
  if (value === null) problems.push(`${place}.${setting} names ${variableName}, which is not set`);
  return value ?? '';
}

function readUrl(...args: Parameters<typeof readSecret>): string {
  const [variableName, , , place, problems] = args;
  const value = readSecret(...args);
  if (value === '') return value;
  const url = URL.canParse(value) ? new URL(value) : null;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(value));
  if (!safe) {
    problems.push(
      `${place}: ${variableName} must be an https address; plain http is only for this machine (127.0.0.1, localhost)`,
    );
  }
  return value;
}

/** Settings of alerts in the program's own units. */
export function toAlertSettings(alerts: typeof DEFAULT_ALERTS): AlertSettings {
  return {
    approvalsExpiringMs: alerts.approvals_expiring_hours * HOUR,
    shipSlaMs: alerts.ship_sla_hours * HOUR,
    stuckDeliveryMs: alerts.stuck_delivery_days * DAY,
    stuckDeliveryForMs: alerts.stuck_delivery_for_hours * HOUR,
    wmsDownFailures: alerts.wms_down_failures,
    wmsDownWindowMs: alerts.wms_down_minutes * MINUTE,
    authExpiringMs: alerts.auth_expiring_hours * HOUR,
    apiBudgetLeftBps: Math.round(alerts.api_budget_left_percent * 100),
    apiBudgetDayBps: Math.round(alerts.api_budget_day_percent * 100),
    unverifiedWriteMs: alerts.unverified_write_minutes * MINUTE,
    stockCoverMs: alerts.stock_cover_days * DAY,
    groupWaitMs: alerts.group_wait_minutes * MINUTE,
    groupIntervalMs: alerts.group_interval_hours * HOUR,
    repeatMs: alerts.repeat_hours * HOUR,
    channelDeadFailures: alerts.channel_dead_failures,
    digestHour: alerts.digest_hour,
  };
}
