import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../config/index.ts';

export interface DataFile {
  readonly file: string;
  readonly dataDir: string;
  /** For the sentence that says what was worked on. */
  readonly holds: string;
  readonly live: boolean;
  readonly configuration: Configuration;
}

/**
 * An operator's shell seldom has the credentials that tell shop and sandbox apart, since those stand in the
 * assistant's configuration: without them the shop's data file wins when there is one.
 */
export async function chooseDataFile(): Promise<DataFile> {
  const { LIVE_DATABASE, loadConfiguration } = await import('../config/index.ts');
  const withCredentials = Object.keys(process.env).some((name) => name.startsWith('TIKTOK_'));
  const configuration = loadConfiguration({ env: process.env });
  const { dataDir, databaseFile } = configuration;
  const live = join(dataDir, LIVE_DATABASE);
  const file = !withCredentials && existsSync(live) ? live : databaseFile;
  const isLive = file === live;
  const holds = isLive ? 'the data of your shop' : 'the data of the sandbox';
  return { file, dataDir, holds, live: isLive, configuration };
}
