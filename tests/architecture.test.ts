import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PACKAGES, type SourceFiles, violations } from './support/architecture.ts';

const src = fileURLToPath(new URL('../src', import.meta.url));

/** The real sources, without what a generator wrote. */
function realSources(): Map<string, string> {
  const names = readdirSync(src, { recursive: true, encoding: 'utf8' }).map((name) =>
    name.replaceAll(sep, '/'),
  );
  return new Map(
    names
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => [name, readFileSync(join(src, name), 'utf8')]),
  );
}

const messages = (files: SourceFiles): string[] => violations(files).map(({ message }) => message);
const only = (file: string, source: string): string[] => messages(new Map([[file, source]]));

describe('the sources', () => {
  it('keep to the table of rooms', () => {
    const files = realSources();
    expect(files.size).toBeGreaterThan(20);
    expect(messages(files)).toEqual([]);
  });

  it('fail with one bad import planted among them', () => {
    const files = realSources();
    const clean = violations(files).length;
    files.set(
      'usecases/planted.ts',
      "import { open } from '../store/database.ts';\nexport const opened = open;\n",
    );
    expect(violations(files)).toHaveLength(clean + 1);
    expect(violations(files)).toContainEqual({
      file: 'usecases/planted.ts',
      line: 1,
      rule: 'arrow',
      message: 'usecases/planted.ts:1 imports store/database.ts: "usecases" may not import "store"',
    });
  });
});

