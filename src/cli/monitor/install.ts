import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfiguration } from '../../config/index.ts';
import { OperatorError } from '../../domain/errors.ts';
import type { Terminal } from '../command.ts';
import { monitorUnit, type Unit, type UnitPlace } from './unit.ts';

const LAUNCHER = fileURLToPath(new URL('../../../bin/affiliate-ops.mjs', import.meta.url));

/** Settings of the present shell that hold no secret: they go into the file for the monitor. */
const CARRIED = ['AFFILIATE_OPS_CONFIG', 'AFFILIATE_OPS_DATA_DIR', 'AFFILIATE_OPS_MODE', 'LOG_LEVEL'];
/** What else it may need; only named, since a secret goes where its owner puts it. */
const NAMED = [
  'TIKTOK_SHOP_APP_KEY',
  'TIKTOK_SHOP_APP_SECRET',
  'TIKTOK_SHOP_CONNECTOR_APP_KEY',
  'TIKTOK_SHOP_CONNECTOR_APP_SECRET',
  'SHIPBOB_TOKEN',
  'SHIPBOB_CHANNEL_ID',
  'AFFILIATE_OPS_SECRET_KEY',
];

/** This machine, this user, this copy of the program. */
function here(): UnitPlace {
  // Only folders are read: the credentials of this shell do not matter to the unit.
  const local = Object.entries(process.env).filter(([name]) => !/^(TIKTOK|SHIPBOB)_/.test(name));
  const { configDir, dataDir, configFile } = loadConfiguration({ env: Object.fromEntries(local) });
  const env = {
    ...process.env,
    // As absolute paths: the monitor starts in another folder.
    ...(process.env.AFFILIATE_OPS_CONFIG && configFile !== null && { AFFILIATE_OPS_CONFIG: configFile }),
    ...(process.env.AFFILIATE_OPS_DATA_DIR && { AFFILIATE_OPS_DATA_DIR: dataDir }),
  };
  return {
    platform: process.platform,
    homeDir: homedir(),
    ...{ configDir, dataDir, launcher: LAUNCHER, node: process.execPath, env },
  };
}

function unitFor(place: UnitPlace): Unit {
  const unit = monitorUnit(place);
  if (unit) return unit;
  throw new OperatorError(
    'setup',
    `There is no unit for this system (${place.platform}).`,
    'Have its own scheduler run "affiliate-ops monitor --once" every 15 minutes.',
  );
}

export function printMonitor(terminal: Terminal, place: UnitPlace = here()): number {
  terminal.out(unitFor(place).text);
  return 0;
}

/** Writes the unit and, when there is none, the file with its environment. Says what it replaced. */
export function installMonitor(terminal: Terminal, place: UnitPlace = here()): number {
  if (/[\\/]_npx[\\/]/.test(place.launcher)) {
    throw new OperatorError(
      'setup',
      'This copy of affiliate-ops lies in the cache of npx, which may be emptied at any time.',
      'Install it first (npm install --global affiliate-ops) and run that one.',
    );
  }
  const unit = unitFor(place);
  const before = existsSync(unit.file) ? readFileSync(unit.file, unit.encoding).replace(/^\uFEFF/, '') : null;
  mkdirSync(dirname(unit.file), { recursive: true });
  if (before !== unit.text) {
    const mark = unit.encoding === 'utf16le' ? '\uFEFF' : '';
    writeFileSync(unit.file, `${mark}${unit.text}`, unit.encoding);
  }
  const wrote = before === null ? 'Wrote' : before === unit.text ? 'Left as it was:' : 'Replaced an older';
  terminal.out(`${wrote} ${unit.system} unit ${unit.file}\n`);
  terminal.out(environmentSentence(unit, place));
  terminal.out(`To switch it on:\n${indented(unit.activate)}To switch it off:\n${indented(unit.deactivate)}`);
  return 0;
}

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}\n`).join('');

function environmentSentence({ environmentFile: file }: Unit, place: UnitPlace): string {
  if (existsSync(file)) return `It takes its environment from ${file}, which was left as it is.\n`;
  mkdirSync(place.configDir, { recursive: true, mode: 0o700 });
  writeFileSync(file, environmentText(place), { mode: 0o600, flag: 'wx' });
  return (
    `Made ${file}, which only you can read: put the credentials of your shop there before you switch it on.\n` +
    'Without them it watches the sandbox.\n'
  );
}

function environmentText({ env }: UnitPlace): string {
  const quoted = (value: string): string => (value.includes("'") ? `"${value}"` : `'${value}'`);
  const carried = CARRIED.flatMap((name) => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? [] : [`${name}=${quoted(value)}`];
  });
  return [
    '# Environment of the monitor that this machine starts, one NAME=value a line.',
    '# The same as in the configuration of your assistant: it has to be the same shop and the same data.',
    ...carried,
    ...NAMED.map((name) => `# ${name}=`),
    '',
  ].join('\n');
}
