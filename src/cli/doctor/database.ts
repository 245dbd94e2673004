import { existsSync } from 'node:fs';
import { inspectDatabase } from '../../store/inspect.ts';
import { type Check, fail, ok, sizeOf, warn } from './check.ts';

/** The data file as it lies there. A healthy one, or none, lets the later checks open the program. */
export function checkDatabase(file: string): readonly Check[] {
  if (!existsSync(file)) return [ok('database', `${file} is made at the first start.`)];
  const { bytes, schemaVersion, knownVersion, damage } = inspectDatabase(file);
  if (damage.length > 0) {
    return [
      fail(
        'database',
        `${file} is damaged: ${damage[0]}`,
        'Stop every assistant and monitor, keep a copy of the file, and restore a backup (affiliate-ops backup --help).',
      ),
    ];
  }
  const says = `${file}, ${sizeOf(bytes)}, schema version ${schemaVersion}, no damage found.`;
  if (schemaVersion === 0) {
    return [
      fail(
        'database',
        `${file} is a database of another program.`,
        'Set AFFILIATE_OPS_DATA_DIR to another folder.',
      ),
    ];
  }
  if (schemaVersion > knownVersion) {
    return [
      fail(
        'database',
        `${file} was written by a newer affiliate-ops (schema ${schemaVersion}).`,
        'Update affiliate-ops.',
      ),
    ];
  }
  if (schemaVersion < knownVersion) {
    const remedy = 'Start your assistant or the monitor: a copy is made first.';
    return [warn('database', `${says} This affiliate-ops uses version ${knownVersion}.`, remedy)];
  }
  return [ok('database', says)];
}
