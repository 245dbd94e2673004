import { fileURLToPath } from 'node:url';
import type { LaidOutPackage } from '../package.ts';
import { type Measure, spreadOf } from '../report.ts';
import { interleaved } from '../rounds.ts';
import { StdioClient } from '../stdio-client.ts';

const ROUNDS = 25;
const BARE = fileURLToPath(new URL('../servers/bare.mjs', import.meta.url));

/** From spawning the process to the last byte of the first `tools/list`. The compile cache is warm for all. */
export async function measureStartup(folder: string, launchers: LaidOutPackage): Promise<readonly Measure[]> {
  const firstList = (args: readonly string[]) => async () => {
    const start = performance.now();
    const client = new StdioClient(args, folder);
    await client.initialize();
    const { at } = await client.request('tools/list');
    await client.close();
    return at - start;
  };
  const contenders = {
    bare: firstList([BARE]),
    built: firstList([launchers.built, 'serve', '--no-monitor']),
    sources: firstList([launchers.fromSources, 'serve', '--no-monitor']),
  };
  await interleaved(2, contenders);
  const { bare, built, sources } = await interleaved(ROUNDS, contenders);
  const baseline = { name: 'bare SDK server with one tool', spread: spreadOf(bare) };
  return [
    {
      name: 'spawn to first tools/list, from dist',
      unit: 'ms',
      measured: spreadOf(built),
      baseline,
      target: { sense: 'at most', limit: 1.5 },
    },
    { name: 'spawn to first tools/list, from sources', unit: 'ms', measured: spreadOf(sources), baseline },
  ];
}
