import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

export interface LaidOutPackage {
  /** Starts what `npm run build` makes, laid out as the published package. */
  readonly built: string;
  /** Starts the same from the sources. */
  readonly fromSources: string;
}

/** Builds into `folder` and not into the repository: a `dist` left there would be started by the next command. */
export function layOutPackage(folder: string): LaidOutPackage {
  const layOut = (name: string): string => {
    const target = join(folder, name);
    mkdirSync(target);
    for (const part of ['bin', 'package.json']) {
      cpSync(join(REPOSITORY, part), join(target, part), { recursive: true });
    }
    symlinkSync(join(REPOSITORY, 'node_modules'), join(target, 'node_modules'), 'junction');
    return target;
  };
  const built = layOut('built');
  const compiler = join(REPOSITORY, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', join(built, 'dist')], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const fromSources = layOut('sources');
  symlinkSync(join(REPOSITORY, 'src'), join(fromSources, 'src'), 'junction');
  const launcher = (target: string) => join(target, 'bin', 'affiliate-ops.mjs');
  return { built: launcher(built), fromSources: launcher(fromSources) };
}
