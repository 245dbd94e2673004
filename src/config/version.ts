import { readFileSync } from 'node:fs';

/** The package's version, from package.json two folders up from both src/config and dist/config. */
export function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof content === 'object' && content !== null && 'version' in content) return String(content.version);
  throw new Error('package.json has no version.');
}
