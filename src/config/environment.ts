import type { Mode } from '../domain/settings.ts';
import {
  DEFAULT_LOG_LEVEL,
  SHIPBOB_API_URL,
  TIKTOK_API_URL,
  TIKTOK_AUTH_URL,
  TIKTOK_LINK_URL,
} from './defaults.ts';
import type { Environment } from './directories.ts';
import type { Problems } from './file.ts';

/** The platform advises one app for what is about creators and one, the connector, for orders and products. */
export type AppRole = 'affiliate' | 'connector';

export interface TikTokApp {
  readonly role: AppRole;
  readonly appKey: string;
  readonly appSecret: string;
  /** Of the authorisation link; null takes the older link, which names the app key. */
  readonly serviceId: string | null;
  /** Null when "affiliate-ops auth" brings the tokens, as it usually does. */
  readonly refreshToken: string | null;
}

export interface TikTokConnection {
  /** Without a slash at the end, like every address here. */
  readonly apiUrl: string;
  readonly authUrl: string;
  /** Where sellers authorise. */
  readonly linkUrl: string;
  /** The affiliate app first: a database belongs to it. */
  readonly apps: readonly [TikTokApp, ...TikTokApp[]];
}

export interface ShipBobConnection {
  readonly token: string;
  readonly channelId: string;
  readonly apiUrl: string;
}

export type Connection =
  /** No credentials: the invented programme on this machine. */
  | { readonly kind: 'sandbox' }
  | {
      readonly kind: 'live';
      /** The API host is this machine, so what answers is a sandbox and is to be called one. */
      readonly sandboxLabel: boolean;
      readonly tiktok: TikTokConnection;
      /** Null when no warehouse is set up. */
      readonly shipbob: ShipBobConnection | null;
    };

const MODES = ['read-only', 'confirm', 'auto'] as const satisfies readonly Mode[];
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What Claude Desktop passes for a field of a bundle's form that was left empty (modelcontextprotocol/mcpb#250). */
const EMPTY_BUNDLE_FIELD = /^\$\{user_config\.\w+\}$/;

/** A variable that is set to nothing counts as not set: hosts pass empty fields of their forms this way. */
export function variable(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' || EMPTY_BUNDLE_FIELD.test(value) ? null : value;
}

export function readMode(env: Environment, problems: Problems): Mode | null {
  return readChoice(env, 'AFFILIATE_OPS_MODE', MODES, problems);
}

export function readLogLevel(env: Environment, problems: Problems): LogLevel {
  return readChoice(env, 'LOG_LEVEL', LOG_LEVELS, problems) ?? DEFAULT_LOG_LEVEL;
}

function readChoice<Value extends string>(
  env: Environment,
  name: string,
  allowed: readonly Value[],
  problems: Problems,
): Value | null {
  const given = variable(env, name);
  if (given === null) return null;
  const chosen = allowed.find((value) => value === given);
  if (chosen !== undefined) return chosen;
  problems.push(`environment: ${name} must be one of ${allowed.join(', ')}`);
  return null;
}

/**
 * Which systems the programme talks to. Null when something is missing or wrong, which is then in `problems`:
 * half a set of credentials must never end in the sandbox, where an operator would approve invented samples.
 */
export function readConnection(env: Environment, problems: Problems): Connection | null {
  const before = problems.length;
  const set = Object.keys(env).filter((name) => name.startsWith('TIKTOK_') && variable(env, name) !== null);
  if (set.length === 0) return { kind: 'sandbox' };
  const tiktok = readTikTok(env, set, problems);
  const shipbob = readShipBob(env, problems);
  if (problems.length > before) return null;
  const sandboxLabel = isLoopback(tiktok.apiUrl);
  checkOneSide(tiktok, shipbob, sandboxLabel, problems);
  return problems.length > before ? null : { kind: 'live', sandboxLabel, tiktok, shipbob };
}

function readTikTok(env: Environment, set: readonly string[], problems: Problems): TikTokConnection {
  const names = ['TIKTOK_SHOP_APP_KEY', 'TIKTOK_SHOP_APP_SECRET'];
  for (const name of names.filter((candidate) => variable(env, candidate) === null)) {
    problems.push(
      `environment: ${name} is missing, while ${set.join(', ')} ${set.length === 1 ? 'is' : 'are'} set; ` +
        'without any TIKTOK_ variable the sandbox is used',
    );
  }
  const apiUrl = readUrl(env, 'TIKTOK_SHOP_API_URL', TIKTOK_API_URL, problems);
  const connector = readConnector(env, problems);
  const affiliate: TikTokApp = {
    role: 'affiliate',
    appKey: variable(env, 'TIKTOK_SHOP_APP_KEY') ?? '',
    appSecret: variable(env, 'TIKTOK_SHOP_APP_SECRET') ?? '',
    serviceId: readServiceId(env, 'TIKTOK_SHOP_SERVICE_ID', problems),
    refreshToken: variable(env, 'TIKTOK_SHOP_REFRESH_TOKEN'),
  };
  if (connector?.appKey === affiliate.appKey && affiliate.appKey !== '') {
    problems.push(
      'environment: TIKTOK_SHOP_CONNECTOR_APP_KEY is the same as TIKTOK_SHOP_APP_KEY; with one app leave out the connector',
    );
  }
  return {
    apiUrl,
    authUrl: readUrl(env, 'TIKTOK_SHOP_AUTH_URL', TIKTOK_AUTH_URL, problems),
    linkUrl: readUrl(
      env,
      'TIKTOK_SHOP_AUTH_LINK_URL',
      isLoopback(apiUrl) ? apiUrl : TIKTOK_LINK_URL,
      problems,
    ),
    apps: connector === null ? [affiliate] : [affiliate, connector],
  };
}

