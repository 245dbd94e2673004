import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureIngest } from './measures/ingest.ts';
import { measureOrderIngest } from './measures/order-ingest.ts';
import { measurePendingList } from './measures/pending-list.ts';
import { measureStartup } from './measures/startup.ts';
import { measureSteadyState } from './measures/steady-state.ts';
import { measureTokens } from './measures/tokens.ts';
import { layOutPackage } from './package.ts';
import { asJson, asText, type Measure, passes } from './report.ts';

// Takes about five minutes. Every target is a ratio to a baseline of the same run, so that it holds on any machine.
const json = process.argv.includes('--json');
const folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-bench-'));
const measures: Measure[] = [];

function add(found: readonly Measure[]): void {
  measures.push(...found);
  if (!json) process.stdout.write(`${found.map(asText).join('\n')}\n`);
}

try {
  const launchers = layOutPackage(folder);
  add(await measureTokens(folder, launchers));
  add(await measureStartup(folder, launchers));
  add(await measurePendingList(folder, launchers));
  add(await measureIngest(folder));
  add(await measureOrderIngest(folder));
  add(await measureSteadyState(folder, launchers));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const missed = measures.filter((measure) => passes(measure) === false);
if (json) process.stdout.write(`${asJson(measures)}\n`);
else process.stdout.write(missed.length === 0 ? 'All targets are met.\n' : `${missed.length} missed.\n`);
process.exitCode = missed.length === 0 ? 0 : 1;
