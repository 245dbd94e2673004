import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Configuration, ShipBobConnection, TikTokApp } from '../../config/index.ts';
import { version } from '../../config/version.ts';
import { type Check, fail, MEGABYTE, ok, sizeOf, warn } from './check.ts';

/** A backup before an update and a busy day need less than this (ours). */
const LOW_DISK = 500 * MEGABYTE;
const FULL_DISK = 50 * MEGABYTE;

export function checkNode(): readonly Check[] {
  return [ok('node', `Node.js ${process.versions.node}, affiliate-ops ${version()}.`)];
}

export interface Folders {
  readonly configDir: string;
  readonly dataDir: string;
}

export function checkFolders({ configDir, dataDir }: Folders): readonly Check[] {
  return [folder('config folder', configDir), folder('data folder', dataDir), disk(dataDir)];
}

function folder(check: string, path: string): Check {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return ok(check, `${path} is made at the first start.`);
  if (!status.isDirectory()) {
    return fail(check, `${path} is not a folder.`, 'Move it away, or choose another folder.');
  }
  // Windows keeps rights in access lists, which the mode bits do not show.
  if (process.platform !== 'win32' && (status.mode & 0o077) !== 0) {
    return warn(check, `${path} is open to other users of this machine.`, `chmod 700 "${path}"`);
  }
  return ok(check, path);
}

function disk(dataDir: string): Check {
  let there = dataDir;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  const free = bavail * bsize;
  const says = `${sizeOf(free)} are free where the data lie.`;
  const remedy = 'Free some space: a full disk stops everything that is written down before it is done.';
  if (free < FULL_DISK) return fail('disk', says, remedy);
  return free < LOW_DISK ? warn('disk', says, remedy) : ok('disk', says);
}

/** Does not make the key: that is for the first start. */
export function checkKey(configuration: Configuration, env: NodeJS.ProcessEnv): readonly Check[] {
  const file = join(configuration.configDir, 'secret.key');
  const given = (env.AFFILIATE_OPS_SECRET_KEY ?? '').trim() !== '';
  if (!given && !existsSync(file)) return [ok('secret key', `${file} is made at the first start.`)];
  configuration.secretKey();
  return [ok('secret key', given ? 'AFFILIATE_OPS_SECRET_KEY holds it.' : file)];
}

export function checkSettings({ configFile, sources }: Configuration): readonly Check[] {
  const changed = Object.entries(sources).filter(([, source]) => source !== 'default');
  const named = changed.map(([name, source]) => (source === 'file' ? name : `${name} (${source})`));
  return [
    ok('settings', configFile ?? 'No mcp.config.json: every setting has its default.'),
    ...(named.length > 0 ? [ok('changed settings', named.join(', '))] : []),
  ];
}

export function checkCredentials({ connection, channels, settings }: Configuration): readonly Check[] {
  const told =
    channels.length > 0
      ? ok('channels', `Alerts and the digest go to ${channels.map(({ name }) => name).join(', ')}.`)
      : warn(
          'channels',
          'No channel is set up: alerts show in the chat only.',
          'Add "notify" to mcp.config.json; docs/settings.md lists the kinds.',
        );
  const mode = ok('mode', settings.mode);
  if (connection.kind === 'sandbox') {
    return [
      ok('shop', 'The sandbox: no TIKTOK_ variable is set, so nothing here reaches a real shop.'),
      mode,
      told,
    ];
  }
  const { sandboxLabel, tiktok, shipbob } = connection;
  const where = sandboxLabel ? 'A sandbox on this machine' : 'Live';
  return [
    ok('shop', `${where}: ${appsOf(tiktok.apps)} for ${new URL(tiktok.apiUrl).host}.`),
    warehouse(shipbob, settings.defaults.shipping.route),
    mode,
    told,
  ];
}

function appsOf(apps: readonly TikTokApp[]): string {
  return apps
    .map(({ role, serviceId, refreshToken }) => {
      const also = [
        ...(serviceId === null ? [] : ['service id']),
        ...(refreshToken === null ? [] : ['refresh token']),
      ];
      return `key and secret${also.map((name) => `, ${name}`).join('')} of the ${role} app`;
    })
    .join('; ');
}

function warehouse(shipbob: ShipBobConnection | null, route: string): Check {
  if (shipbob !== null) return ok('warehouse', `ShipBob, channel ${shipbob.channelId}, route ${route}.`);
  const says = `No warehouse is set up, and the route is ${route}.`;
  const remedy = 'Set SHIPBOB_TOKEN and SHIPBOB_CHANNEL_ID where your assistant is configured.';
  return route === 'direct_create' ? fail('warehouse', says, remedy) : warn('warehouse', says, remedy);
}
