import { mkdirSync, writeFileSync } from 'node:fs';
import { settingsPage, settingsSchema } from './settings-reference.ts';

const at = (path: string) => new URL(`../${path}`, import.meta.url);
mkdirSync(at('docs'), { recursive: true });
writeFileSync(at('mcp.config.schema.json'), settingsSchema());
writeFileSync(at('docs/settings.md'), settingsPage());
