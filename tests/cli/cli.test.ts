import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const launcher = fileURLToPath(new URL('../../bin/affiliate-ops.mjs', import.meta.url));

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'affiliate-ops-cli-'));
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The program as an operator starts it, in a home of its own. */
function start(args: readonly string[], env: Record<string, string> = {}, nodeArgs: readonly string[] = []) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...nodeArgs, launcher, ...args],
    {
      env: { PATH: process.env.PATH, HOME: home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  return child;
}

function affiliateOps(...how: Parameters<typeof start>) {
  const child = start(...how);
  return new Promise<Finished>((resolve, reject) => {
    let out = '';
    let err = '';
    child.stdout.on('data', (text: string) => {
      out += text;
    });
    child.stderr.on('data', (text: string) => {
      err += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

describe('the launcher', () => {
  it.each(['12.22.12', '20.20.2', '22.18.0'])(
    'refuses Node %s in one line with the remedy',
    async (version) => {
      const pretend = `Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`;
      const { code, out, err } = await affiliateOps(['--version'], {}, [
        '--import',
        `data:text/javascript,${pretend}`,
      ]);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toBe(
        `affiliate-ops needs Node.js 22.19 or newer; this is ${version} (${process.execPath}). Start it with a newer ` +
          'Node.js, or in a clone with "npm start" or "npm run -s cli --", which bring their own.\n',
      );
    },
  );

  it.each(['22.19.0', '26.0.0'])('takes Node %s', async (version) => {
    const pretend = `Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`;
    const { code } = await affiliateOps(['--version'], {}, ['--import', `data:text/javascript,${pretend}`]);
    expect(code).toBe(0);
  });

  it('uses no syntax that Node 12 cannot parse', () => {
    // Optional chaining, nullish coalescing, logical assignment and top-level await came with 14.
    const source = readFileSync(launcher, 'utf8');
    expect(source).not.toMatch(/\?\.[a-z[(]|\?\?|\|\|=|&&=|^await\b|^(?:const|let).*\bawait\b/m);
    expect(source).not.toMatch(/^import\b/m);
  });
});

describe('the commands', () => {
  it('are listed by help, on stdout', async () => {
    for (const args of [['--help'], ['-h'], ['help']]) {
      const { code, out, err } = await affiliateOps(args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('Usage: affiliate-ops COMMAND [options]\n');
      expect(out).toMatch(/^ {2}serve {4,}Run the MCP server/m);
      expect(out).toMatch(/^ {2}sandbox {2,}Host the invented programme/m);
    }
  });

  it('are listed on stderr when none is named, and that is no success', async () => {
    const { code, out, err } = await affiliateOps([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: affiliate-ops COMMAND [options]\n');
  });

  it.each(['serve', 'sandbox', 'backup'])('%s explains itself', async (name) => {
    const direct = await affiliateOps([name, '--help']);
    expect(direct.code).toBe(0);
    expect(direct.err).toBe('');
    expect(direct.out).toMatch(new RegExp(`^Usage: affiliate-ops ${name} \\[`));
    expect(await affiliateOps(['help', name])).toEqual(direct);
  });

  it('that do not exist are answered with those that do', async () => {
    for (const args of [['sevre'], ['help', 'sevre']]) {
      const { code, out, err } = await affiliateOps(args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(
        /^affiliate-ops: There is no command "sevre"\. Commands: serve, monitor.*\. Try: affiliate-ops --help\n$/,
      );
    }
  });

  it('tell the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await affiliateOps(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
});

describe('what goes wrong', () => {
  it.each([
    [['serve', '--monitr'], "affiliate-ops: Unknown option '--monitr'. Try: affiliate-ops serve --help\n"],
    [
      ['serve', '--http', '3939'],
      "affiliate-ops: Option '--http' takes HOST:PORT, for example 127.0.0.1:3939. Try: affiliate-ops serve --help\n",
    ],
    [
      ['serve', '--http', '0.0.0.0:3939'],
      "affiliate-ops: Option '--http' takes 127.0.0.1, [::1] or localhost as HOST: the server is for this machine only. Try: affiliate-ops serve --help\n",
    ],
    [['sandbox', 'now'], "affiliate-ops: Unexpected argument 'now'. Try: affiliate-ops sandbox --help\n"],
    [
      ['sandbox', '--port', '70000'],
      "affiliate-ops: Option '--port' must be a whole number from 1 to 65535. Try: affiliate-ops sandbox --help\n",
    ],
    [
      ['sandbox', '--seed', 'lucky'],
      "affiliate-ops: Option '--seed' must be a whole number from 0 to 4294967295. Try: affiliate-ops sandbox --help\n",
    ],
  ])('with %j is one line on stderr', async (args, expected) => {
    expect(await affiliateOps(args)).toEqual({ code: 2, out: '', err: expected });
  });

  it('in the configuration is told at once, without values', async () => {
    const config = join(home, 'wrong.json');
    writeFileSync(
      config,
      JSON.stringify({ mode: 'canary', shops: { '1': { caps: { per_day: 'canary' } } } }),
    );
    const { code, out, err } = await affiliateOps(['sandbox'], { AFFILIATE_OPS_CONFIG: config });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(
      `affiliate-ops: ${config}: mode must be "read-only", "confirm" or "auto"\n` +
        `${config}: shops.1.caps.per_day must be a whole number from 0 to 100000, or null for the shop's own pace\n` +
        'Nothing was started. Correct them and start again.\n',
    );
  });
});
