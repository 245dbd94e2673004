import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { connectSnippets } from '../../src/cli/hosts.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
/** What stands between fences, by language. */
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\`$`, 'gm'))].map(
    ([, text]) => text,
  );

const PLACEHOLDERS = {
  node: '/absolute/path/to/node',
  launcher: '/absolute/path/to/affiliate-ops/bin/affiliate-ops.mjs',
};
const CREDENTIALS = ['TIKTOK_SHOP_APP_KEY', 'TIKTOK_SHOP_APP_SECRET', 'SHIPBOB_TOKEN', 'SHIPBOB_CHANNEL_ID'];

describe('the README', () => {
  it('shows the snippets that the program generates', () => {
    const { claudeDesktop, claudeCode, cursor, vsCode } = connectSnippets(PLACEHOLDERS, 'linux');
    expect(cursor).toBe(claudeDesktop);
    expect(blocks('json')).toContain(claudeDesktop);
    expect(blocks('json')).toContain(vsCode);
    expect(blocks('sh')).toContain(claudeCode);
  });

  it('shows them with the credentials of a shop', () => {
    const live = connectSnippets({ ...PLACEHOLDERS, variables: CREDENTIALS }, 'linux');
    expect(blocks('json')).toContain(live.claudeDesktop);
    expect(blocks('json')).toContain(live.vsCode);
    expect(blocks('sh')).toContain(live.claudeCode);
  });

  it('shows no other way to start the server', () => {
    const generated = [PLACEHOLDERS, { ...PLACEHOLDERS, variables: CREDENTIALS }].flatMap((launch) =>
      Object.values(connectSnippets(launch, 'linux')),
    );
    const shown = [...blocks('json'), ...blocks('sh')].filter((text) => text?.includes('affiliate-ops.mjs'));
    expect(shown.filter((text) => text === undefined || !generated.includes(text))).toEqual([]);
  });
});

describe('paths', () => {
  it('with spaces and quotes stay one word in a shell', () => {
    const launch = { node: "/Users/ana's mac/node", launcher: '/opt/a b/affiliate-ops.mjs' };
    expect(connectSnippets(launch, 'darwin').claudeCode).toBe(
      "claude mcp add --scope user affiliate-ops -- '/Users/ana'\\''s mac/node' '/opt/a b/affiliate-ops.mjs' serve",
    );
  });

  it('of Windows are quoted for its shells and escaped in JSON', () => {
    const launch = { node: 'C:\\Program Files\\nodejs\\node.exe', launcher: 'C:\\ops\\affiliate-ops.mjs' };
    const { claudeCode, claudeDesktop, vsCode } = connectSnippets(launch, 'win32');
    expect(claudeCode).toBe(
      'claude mcp add --scope user affiliate-ops -- "C:\\Program Files\\nodejs\\node.exe" "C:\\ops\\affiliate-ops.mjs" serve',
    );
    const server = { command: launch.node, args: [launch.launcher, 'serve'] };
    expect(JSON.parse(claudeDesktop)).toEqual({ mcpServers: { 'affiliate-ops': server } });
    expect(JSON.parse(vsCode)).toEqual({ servers: { 'affiliate-ops': { type: 'stdio', ...server } } });
  });
});

describe('credentials', () => {
  it('are asked for by VS Code, hidden while they are typed, and stand in no file', () => {
    const { inputs, servers } = JSON.parse(
      connectSnippets({ ...PLACEHOLDERS, variables: ['SHIPBOB_TOKEN'] }, 'linux').vsCode,
    );
    expect(inputs).toEqual([
      { type: 'promptString', id: 'shipbob-token', description: 'SHIPBOB_TOKEN', password: true },
    ]);
    expect(servers['affiliate-ops'].env).toEqual({ SHIPBOB_TOKEN: `\${input:${inputs[0].id}}` });
  });
});
