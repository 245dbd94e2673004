#!/usr/bin/env node
// Plain JavaScript that any Node since 12 can parse: an old one must reach the check below and not crash in the
// native database driver, which is what Node 20 does. Everything newer is loaded after the check.
const OLDEST = [22, 19];

const [major, minor] = process.versions.node.split('.').map(Number);

if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) {
  load();
} else {
  process.stderr.write(
    `affiliate-ops needs Node.js ${OLDEST.join('.')} or newer; this is ${process.versions.node} (${process.execPath}). ` +
      'Start it with a newer Node.js, or in a clone with "npm start" or "npm run -s cli --", which bring their own.\n',
  );
  process.exitCode = 1;
}

async function load() {
  const [{ enableCompileCache }, { existsSync }] = await Promise.all([
    import('node:module'),
    import('node:fs'),
  ]);
  enableCompileCache();
  const built = new URL('../dist/cli.js', import.meta.url);
  const { main } = await import(
    existsSync(built) ? built.href : new URL('../src/cli.ts', import.meta.url).href
  );
  process.exitCode = await main(process.argv.slice(2));
}
