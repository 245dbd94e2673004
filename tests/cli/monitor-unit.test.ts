import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { installMonitor, printMonitor } from '../../src/cli/monitor/install.ts';
import { monitorUnit, type UnitPlace } from '../../src/cli/monitor/unit.ts';

const LINUX: UnitPlace = {
  platform: 'linux',
  homeDir: '/home/mia',
  configDir: '/home/mia/.config/affiliate-ops',
  dataDir: '/home/mia/.local/share/affiliate-ops',
  node: '/usr/bin/node',
  launcher: '/opt/a 100% "odd" $place/bin/affiliate-ops.mjs',
  env: {},
};

const MAC: UnitPlace = {
  ...LINUX,
  platform: 'darwin',
  homeDir: '/Users/mia',
  configDir: '/Users/mia/Library/Application Support/affiliate-ops/config',
  dataDir: '/Users/mia/Library/Application Support/affiliate-ops/data',
  launcher: '/opt/R&D/<x>/bin/affiliate-ops.mjs',
};

const WINDOWS: UnitPlace = {
  ...LINUX,
  platform: 'win32',
  homeDir: 'C:\\Users\\Mia Ro',
  configDir: 'C:\\Users\\Mia Ro\\AppData\\Roaming\\affiliate-ops',
  dataDir: 'C:\\Users\\Mia Ro\\AppData\\Local\\affiliate-ops',
  node: 'C:\\Program Files\\nodejs\\node.exe',
  launcher: 'C:\\R&D\\bin\\affiliate-ops.mjs',
};

describe('the unit', () => {
  it('for systemd runs the monitor after every failure, with its own environment', () => {
    const unit = monitorUnit(LINUX);
    expect(unit?.file).toBe('/home/mia/.config/systemd/user/affiliate-ops-monitor.service');
    expect(unit?.text).toBe(`[Unit]
Description=Watches the TikTok Shop affiliate programme (affiliate-ops)

[Service]
ExecStart="/usr/bin/node" "--env-file-if-exists=/home/mia/.config/affiliate-ops/monitor.env" "/opt/a 100%% \\"odd\\" $$place/bin/affiliate-ops.mjs" "monitor"
Restart=on-failure
RestartSec=30
TimeoutStopSec=10

[Install]
WantedBy=default.target
`);
    expect(monitorUnit({ ...LINUX, env: { XDG_CONFIG_HOME: '/xdg' } })?.file).toMatch(
      /^\/xdg\/systemd\/user\//,
    );
  });

  it('for launchd runs it at login and after every failure', () => {
    const unit = monitorUnit(MAC);
    expect(unit?.file).toBe('/Users/mia/Library/LaunchAgents/io.github.affiliate-ops.monitor.plist');
    expect(unit?.text.match(/<string>.*<\/string>/g)).toEqual([
      '<string>io.github.affiliate-ops.monitor</string>',
      '<string>/usr/bin/node</string>',
      '<string>--env-file-if-exists=/Users/mia/Library/Application Support/affiliate-ops/config/monitor.env</string>',
      '<string>/opt/R&amp;D/&lt;x&gt;/bin/affiliate-ops.mjs</string>',
      '<string>monitor</string>',
      '<string>Background</string>',
      '<string>/Users/mia/Library/Application Support/affiliate-ops/data/monitor.log</string>',
    ]);
    expect(unit?.text).toMatch(/<key>RunAtLoad<\/key>\s*<true\/>/);
    expect(unit?.text).toMatch(/<key>SuccessfulExit<\/key>\s*<false\/>/);
    expect(unit?.activate.join()).toContain(`"${unit?.file}"`);
  });

  it('for the Task Scheduler runs it at logon, without an end and with quoted paths', () => {
    const unit = monitorUnit(WINDOWS);
    expect(unit).toMatchObject({
      encoding: 'utf16le',
      file: 'C:\\Users\\Mia Ro\\AppData\\Roaming\\affiliate-ops\\monitor-task.xml',
    });
    expect(unit?.text).toContain('<Command>C:\\Program Files\\nodejs\\node.exe</Command>');
    expect(unit?.text).toContain(
      '<Arguments>&quot;--env-file-if-exists=C:\\Users\\Mia Ro\\AppData\\Roaming\\affiliate-ops\\monitor.env&quot; ' +
        '&quot;C:\\R&amp;D\\bin\\affiliate-ops.mjs&quot; &quot;monitor&quot;</Arguments>',
    );
    for (const line of [
      '<LogonTrigger>',
      '<ExecutionTimeLimit>PT0S<',
      '<MultipleInstancesPolicy>IgnoreNew<',
    ]) {
      expect(unit?.text).toContain(line);
    }
  });
});

