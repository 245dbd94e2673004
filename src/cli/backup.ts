import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from './command.ts';
import { parseFlags } from './command.ts';
import { chooseDataFile, type DataFile } from './data-file.ts';

export const backupCommand: Command = {
  help: `Usage: affiliate-ops backup [--to FILE] [--json]

Copies the data file: requests, decisions, the journal of actions, settings made in the chat. Assistants and the
monitor may go on meanwhile; the copy holds one moment. Only you can read it. A file that is there already is never
replaced. Prints where the copy is.

  --to FILE  write the copy here (default: a new file in the folder "backups" beside the data)
  --json     print file, source and bytes as one line of JSON

It copies the data of your shop, and those of the sandbox while there is no shop yet. If your assistant's configuration
sets AFFILIATE_OPS_DATA_DIR, set it here too.

To restore a copy:
  1. Close every assistant and stop the monitor.
  2. Move the data file (affiliate-ops.sqlite) and its companions ending in -wal and -shm out of the data folder.
     An old companion beside a restored file would damage it.
  3. Put the copy there under the name affiliate-ops.sqlite.
  4. Start with AFFILIATE_OPS_MODE=read-only until program_status shows fresh data, look through list_actions for what
     was done after the copy was made, then go back to your mode.

Stored tokens are encrypted with a key that is not in the copy (secret.key in the configuration folder, or
AFFILIATE_OPS_SECRET_KEY). On another machine bring that key along by another way, or authorise the shop again.
`,
  async run(args, terminal) {
    const flags = parseFlags(args, { to: { type: 'string' }, json: { type: 'boolean' } });
    const source = await chooseDataFile();
    const target = flags.to === undefined ? await usualTarget(source) : resolve(flags.to);
    const { backUpDatabase } = await import('../store/backup.ts');
    const bytes = backUpDatabase(source.file, target);
    terminal.err(`Copied ${source.holds}, ${sizeOf(bytes)}. How to restore: affiliate-ops backup --help\n`);
    terminal.out(
      flags.json === true
        ? `${JSON.stringify({ file: target, source: source.file, bytes })}\n`
        : `${target}\n`,
    );
    return 0;
  },
};

async function usualTarget({ file, dataDir }: DataFile): Promise<string> {
  const { machineClock } = await import('../program/clocks.ts');
  const { createDataDirectory } = await import('../config/index.ts');
  const moment = new Date(machineClock.now()).toISOString().slice(0, 19).replaceAll(':', '-');
  const target = join(dataDir, 'backups', `${basename(file, '.sqlite')}.${moment}Z.sqlite`);
  // Without a data file there will be no copy either, and nothing is created.
  if (existsSync(file)) createDataDirectory(dirname(target));
  return target;
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
