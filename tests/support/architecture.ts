import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { importsOf, lineAt, type Scanned, scan } from './source-text.ts';

/** Source text by path below `src/`, with forward slashes. */
export type SourceFiles = ReadonlyMap<string, string>;

export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly rule: 'arrow' | 'cycle' | 'package' | 'time' | 'output' | 'environment';
  readonly message: string;
}

interface Room {
  readonly name: string;
  /** A file, or a folder when it ends in a slash. The longest match decides. */
  readonly places: readonly string[];
  readonly mayImport: readonly string[] | 'everything' | 'everything but cli';
}

const adapter = (name: string): Room => ({
  name: `adapters/${name}`,
  places: [`adapters/${name}/`],
  mayImport: ['ports', 'domain'],
});

/** The table of ARCHITECTURE.md ("Rooms"): which room may import which. Type imports are imports. */
const ROOMS: readonly Room[] = [
  { name: 'cli', places: ['cli.ts', 'cli/'], mayImport: 'everything' },
  { name: 'program', places: ['program.ts', 'program/'], mayImport: 'everything but cli' },
  { name: 'server', places: ['server/'], mayImport: ['tools', 'resources', 'prompts', 'mcp'] },
  { name: 'tools', places: ['tools/'], mayImport: ['wire', 'mcp', 'usecases', 'domain'] },
  { name: 'resources', places: ['resources/'], mayImport: ['wire', 'mcp', 'usecases', 'domain'] },
  { name: 'prompts', places: ['prompts/'], mayImport: ['mcp', 'usecases', 'domain'] },
  // Added to the design: the wire form of what use cases give, shared by tools and resources.
  { name: 'wire', places: ['wire/'], mayImport: ['mcp', 'usecases', 'domain'] },
  { name: 'mcp', places: ['mcp/'], mayImport: ['domain', 'ports'] },
  {
    name: 'monitor',
    places: ['monitor/'],
    mayImport: ['usecases', 'rules', 'scoring', 'actions', 'sync', 'ports', 'domain'],
  },
  {
    name: 'usecases',
    places: ['usecases/'],
    mayImport: ['rules', 'scoring', 'actions', 'sync', 'ports', 'domain'],
  },
  { name: 'rules', places: ['rules/'], mayImport: ['scoring', 'ports', 'domain'] },
  { name: 'actions', places: ['actions/'], mayImport: ['ports', 'domain'] },
  { name: 'scoring', places: ['scoring/'], mayImport: ['ports', 'domain'] },
  { name: 'sync', places: ['sync/'], mayImport: ['ports', 'domain'] },
  { name: 'ports', places: ['ports/'], mayImport: ['domain'] },
  { name: 'store', places: ['store/'], mayImport: ['ports', 'domain'] },
  adapter('tiktok-shop'),
  adapter('notify'),
  { name: 'config', places: ['config/'], mayImport: ['domain'] },
  { name: 'domain', places: ['domain/'], mayImport: [] },
  { name: 'sandbox', places: ['sandbox/'], mayImport: [] },
];

/** Each warehouse's adapter is a room of its own: `adapters/wms/<vendor>/`. */
function roomOf(file: string): Room | null {
  const vendor = /^adapters\/(wms\/[^/]+)\//.exec(file)?.[1];
  if (vendor !== undefined) return adapter(vendor);
  return ROOMS.find((room) => room.places.some((place) => file === place || isWithin(file, place))) ?? null;
}

const isWithin = (file: string, place: string): boolean => place.endsWith('/') && file.startsWith(place);

function mayImport(from: Room, to: Room): boolean {
  if (from.name === to.name || from.mayImport === 'everything') return true;
  if (from.mayImport === 'everything but cli') return to.name !== 'cli';
  return from.mayImport.includes(to.name);
}

/**
 * The rooms that may use a package. A package that is not named here is refused everywhere, so that a new one gets
 * its place deliberately. `adapters/` stands for each adapter.
 */
export const PACKAGES: Readonly<Record<string, readonly string[] | 'all but the core'>> = {
  '@hono/node-server': ['server', 'monitor', 'sandbox'],
  '@modelcontextprotocol/client': ['cli'],
  '@modelcontextprotocol/server': ['server', 'mcp', 'tools', 'resources', 'prompts'],
  'better-sqlite3': ['store', 'sandbox'],
  'node-cron': ['monitor', 'config'],
  nodemailer: ['adapters/'],
  pino: ['program', 'server', 'monitor'],
  'temporal-polyfill': ['domain', 'sandbox'],
  undici: ['adapters/', 'program'],
  zod: 'all but the core',
};

/** Words and interfaces: no schemas, no wire, no disk. */
const CORE = ['domain', 'ports'];

/** Node's own modules that reach the world. */
const WORLD = new Set(
  'child_process cluster dgram dns fs http http2 https net readline sqlite tls worker_threads'.split(' '),
);
const WORLD_ROOMS = ['adapters/', 'cli', 'config', 'monitor', 'program', 'sandbox', 'server', 'store'];