describe('arrows', () => {
  it.each([
    ['domain/a.ts', '../ports/clock.ts', '"domain" may not import "ports"'],
    ['ports/a.ts', '../store/x.ts', '"ports" may not import "store"'],
    ['tools/a.ts', '../ports/clock.ts', '"tools" may not import "ports"'],
    ['tools/a.ts', '../resources/x.ts', '"tools" may not import "resources"'],
    ['server/a.ts', '../store/x.ts', '"server" may not import "store"'],
    ['mcp/a.ts', '../usecases/x.ts', '"mcp" may not import "usecases"'],
    ['monitor/a.ts', '../tools/x.ts', '"monitor" may not import "tools"'],
    ['actions/kinds/a.ts', '../../sync/x.ts', '"actions" may not import "sync"'],
    ['rules/a.ts', '../actions/x.ts', '"rules" may not import "actions"'],
    ['store/a.ts', '../config/index.ts', '"store" may not import "config"'],
    ['config/a.ts', '../ports/clock.ts', '"config" may not import "ports"'],
    ['sandbox/tiktok-shop/a.ts', '../../domain/money.ts', '"sandbox" may not import "domain"'],
    ['adapters/tiktok-shop/a.ts', '../../sandbox/x.ts', '"adapters/tiktok-shop" may not import "sandbox"'],
    [
      'adapters/wms/shipbob/a.ts',
      '../shiphero/x.ts',
      '"adapters/wms/shipbob" may not import "adapters/wms/shiphero"',
    ],
    [
      'adapters/wms/shipbob/a.ts',
      '../../tiktok-shop/x.ts',
      '"adapters/wms/shipbob" may not import "adapters/tiktok-shop"',
    ],
    ['program.ts', './cli/serve.ts', '"program" may not import "cli"'],
    ['program/clocks.ts', '../cli.ts', '"program" may not import "cli"'],
    ['usecases/a.ts', '../misc/x.ts', 'it lies in no room of the table'],
    ['usecases/a.ts', '../adapters/http.ts', 'it lies in no room of the table'],
    ['cli/a.ts', '../../package.json', 'it lies outside src'],
  ])('%s may not import %s', (file, specifier, reason) => {
    const found = only(file, `import { x } from '${specifier}';\nexport { x };\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${file}:1 imports `);
    expect(found[0]).toContain(reason);
  });

  it.each([
    ['tools/a.ts', '../usecases/x.ts'],
    ['server/a.ts', '../prompts/x.ts'],
    ['monitor/a.ts', '../sync/x.ts'],
    ['usecases/a.ts', '../scoring/x.ts'],
    ['mcp/a.ts', '../ports/x.ts'],
    ['adapters/wms/shipbob/a.ts', '../../../ports/wms.ts'],
    ['program.ts', './adapters/wms/shipbob/x.ts'],
    ['cli.ts', './sandbox/index.ts'],
    ['store/a.ts', './b.ts'],
  ])('%s may import %s', (file, specifier) => {
    expect(only(file, `import { x } from '${specifier}';`)).toEqual([]);
  });

  it.each([
    ['a type import', "import type { X } from '../store/x.ts';"],
    ['an inline type', "type X = import('../store/x.ts').X;"],
    ['a re-export', "export * from '../store/x.ts';"],
    ['a named re-export over lines', "export {\n  a,\n  type B,\n} from '../store/x.ts';"],
    ['an import for its effect', "import '../store/x.ts';"],
    ['an import on first use', "const load = () => import('../store/x.ts');"],
    ['an import with a default', 'import x, { type Y } from "../store/x.ts";'],
    [
      'an import after a tricky line',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: source text to scan
      "const a = /['\"`/]/.test(b) ? `${b}'` : '//';\nimport { x } from '../store/x.ts';",
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text to scan
    ['an import inside a template', "const a = `${`}${await import('../store/x.ts')}`}`;"],
  ])('sees %s', (_name, source) => {
    expect(only('usecases/a.ts', source)).toEqual([
      expect.stringContaining('imports store/x.ts: "usecases" may not import "store"'),
    ]);
  });

  it('do not come from comments and texts', () => {
    const source =
      "// import '../store/x.ts'\n/* import '../store/x.ts' */\nconst a = \"import '../store/x.ts'\";\n";
    expect(only('usecases/a.ts', source)).toEqual([]);
  });

  it('cannot hide in a computed import', () => {
    expect(only('usecases/a.ts', 'const a = await import(name);')).toEqual([
      'usecases/a.ts:1 imports a computed path, which hides an arrow',
    ]);
  });

  it('do not start outside the rooms', () => {
    expect(only('helpers.ts', 'export const a = 1;')).toEqual(['helpers.ts lies in no room of the table']);
  });
});

describe('cycles', () => {
  it('are named file by file, also through types', () => {
    const files = new Map([
      ['rules/a.ts', "import { b } from './b.ts';"],
      ['rules/b.ts', "import type { C } from './c.ts';"],
      ['rules/c.ts', "import { a } from './a.ts';"],
    ]);
    expect(violations(files)).toEqual([
      {
        file: 'rules/a.ts',
        line: 1,
        rule: 'cycle',
        message: 'files import each other: rules/a.ts → rules/b.ts → rules/c.ts → rules/a.ts',
      },
    ]);
  });

  it('are not two ways to one file', () => {
    const files = new Map([
      ['rules/a.ts', "import './b.ts'; import './c.ts';"],
      ['rules/b.ts', "import './c.ts';"],
      ['rules/c.ts', 'export const c = 1;'],
    ]);
    expect(violations(files)).toEqual([]);
  });
});

describe('packages', () => {
  it('of the table are the ones that an installation brings', () => {
    const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    expect(Object.keys(PACKAGES).sort()).toEqual(Object.keys(JSON.parse(file).dependencies).sort());
  });

  it.each([
    ['usecases/a.ts', 'undici', '"usecases" may not use it'],
    ['sandbox/a.ts', 'undici', '"sandbox" may not use it'],
    ['tools/a.ts', 'better-sqlite3', '"tools" may not use it'],
    ['domain/a.ts', 'zod', '"domain" may not use it'],
    ['sync/a.ts', '@modelcontextprotocol/server/stdio', '"sync" may not use it'],
    ['cli/a.ts', 'vitest', 'the package has no place in the table of packages'],
    ['rules/a.ts', 'node:fs/promises', '"rules" may not reach the world'],
    ['actions/a.ts', 'https', '"actions" may not reach the world'],
  ])('%s may not import %s', (file, specifier, reason) => {
    expect(only(file, `import x from '${specifier}';`)).toEqual([
      `${file}:1 imports ${specifier}: ${reason}`,
    ]);
  });

  it.each([
    ['adapters/tiktok-shop/a.ts', 'undici'],
    ['adapters/wms/shipbob/a.ts', 'node:https'],
    ['store/a.ts', 'better-sqlite3'],
    ['mcp/a.ts', 'node:crypto'],
    ['tools/a.ts', 'zod'],
  ])('%s may import %s', (file, specifier) => {
    expect(only(file, `import x from '${specifier}';`)).toEqual([]);
  });
});

describe('what only some files may do', () => {
  it.each([
    'Date.now()',
    'new Date()',
    'new Date',
    'Date()',
    'performance.now()',
    'setTimeout(f, 5)',
    'setInterval(f, 5)',
    'globalThis.setTimeout(f, 5)',
    'process.hrtime.bigint()',
    'Temporal.Now.instant()',
  ])('%s outside the clocks', (expression) => {
    const source = `\nexport const at = ${expression};\n`;
    const found = violations(new Map([['sync/a.ts', source]]));
    expect(found.map(({ file, line, rule }) => ({ file, line, rule }))).toEqual([
      { file: 'sync/a.ts', line: 2, rule: 'time' },
    ]);
    expect(found[0]?.message).toMatch(
      /^sync\/a\.ts:2 .* reads the time; take a MachineClock or ProgramClock/,
    );
    expect(only('program/clocks.ts', source)).toEqual([]);
    expect(only('sandbox/a.ts', source)).toEqual([]);
    expect(only('program/log.ts', source)).toHaveLength(1);
  });

  it.each([
    'new Date(at)',
    'Date.UTC(2026, 1)',
    'new Date(at).toISOString()',
    'toDate(at)',
    'clock.now()',
    'setImmediate(f)',
  ])('%s is no reading of the time', (expression) => {
    expect(only('domain/a.ts', `export const a = ${expression}; // not Date.now()\n`)).toEqual([]);
  });

  it.each(["console.log('x')", "process.stdout.write('x')"])('%s where stdio can reach', (expression) => {
    for (const file of ['tools/a.ts', 'program.ts', 'sandbox/a.ts', 'cli/serve.ts']) {
      expect(violations(new Map([[file, expression]]))).toMatchObject([{ file, line: 1, rule: 'output' }]);
    }
    expect(only('cli/main.ts', expression)).toEqual([]);
  });

  it('process.env outside cli and program', () => {
    expect(violations(new Map([['server/a.ts', 'const a = process.env.HOME;']]))).toMatchObject([
      { file: 'server/a.ts', line: 1, rule: 'environment' },
    ]);
    expect(only('program.ts', 'const a = process.env;')).toEqual([]);
  });
});
