import { execFileSync } from 'node:child_process';

// The version whose manifest 0.3 and ignore rules this was written against.
const MCPB = '@anthropic-ai/mcpb@2.1.2';

/** Runs a program of npm's (on Windows they are scripts, which need a shell) and shows what it says on stderr. */
export function run(command, args, cwd) {
  process.stderr.write(`> ${command} ${args.join(' ')}\n`);
  const shell = process.platform === 'win32';
  const words = shell ? args.map((word) => (word.includes(' ') ? `"${word}"` : word)) : args;
  execFileSync(command, words, { cwd, shell, stdio: ['ignore', process.stderr, process.stderr] });
}

/** The bundle tool, through npx. */
export function mcpb(args, cwd) {
  run('npx', ['-y', MCPB, ...args], cwd);
}

export const megabytes = (bytes) => `${(bytes / 1_000_000).toFixed(1)} MB`;
