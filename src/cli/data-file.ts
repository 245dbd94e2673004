import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../config/index.ts';
import type { Timestamp } from '../domain/time.ts';

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

/** In the sandbox its own clock, which may have been advanced; one that does not answer must not stop the command. */
export async function programTime({ live, configuration }: DataFile): Promise<Timestamp> {
  const { machineClock } = await import('../program/clocks.ts');
  if (live) return machineClock.now();
  try {
    const { connect } = await import('../program/surroundings.ts');
    const surroundings = await connect(configuration);
    const now = surroundings.programClock.now();
    await surroundings.close();
    return now;
  } catch {
    return machineClock.now();
  }
}
