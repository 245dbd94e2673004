import type { Command } from './command.ts';

export interface CommandEntry {
  /** One line for the list of commands. */
  readonly summary: string;
  /** Loaded only when the command is asked for, so that each starts as fast as it can. */
  load(): Promise<Command>;
}

/** Every command by its name, in the order in which help lists them. */
export const COMMANDS: ReadonlyMap<string, CommandEntry> = new Map<string, CommandEntry>([
  [
    'serve',
    {
      summary: 'Run the MCP server on stdin and stdout; an assistant starts this one.',
      load: async () => (await import('./serve.ts')).serveCommand,
    },
  ],
  [
    'monitor',
    {
      summary: 'Watch the programme without anybody at the keyboard; --install has the machine start it.',
      load: async () => (await import('./monitor.ts')).monitorCommand,
    },
  ],
  [
    'auth',
    {
      summary: 'Connect a shop: prints the link to authorise the app on, and stores what comes back.',
      load: async () => (await import('./auth.ts')).authCommand,
    },
  ],
  [
    'sandbox',
    {
      summary: 'Host the invented programme: TikTok Shop and a warehouse on this machine.',
      load: async () => (await import('./sandbox.ts')).sandboxCommand,
    },
  ],
  [
    'demo',
    {
      summary: "Walk an operator's morning on an invented programme, in less than a minute.",
      load: async () => (await import('./demo.ts')).demoCommand,
    },
  ],
  [
    'pause',
    {
      summary: 'Stop every write at once, also while servers and the monitor run.',
      load: async () => (await import('./pause.ts')).pauseCommand,
    },
  ],
  [
    'resume',
    {
      summary: 'Lift the pause: what was held back goes on.',
      load: async () => (await import('./pause.ts')).resumeCommand,
    },
  ],
  [
    'purge',
    {
      summary: 'Remove personal data that has been kept long enough; the monitor does it daily.',
      load: async () => (await import('./purge.ts')).purgeCommand,
    },
  ],
  [
    'doctor',
    {
      summary: 'Check everything that has to be right, and name the remedy for what is not.',
      load: async () => (await import('./doctor.ts')).doctorCommand,
    },
  ],
  [
    'backup',
    {
      summary: 'Copy the data file to a safe place, also while everything runs.',
      load: async () => (await import('./backup.ts')).backupCommand,
    },
  ],
]);
