// npm run bundle: builds affiliate-ops.mcpb, which Claude Desktop installs with a double click. Needs the npm registry.
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleManifest } from './bundle-manifest.ts';
import { mcpb, megabytes, run } from './mcpb.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'affiliate-ops.mcpb');
const COPIED = ['bin', 'package.json', 'package-lock.json', 'mcp.config.schema.json', 'README.md', 'LICENSE'];

// Patterns of .mcpbignore: what nothing runs. The bundle tool itself leaves out source maps and the like.
const IGNORED = [
  'node_modules/better-sqlite3/deps',
  'node_modules/better-sqlite3/src',
  'node_modules/better-sqlite3/binding.gyp',
  'node_modules/node-addon-api',
  'node_modules/zod/src',
  'node_modules/*/.github',
  'node_modules/*/benchmarks',
  'node_modules/*/docs',
  'node_modules/*/test',
  '*.d.mts',
  '*.d.cts',
];

const stage = mkdtempSync(join(tmpdir(), 'affiliate-ops-bundle-'));
try {
  for (const name of COPIED) cpSync(join(root, name), join(stage, name), { recursive: true });
  // Not into the repository's dist: the launcher would prefer it from then on.
  run('npm', ['exec', '--', 'tsc', '-p', 'tsconfig.build.json', '--outDir', join(stage, 'dist')], root);
  run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], stage);
  refusePlatformPackages();
  writeFileSync(join(stage, '.mcpbignore'), `${IGNORED.join('\n')}\n`);
  writeFileSync(join(stage, 'manifest.json'), `${JSON.stringify(bundleManifest(), null, 2)}\n`);
  mcpb(['validate', 'manifest.json'], stage);
  mcpb(['pack', '.', output], stage);
  process.stdout.write(`${output} ${megabytes(statSync(output).size)}\n`);
} finally {
  rmSync(stage, { recursive: true, force: true });
}

/** One bundle serves every platform, so nothing in it may be chosen by the machine that packs it. */
function refusePlatformPackages() {
  const lock = JSON.parse(readFileSync(join(stage, 'node_modules', '.package-lock.json'), 'utf8'));
  const bound = Object.keys(lock.packages).filter(
    (name) => lock.packages[name].os ?? lock.packages[name].cpu,
  );
  if (bound.length > 0) throw new Error(`Only for this machine, so not for a bundle: ${bound.join(', ')}`);
}