const isOneOf = (room: Room, names: readonly string[]): boolean =>
  names.some((name) => (name.endsWith('/') ? room.name.startsWith(name) : room.name === name));

interface TextRule {
  readonly rule: Violation['rule'];
  readonly pattern: RegExp;
  readonly allowed: (file: string, room: Room) => boolean;
  readonly message: string;
}

const TEXT_RULES: readonly TextRule[] = [
  {
    rule: 'time',
    pattern:
      /\bDate\.now\b|\bnew Date\s*(?:\(\s*\)|(?![\s(\w$]))|(?<!new )(?<![.\w$])Date\s*\(|\bperformance\.now\b|\bprocess\.hrtime\b|\bTemporal\.Now\b|\bset(?:Timeout|Interval)\b/g,
    allowed: (file, room) => /^program\/[a-z-]*clocks?\.ts$/.test(file) || isOneOf(room, ['sandbox', 'cli']),
    message: 'reads the time; take a MachineClock or ProgramClock (src/ports/clock.ts)',
  },
  {
    rule: 'output',
    pattern: /(?<![.\w$])console\b|\bprocess\.stdout\b/g,
    allowed: (file, room) => room.name === 'cli' && file !== 'cli/serve.ts',
    message: 'writes to stdout, which belongs to JSON-RPC; use the log',
  },
  {
    rule: 'environment',
    pattern: /\bprocess\.env\b/g,
    allowed: (_file, room) => isOneOf(room, ['cli', 'program']),
    message: 'reads the environment; src/config/ does, and hands on settings',
  },
];

/** Everything in `files` that the architecture forbids, in the order of the files. */
export function violations(files: SourceFiles): Violation[] {
  const scanned = new Map([...files].map(([file, source]) => [file, scan(source)]));
  const graph = new Map<string, readonly string[]>();
  const found: Violation[] = [];
  for (const [file, source] of scanned) {
    const room = roomOf(file);
    if (room === null) {
      found.push({ file, line: 1, rule: 'arrow', message: `${file} lies in no room of the table` });
      continue;
    }
    const { imports, computed } = importsOf(source);
    const arrows = imports.filter(({ specifier }) => specifier.startsWith('.'));
    graph.set(
      file,
      arrows.map(({ specifier }) => target(file, specifier)),
    );
    found.push(
      ...computed.map((line) => ({
        file,
        line,
        rule: 'arrow' as const,
        message: `${file}:${line} imports a computed path, which hides an arrow`,
      })),
      ...arrows.flatMap((site) => arrowProblem(file, room, site.specifier, site.line)),
      ...imports.flatMap((site) => packageProblem(file, room, site.specifier, site.line)),
      ...textProblems(file, room, source),
    );
  }
  return [...found, ...cycles(graph)];
}

const target = (file: string, specifier: string): string =>
  posix.normalize(posix.join(posix.dirname(file), specifier));

function arrowProblem(file: string, from: Room, specifier: string, line: number): Violation[] {
  const imported = target(file, specifier);
  const problem = (message: string): Violation[] => [
    { file, line, rule: 'arrow', message: `${file}:${line} imports ${imported}: ${message}` },
  ];
  if (imported.startsWith('..')) return problem('it lies outside src');
  const to = roomOf(imported);
  if (to === null) return problem('it lies in no room of the table');
  return mayImport(from, to) ? [] : problem(`"${from.name}" may not import "${to.name}"`);
}

function packageProblem(file: string, room: Room, specifier: string, line: number): Violation[] {
  if (specifier.startsWith('.')) return [];
  const problem = (message: string): Violation[] => [
    { file, line, rule: 'package', message: `${file}:${line} imports ${specifier}: ${message}` },
  ];
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const builtin = name.replace(/^node:/, '');
  if (name.startsWith('node:') || builtinModules.includes(builtin)) {
    return WORLD.has(builtin) && !isOneOf(room, WORLD_ROOMS)
      ? problem(`"${room.name}" may not reach the world`)
      : [];
  }
  const rooms = PACKAGES[name];
  if (rooms === undefined) return problem('the package has no place in the table of packages');
  const fits = rooms === 'all but the core' ? !isOneOf(room, CORE) : isOneOf(room, rooms);
  return fits ? [] : problem(`"${room.name}" may not use it`);
}

function textProblems(file: string, room: Room, { code }: Scanned): Violation[] {
  return TEXT_RULES.filter(({ allowed }) => !allowed(file, room)).flatMap(({ rule, pattern, message }) =>
    [...code.matchAll(pattern)].map((match) => {
      const line = lineAt(code, match.index);
      return { file, line, rule, message: `${file}:${line} ${match[0].trim()} ${message}` };
    }),
  );
}

/** One violation for each import that closes a circle. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): Violation[] {
  const found: Violation[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start !== -1) {
      const circle = [...path.slice(start), file].join(' → ');
      found.push({ file, line: 1, rule: 'cycle', message: `files import each other: ${circle}` });
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return found;
}
