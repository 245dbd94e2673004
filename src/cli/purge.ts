import { existsSync } from 'node:fs';
import { OperatorError } from '../domain/errors.ts';
import type { Purged } from '../ports/store/index.ts';
import type { Command } from './command.ts';
import { parseFlags } from './command.ts';
import { chooseDataFile, programTime } from './data-file.ts';

export const purgeCommand: Command = {
  help: `Usage: affiliate-ops purge [--dry-run] [--json]

Removes personal data that has been kept long enough. The monitor does the same once a day by itself.

  town and country of an order          30 days after delivery or the end of the order, 180 days after it was made
  texts of notes to creators            180 days after they were sent; that and when they were sent stays
  texts of alerts and daily digests     180 days
  plans that were shown for a yes       30 days
  exported lists                        one day

Recipients' names, addresses and phone numbers are never stored, so there is nothing to remove. What TikTok Shop shows
of creators (username, nickname, figures) stays: it is read again with every pass. Tokens stay until they are replaced.
This command also writes the data file anew, so that its unused space holds nothing of it either; the daily one does
not. The copies that "affiliate-ops backup" made, and those made before an update, still hold it: delete them yourself.

  --dry-run  only count
  --json     print the counts as one line of JSON

It is about the data of your shop, and of the sandbox while there is no shop yet. If your assistant's configuration
sets AFFILIATE_OPS_DATA_DIR, set it here too.
`,
  async run(args, { out }) {
    const flags = parseFlags(args, { 'dry-run': { type: 'boolean' }, json: { type: 'boolean' } });
    const dryRun = flags['dry-run'] === true;
    const purged = await purgeFile(dryRun);
    out(flags.json === true ? `${JSON.stringify(wire(purged, dryRun))}\n` : sentence(purged, dryRun));
    return 0;
  },
};

async function purgeFile(dryRun: boolean): Promise<Purged> {
  const source = await chooseDataFile();
  if (!existsSync(source.file)) {
    throw new OperatorError(
      'not_found',
      `There is no data file yet (${source.file}), so there is nothing to remove.`,
      'If your data lies elsewhere, set AFFILIATE_OPS_DATA_DIR as your assistant does.',
    );
  }
  const { machineClock } = await import('../program/clocks.ts');
  const now = { programNow: await programTime(source), machineNow: machineClock.now() };
  const { openDatabase } = await import('../store/database.ts');
  const { compactDatabase } = await import('../store/compact.ts');
  const { retentionStore } = await import('../store/retention.ts');
  const { feedStore } = await import('../store/feeds.ts');
  const { purge } = await import('../usecases/purge.ts');
  const database = openDatabase(source.file);
  try {
    const store = { retention: retentionStore(database), feeds: feedStore(database) };
    const purged = await purge({ store }, now, dryRun);
    if (!dryRun) compactDatabase(source.file);
    return purged;
  } finally {
    database.close();
  }
}

function wire(purged: Purged, dryRun: boolean) {
  return {
    dry_run: dryRun,
    order_places: purged.orderPlaces,
    note_texts: purged.noteTexts,
    message_texts: purged.messageTexts,
    alert_messages: purged.alertMessages,
    plans: purged.plans,
    exports: purged.exports,
  };
}

function sentence(
  { orderPlaces, noteTexts, messageTexts, alertMessages, plans, exports }: Purged,
  dryRun: boolean,
): string {
  const what =
    `town and country of ${orderPlaces} orders, ${noteTexts} texts of notes, ` +
    `${messageTexts} texts of messages, ${alertMessages} alert messages, ${plans} plans, ${exports} exported lists`;
  return dryRun ? `Would remove: ${what}. Nothing was changed.\n` : `Removed: ${what}.\n`;
}
