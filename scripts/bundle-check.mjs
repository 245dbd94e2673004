// npm run bundle:check: unpacks affiliate-ops.mcpb and runs its server as Claude Desktop does, on the sandbox.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { mcpb, megabytes } from './mcpb.mjs';

const bundle = fileURLToPath(new URL('../affiliate-ops.mcpb', import.meta.url));
if (!existsSync(bundle)) throw new Error('There is no affiliate-ops.mcpb. Make it with: npm run bundle');

const home = mkdtempSync(join(tmpdir(), 'affiliate-ops-bundle-check-'));
try {
  // The folder of a real installation has a space in its path too.
  const folder = join(home, 'Claude Extensions', 'affiliate-ops');
  mcpb(['unpack', bundle, folder], home);
  const before = filesIn(folder);
  const unpacked = before.reduce((total, { size }) => total + size, 0);
  say(`packed ${megabytes(statSync(bundle).size)}, unpacked ${megabytes(unpacked)}, ${before.length} files`);

  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  await check(manifest, folder, 'empty fields as empty text', (option) => String(option.default ?? ''));
  await check(manifest, folder, 'empty fields as placeholders', () => undefined);
  const data = join(home, 'own data');
  await check(manifest, folder, 'a data folder of its own', (option) =>
    option.type === 'directory' ? data : '',
  );
  assert.ok(existsSync(join(data, 'affiliate-ops-sandbox.sqlite')), 'the data lie in the folder of the form');
  assert.deepEqual(filesIn(folder), before, 'nothing was written into the bundle');
  process.stdout.write('The bundle works.\n');
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** Starts the server with what the form holds, lists its tools and asks for the status. */
async function check(manifest, folder, name, answer) {
  const { command, args, env } = manifest.server.mcp_config;
  assert.equal(command, 'node');
  const filled = (text) =>
    text
      .replace(/\$\{__dirname\}/g, () => folder)
      .replace(/\$\{user_config\.(\w+)\}/g, (all, key) => answer(manifest.user_config[key]) ?? all);
  const variables = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filled(value)]));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: args.map(filled),
    env: { PATH: process.env.PATH ?? '', HOME: home, APPDATA: home, LOCALAPPDATA: home, ...variables },
    cwd: home,
    stderr: 'inherit',
  });
  const client = new Client({ name: 'bundle-check', version: '1.0.0' });
  await client.connect(transport);
  try {
    assert.equal(client.getServerVersion()?.version, manifest.version);
    const { tools } = await client.listTools();
    const listed = tools.map((tool) => tool.name).sort();
    assert.deepEqual(listed, manifest.tools.map((tool) => tool.name).sort());
    // Reads the whole invented programme first: database, HTTP both ways and time zones are used.
    const status = await client.callTool({ name: 'program_status', arguments: { refresh: true } });
    assert.notEqual(status.isError, true, JSON.stringify(status.content));
    assert.equal(status.structuredContent?.sandbox, true);
    const [text = ''] = status.content.map((block) => block.text);
    assert.match(text, /[1-9]\d* open sample request/);
    say(`${name}: ${listed.length} tools; ${text.split('\n')[0]}`);
  } finally {
    await client.close();
  }
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ file, size: statSync(file).size }));
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
