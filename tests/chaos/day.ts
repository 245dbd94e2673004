import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PlatformDay } from './day/platform-day.ts';
import { folderAt } from './processes.ts';

const HELP = `Usage: npm run day -- [--seed S] [--steps N]

A day of program time on which everything goes wrong that TikTok Shop is known for, while people sell, write, change
rates and answer invitations outside; then calm days in which nothing new happens and the feeds come round at their own
pace. Holds every row of the store against what really is, and the day's requests against the budget.

  --seed S   another day (default 1)
  --steps N  quarters of an hour instead of 96, for a shorter look
`;

const { values: flags } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '96' },
    help: { type: 'boolean' },
  },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(seed: number, steps: number): Promise<number> {
  const started = performance.now();
  const root = mkdtempSync(join(tmpdir(), 'affiliate-ops-day-'));
  const folder = folderAt(join(root, 'desk'));
  mkdirSync(folder.root, { recursive: true });
  writeFileSync(folder.configFile, JSON.stringify({ daily_request_budget: PlatformDay.BUDGET }));
  const day = await PlatformDay.open(folder, seed, say);
  let problems: readonly string[];
  try {
    problems = await day.live(steps);
  } finally {
    await day.close();
  }
  for (const problem of problems) say(`  ${problem}`);
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  say(
    `day, seed ${seed}: ${problems.length === 0 ? 'all agrees' : `${problems.length} DISAGREE; state in ${root}`} [${minutes} min]`,
  );
  if (problems.length === 0) rmSync(root, { recursive: true, force: true });
  return problems.length === 0 ? 0 : 1;
}

if (flags.help) say(HELP);
else process.exitCode = await main(Number(flags.seed), Number(flags.steps));