describe('installing', () => {
  function place(overrides: Partial<UnitPlace> = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-unit-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const said: string[] = [];
    const terminal = { out: (text: string) => said.push(text), err: (text: string) => said.push(text) };
    const own = { homeDir: folder, configDir: join(folder, 'config'), dataDir: join(folder, 'data') };
    return { said, terminal, folder, place: { ...LINUX, ...own, ...overrides } };
  }

  it('writes the unit and an environment file that only its owner reads, without a secret', () => {
    const env = {
      AFFILIATE_OPS_MODE: 'auto',
      TIKTOK_SHOP_APP_SECRET: 'very secret',
      AFFILIATE_OPS_DATA_DIR: "/d'x",
    };
    const made = place({ env });
    expect(installMonitor(made.terminal, made.place)).toBe(0);
    const unit = join(made.folder, '.config/systemd/user/affiliate-ops-monitor.service');
    expect(readFileSync(unit, 'utf8')).toContain('ExecStart=');
    const environment = join(made.folder, 'config', 'monitor.env');
    const text = readFileSync(environment, 'utf8');
    expect(text).toContain("AFFILIATE_OPS_MODE='auto'");
    expect(text).toContain(`AFFILIATE_OPS_DATA_DIR="/d'x"`);
    expect(text).toContain('# TIKTOK_SHOP_APP_SECRET=\n');
    expect(`${text}${readFileSync(unit, 'utf8')}${made.said.join('')}`).not.toContain('very secret');
    if (process.platform !== 'win32') expect(statSync(environment).mode & 0o777).toBe(0o600);
    const said = made.said.join('');
    expect(said).toContain(`Wrote systemd unit ${unit}`);
    expect(said).toContain('systemctl --user enable --now affiliate-ops-monitor.service');
  });

  it('says what it replaces, and leaves the environment file and an equal unit alone', () => {
    const made = place();
    installMonitor(made.terminal, made.place);
    const unit = join(made.folder, '.config/systemd/user/affiliate-ops-monitor.service');
    writeFileSync(join(made.folder, 'config', 'monitor.env'), 'MINE=1\n');
    made.said.length = 0;
    installMonitor(made.terminal, made.place);
    expect(made.said.join('')).toContain(`Left as it was: systemd unit ${unit}`);
    writeFileSync(unit, 'another');
    made.said.length = 0;
    installMonitor(made.terminal, made.place);
    expect(made.said.join('')).toContain(`Replaced an older systemd unit ${unit}`);
    expect(made.said.join('')).toContain('which was left as it is');
    expect(readFileSync(join(made.folder, 'config', 'monitor.env'), 'utf8')).toBe('MINE=1\n');
  });

  it('refuses a copy in the cache of npx and a system without a scheduler of ours', () => {
    const made = place({
      launcher: '/home/mia/.npm/_npx/1/node_modules/affiliate-ops/bin/affiliate-ops.mjs',
    });
    expect(() => installMonitor(made.terminal, made.place)).toThrow('cache of npx');
    const other = place({ platform: 'freebsd' });
    expect(() => printMonitor(other.terminal, other.place)).toThrow('no unit for this system');
  });

  it('only shows the unit with --print', () => {
    const made = place();
    printMonitor(made.terminal, made.place);
    expect(made.said.join('')).toBe(monitorUnit(made.place)?.text);
    expect(() => statSync(join(made.folder, '.config'))).toThrow('ENOENT');
  });
});
