import { posix, win32 } from 'node:path';

export interface UnitPlace {
  readonly platform: NodeJS.Platform;
  readonly homeDir: string;
  readonly configDir: string;
  readonly dataDir: string;
  /** The Node that runs this. */
  readonly node: string;
  /** bin/affiliate-ops.mjs. */
  readonly launcher: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What makes a system start the monitor by itself. */
export interface Unit {
  readonly file: string;
  readonly text: string;
  /** The Task Scheduler reads UTF-16 only. */
  readonly encoding: 'utf8' | 'utf16le';
  readonly system: string;
  /** Lines for the operator's shell. */
  readonly activate: readonly string[];
  readonly deactivate: readonly string[];
  readonly environmentFile: string;
}

const LABEL = 'io.github.affiliate-ops.monitor';
const SERVICE = 'affiliate-ops-monitor.service';
const TASK = 'affiliate-ops monitor';
/** Seconds before a monitor that ended with an error is started again. */
const RESTART_AFTER = 30;

/** The unit for the place's system; null for one that has none of the three. */
export function monitorUnit(place: UnitPlace): Unit | null {
  switch (place.platform) {
    case 'darwin':
      return launchd(place);
    case 'linux':
      return systemd(place);
    case 'win32':
      return taskScheduler(place);
    default:
      return null;
  }
}

function environmentFile({ platform, configDir }: UnitPlace): string {
  return (platform === 'win32' ? win32 : posix).join(configDir, 'monitor.env');
}

/** Node reads the variables itself, so that all three systems keep them in one place and out of the unit. */
function commandLine(place: UnitPlace): readonly string[] {
  return [place.node, `--env-file-if-exists=${environmentFile(place)}`, place.launcher, 'monitor'];
}

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function launchd(place: UnitPlace): Unit {
  const file = posix.join(place.homeDir, 'Library', 'LaunchAgents', `${LABEL}.plist`);
  const words = commandLine(place).map((word) => `    <string>${xml(word)}</string>`);
  return {
    system: 'launchd',
    file,
    encoding: 'utf8',
    environmentFile: environmentFile(place),
    activate: [`launchctl bootstrap gui/$(id -u) "${file}"`],
    deactivate: [`launchctl bootout gui/$(id -u)/${LABEL}`],
    text: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${words.join('\n')}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>${RESTART_AFTER}</integer>
  <key>ProcessType</key>
  <string>Background</string>
  <key>StandardErrorPath</key>
  <string>${xml(posix.join(place.dataDir, 'monitor.log'))}</string>
</dict>
</plist>
`,
  };
}

function systemd(place: UnitPlace): Unit {
  const given = place.env.XDG_CONFIG_HOME;
  const base = given !== undefined && posix.isAbsolute(given) ? given : posix.join(place.homeDir, '.config');
  return {
    system: 'systemd',
    file: posix.join(base, 'systemd', 'user', SERVICE),
    encoding: 'utf8',
    environmentFile: environmentFile(place),
    activate: [
      'systemctl --user daemon-reload',
      `systemctl --user enable --now ${SERVICE}`,
      'loginctl enable-linger    # so that it also runs while you are logged out',
    ],
    deactivate: [`systemctl --user disable --now ${SERVICE}`],
    text: `[Unit]
Description=Watches the TikTok Shop affiliate programme (affiliate-ops)

[Service]
ExecStart=${commandLine(place).map(systemdWord).join(' ')}
Restart=on-failure
RestartSec=${RESTART_AFTER}
TimeoutStopSec=10

[Install]
WantedBy=default.target
`,
  };
}

/** Quotes, and the two characters that systemd replaces in a command line. */
function systemdWord(word: string): string {
  const escaped = word.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return `"${escaped.replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;
}

function taskScheduler(place: UnitPlace): Unit {
  const [command, ...words] = commandLine(place);
  const file = win32.join(place.configDir, 'monitor-task.xml');
  return {
    system: 'Task Scheduler',
    file,
    encoding: 'utf16le',
    environmentFile: environmentFile(place),
    activate: [`schtasks /Create /TN "${TASK}" /XML "${file}"`, `schtasks /Run /TN "${TASK}"`],
    deactivate: [`schtasks /End /TN "${TASK}"`, `schtasks /Delete /TN "${TASK}"`],
    text: `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Watches the TikTok Shop affiliate programme (affiliate-ops)</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xml(command ?? '')}</Command>
      <Arguments>${xml(words.map((word) => `"${word}"`).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`,
  };
}