/** The second app, if there is one: key and secret belong together. */
function readConnector(env: Environment, problems: Problems): TikTokApp | null {
  const pair = ['TIKTOK_SHOP_CONNECTOR_APP_KEY', 'TIKTOK_SHOP_CONNECTOR_APP_SECRET'];
  const set = [...pair, 'TIKTOK_SHOP_CONNECTOR_SERVICE_ID'].filter((name) => variable(env, name) !== null);
  if (set.length === 0) return null;
  for (const name of pair.filter((candidate) => !set.includes(candidate))) {
    problems.push(
      `environment: ${name} is missing, while ${set.join(', ')} ${set.length === 1 ? 'is' : 'are'} set; ` +
        'without any of them there is one app',
    );
  }
  return {
    role: 'connector',
    appKey: variable(env, 'TIKTOK_SHOP_CONNECTOR_APP_KEY') ?? '',
    appSecret: variable(env, 'TIKTOK_SHOP_CONNECTOR_APP_SECRET') ?? '',
    serviceId: readServiceId(env, 'TIKTOK_SHOP_CONNECTOR_SERVICE_ID', problems),
    refreshToken: null,
  };
}

function readServiceId(env: Environment, name: string, problems: Problems): string | null {
  const given = variable(env, name);
  if (given !== null && !/^\d+$/.test(given)) {
    problems.push(`environment: ${name} must be the number in the app's authorisation link (service_id=…)`);
  }
  return given;
}

function readShipBob(env: Environment, problems: Problems): ShipBobConnection | null {
  const token = variable(env, 'SHIPBOB_TOKEN');
  const channelId = variable(env, 'SHIPBOB_CHANNEL_ID');
  if (token === null && channelId === null) return null;
  if (token === null) problems.push('environment: SHIPBOB_TOKEN is missing, while SHIPBOB_CHANNEL_ID is set');
  if (channelId === null)
    problems.push('environment: SHIPBOB_CHANNEL_ID is missing, while SHIPBOB_TOKEN is set');
  if (channelId !== null && !/^\d+$/.test(channelId)) {
    problems.push('environment: SHIPBOB_CHANNEL_ID must be the number of the channel');
  }
  const apiUrl = readUrl(env, 'SHIPBOB_API_URL', SHIPBOB_API_URL, problems);
  return { token: token ?? '', channelId: channelId ?? '', apiUrl };
}

function readUrl(env: Environment, name: string, fallback: string, problems: Problems): string {
  const given = variable(env, name);
  if (given === null) return fallback;
  const url = URL.canParse(given) ? new URL(given) : null;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(given));
  if (
    url !== null &&
    safe &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === ''
  ) {
    return url.href.replace(/\/+$/, '');
  }
  problems.push(
    `environment: ${name} must be an https address without user, query or fragment; ` +
      'plain http is only for this machine (127.0.0.1, localhost)',
  );
  return fallback;
}

export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Invented orders must not reach a real warehouse, real samples not an invented one, a token neither's stranger. */
function checkOneSide(
  tiktok: TikTokConnection,
  shipbob: ShipBobConnection | null,
  sandbox: boolean,
  problems: Problems,
): void {
  const others = [
    { name: 'TIKTOK_SHOP_AUTH_URL', url: tiktok.authUrl },
    { name: 'TIKTOK_SHOP_AUTH_LINK_URL', url: tiktok.linkUrl },
    ...(shipbob === null ? [] : [{ name: 'SHIPBOB_API_URL', url: shipbob.apiUrl }]),
  ];
  for (const { name } of others.filter((other) => isLoopback(other.url) !== sandbox)) {
    problems.push(
      sandbox
        ? `environment: ${name} must be on this machine too, since TIKTOK_SHOP_API_URL is (a sandbox)`
        : `environment: ${name} must not be on this machine (a sandbox), since TIKTOK_SHOP_API_URL is not`,
    );
  }
}
