import { existsSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OperatorError } from '../domain/errors.ts';
import type { ShippingRoute } from '../domain/shop.ts';
import { createPrivateDirectory } from './directories.ts';
import { type ConfigFile, configFile, type Problems, readConfigFile } from './file.ts';

export interface RouteChange {
  readonly shopId: string;
  /** What stood in the shop's own section; null when nothing did. */
  readonly from: ShippingRoute | null;
  readonly to: ShippingRoute;
}

/** JSON's usual indentation, for a file that has none to go by. */
const INDENTATION = 2;

/**
 * Writes the shops' routes into the file, which is made when it is missing, and keeps everything else in it. The file
 * is replaced whole, so nobody ever reads half of one. Returns what changed.
 * @throws OperatorError `setup` when the file is wrong or cannot be written; it is left as it was then
 */
export function writeRoutes(
  file: string,
  routes: ReadonlyMap<string, ShippingRoute>,
): readonly RouteChange[] {
  const before = existsSync(file) ? present(file) : null;
  const json: ConfigFile = before?.json ?? {};
  const changes = [...routes].flatMap(([shopId, to]) => {
    const from = json.shops?.[shopId]?.shipping?.route ?? null;
    return from === to ? [] : [{ shopId, from, to }];
  });
  if (changes.length === 0) return [];
  const shops = { ...json.shops };
  for (const { shopId, to } of changes) {
    const shop = shops[shopId] ?? {};
    shops[shopId] = { ...shop, shipping: { ...shop.shipping, route: to } };
  }
  const after = { ...json, shops };
  configFile().parse(after);
  replace(file, `${JSON.stringify(after, null, before?.indentation ?? INDENTATION)}\n`);
  return changes;
}

/** What the file says, in its own order. */
function present(file: string): { readonly json: ConfigFile; readonly indentation: string } {
  const problems: Problems = [];
  if (readConfigFile(file, problems) === null) {
    throw notWritten(problems.join('\n'), 'Correct the file and try again.');
  }
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  // Checked above; what the check gives has the order of the schema.
  const json: ConfigFile = JSON.parse(text);
  return { json, indentation: /^\{\r?\n([ \t]+)"/.exec(text)?.[1] ?? ' '.repeat(INDENTATION) };
}

/** Through a link to the file it stands for, with the rights it has. */
function replace(file: string, text: string): void {
  const there = existsSync(file);
  const target = there ? realpathSync(file) : file;
  const draft = join(dirname(target), `.mcp.config.${crypto.randomUUID()}.json`);
  try {
    createPrivateDirectory(dirname(target));
    writeFileSync(draft, text, { flag: 'wx', mode: there ? statSync(target).mode & 0o777 : 0o600 });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw notWritten(
      `The settings file ${file} cannot be written (${code}).`,
      'Make it and its folder writable for your user, or write the route into it yourself.',
    );
  }
}

function notWritten(message: string, next: string): OperatorError {
  return new OperatorError('setup', message, next, 'The settings were not changed.');
}
