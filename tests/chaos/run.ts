import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Batch, type Outcome, runBatch } from './batch.ts';
import { prepare } from './prepared.ts';
import { boundaries, merged, outside, type PreparedRoutes, pairs } from './scenarios.ts';

const HELP = `Usage: npm run chaos -- [--pairs N] [--seed S] [--only a|b|c|d] [--jobs N]

Kills servers on requests of their own and holds what is left against what really happened.

  --pairs N       seeded pairs of kills under 20 % faults (default 200)
  --seed S        seed of the first pair (default 1); with --pairs 1 one pair is repeated
  --only a|b|c|d  a: every step boundary, b: pairs, c: samples approved outside, d: merged orders
  --jobs N        houses at a time (default 2)
`;

const { values: flags } = parseArgs({
  options: {
    pairs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    help: { type: 'boolean' },
  },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function describe({ name, deaths, planned, injected, verdict, seconds, folder }: Outcome): string {
  const killed = deaths.map(({ kill, at }) => {
    const where = `${kill.match ?? 'any'}#${kill.nth} ${kill.phase}`;
    return `killed at ${where}${at.length > 0 ? ` in ${at.join(', ')}` : ''}`;
  });
  const notes = [
    ...killed,
    ...(planned > deaths.length ? [`${planned - deaths.length} kill not reached`] : []),
    ...(injected > 0 ? [`${injected} faults`] : []),
    ...(verdict.unknown > 0 ? [`${verdict.unknown} notes unknown`] : []),
  ];
  const word = verdict.problems.length === 0 ? 'agrees' : 'DISAGREES';
  const lines = [`${word}  ${name}  [${seconds.toFixed(0)} s]  ${notes.join('; ')}`];
  lines.push(...verdict.problems.map((problem) => `    ${problem}`));
  if (folder !== null) lines.push(`    state: ${folder}`);
  return lines.join('\n');
}

async function runAll(batches: readonly Batch[], root: string, jobs: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = batches.entries();
  const worker = async (): Promise<void> => {
    for (const [index, batch] of left) {
      const outcome = await runBatch(batch, join(root, `house-${index + 1}`));
      outcomes.push(outcome);
      say(describe(outcome));
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return outcomes;
}

function summary(outcomes: readonly Outcome[]): string {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, one) => total + of(one), 0);
  const wrong = outcomes.filter((one) => one.verdict.problems.length > 0).length;
  return [
    `chaos: ${outcomes.length} scenarios`,
    `${sum((one) => one.deaths.length)} of ${sum((one) => one.planned)} kills`,
    `${sum((one) => one.injected)} faults`,
    `${sum((one) => one.verdict.lost)} lost`,
    `${sum((one) => one.verdict.doubled)} doubled`,
    `${sum((one) => one.verdict.messagesDoubled)} messages doubled`,
    `${sum((one) => one.verdict.unknown)} notes unknown`,
    `${wrong} disagree`,
  ].join(', ');
}

/** Where servers died: the kind, its step and the last thing that the journal had of it. */
function steps(outcomes: readonly Outcome[]): readonly string[] {
  return [...new Set(outcomes.flatMap(({ deaths }) => deaths.flatMap(({ at }) => at)))].sort();
}

async function main(): Promise<number> {
  if (flags.only !== undefined && !['a', 'b', 'c', 'd'].includes(flags.only)) {
    say(`There is no scenario ${flags.only}.\n\n${HELP}`);
    return 2;
  }
  const root = mkdtempSync(join(tmpdir(), 'affiliate-ops-chaos-'));
  const seed = Number(flags.seed);
  const [direct_create, native_sync] = await Promise.all([
    prepare(root, 'direct_create', 1),
    prepare(root, 'native_sync', 1),
  ]);
  const prepared: PreparedRoutes = { direct_create, native_sync };
  const scenarios: Readonly<Record<string, () => readonly Batch[]>> = {
    a: () => boundaries(prepared),
    d: () => merged(prepared),
    b: () => pairs(prepared, seed, Number(flags.pairs)),
    c: () => outside(prepared, seed),
  };
  const chosen = Object.entries(scenarios).filter(
    ([name]) => flags.only === undefined || flags.only === name,
  );
  const outcomes = await runAll(
    chosen.flatMap(([, batches]) => batches()),
    root,
    Number(flags.jobs),
  );
  say(`killed while at: ${steps(outcomes).join(', ')}`);
  say(summary(outcomes));
  const agree = outcomes.length > 0 && outcomes.every((one) => one.verdict.problems.length === 0);
  if (agree) rmSync(root, { recursive: true, force: true });
  return agree ? 0 : 1;
}

if (flags.help) say(HELP);
else process.exitCode = await main();
