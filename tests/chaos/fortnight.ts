import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Truth } from './control.ts';
import { approvalTimes, capProblems } from './fortnight/caps.ts';
import { Fortnight } from './fortnight/days.ts';
import { Household } from './fortnight/household.ts';
import { judge } from './judge.ts';
import { folderAt } from './processes.ts';

const HELP = `Usage: npm run fortnight -- [--seed S]

Two weeks of program time at one desk: the sample rule approves and ships by itself under small caps, the monitor is
killed at random and started again, two servers are open beside it. Holds what is left against what really happened.
`;

/** Fewer approvals than this would show nothing about caps. */
const APPROVALS_AT_LEAST = 20;

const { values: flags } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, help: { type: 'boolean' } },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(seed: number): Promise<number> {
  const started = performance.now();
  const root = mkdtempSync(join(tmpdir(), 'affiliate-ops-fortnight-'));
  const folder = folderAt(join(root, 'desk'));
  mkdirSync(folder.root, { recursive: true });
  writeFileSync(folder.configFile, JSON.stringify({ defaults: { caps: { month_cost: '20000.00' } } }));
  const house = await Household.open(folder, seed);
  let problems: readonly string[];
  try {
    problems = await liveThrough(house, seed);
  } finally {
    await house.close();
  }
  for (const problem of problems) say(`  ${problem}`);
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  say(
    `fortnight, seed ${seed}: ${problems.length === 0 ? 'all agrees' : `${problems.length} DISAGREE; state in ${root}`} [${minutes} min]`,
  );
  if (problems.length === 0) rmSync(root, { recursive: true, force: true });
  return problems.length === 0 ? 0 : 1;
}

async function liveThrough(house: Household, seed: number): Promise<readonly string[]> {
  const strangers = (await house.control.oracle()).messages.filter(({ from }) => from === 'seller').length;
  const fortnight = await Fortnight.begin(house, seed, say);
  await fortnight.run();
  const { story, caps, expectations, last } = fortnight;
  expectations.finish(last);
  const approvals = approvalTimes(last.truth, story.start);
  const verdict = await judge(house, {
    route: 'direct_create',
    approved: [],
    approvedOutside: owed(last.truth),
    rejected: [],
    strangers,
  });
  say(
    `${approvals.length} approved by the rule, ${fortnight.approvedOutside.length} outside; the monitor killed ${fortnight.kills} times`,
  );
  say(
    `alerts that had to stand, over all looks: ${[...expectations.seen].map(([rule, times]) => `${times} ${rule}`).join(', ')}; ${expectations.unseenChanges} changes while nobody could read the shop`,
  );
  return [
    ...fortnight.found,
    ...expectations.problems,
    ...capProblems(approvals, caps),
    ...(approvals.length < APPROVALS_AT_LEAST ? [`only ${approvals.length} approvals: too few to tell`] : []),
    ...(fortnight.kills === 0 ? ['the monitor was never killed'] : []),
    ...verdict.problems,
  ];
}

/** Samples whose order this warehouse has to ship. */
function owed({ orders }: Truth): readonly string[] {
  return orders
    .filter(({ units_owed }) => Object.keys(units_owed).length > 0)
    .flatMap((order) => order.application_ids);
}

if (flags.help) say(HELP);
else process.exitCode = await main(Number(flags.seed));
