import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bundleManifest } from '../../scripts/bundle-manifest.ts';
import { TOOLS } from '../../src/tools/index.ts';

const at = (path: string) => new URL(`../../${path}`, import.meta.url);
const read = (path: string) => readFileSync(at(path), 'utf8');

const { name, version, mcpName, license, engines } = z
  .object({
    name: z.string(),
    version: z.string(),
    mcpName: z.string(),
    license: z.string(),
    engines: z.object({ node: z.string() }),
  })
  .parse(JSON.parse(read('package.json')));

/** Variables that a source of the configuration names. */
const variablesIn = (path: string) =>
  new Set([...read(path).matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, variable]) => variable ?? ''));

const CONFIG_FILES = readdirSync(at('src/config')).map((file) => `src/config/${file}`);
const SECRET = [
  'SHIPBOB_TOKEN',
  'TIKTOK_SHOP_APP_SECRET',
  'TIKTOK_SHOP_CONNECTOR_APP_SECRET',
  'TIKTOK_SHOP_REFRESH_TOKEN',
];

// The part of the registry's schema of 2025-12-11 that we use; its own bounds.
const serverFile = z.strictObject({
  $schema: z.literal('https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'),
  name: z.string().regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: z.string(),
  packages: z.tuple([
    z.strictObject({
      registryType: z.literal('npm'),
      identifier: z.string(),
      version: z.string(),
      runtimeHint: z.literal('npx'),
      transport: z.strictObject({ type: z.literal('stdio') }),
      packageArguments: z.array(z.strictObject({ type: z.literal('positional'), value: z.string() })),
      environmentVariables: z.array(
        z.strictObject({
          name: z.string(),
          description: z.string(),
          isRequired: z.literal(false),
          isSecret: z.boolean(),
          choices: z.array(z.string()).optional(),
          format: z.enum(['string', 'number', 'boolean', 'filepath']).optional(),
        }),
      ),
    }),
  ]),
});

describe('the bundle', () => {
  const manifest = bundleManifest();
  const { env, args } = manifest.server.mcp_config;

  it('is the package, with its name, version, licence and Node', () => {
    expect(manifest).toMatchObject({ name, version, license, manifest_version: '0.3' });
    expect(manifest.compatibility.runtimes.node).toBe(engines.node);
  });

  it('starts what is in it', () => {
    expect(existsSync(at(manifest.server.entry_point))).toBe(true);
    expect(args).toEqual([`\${__dirname}/${manifest.server.entry_point}`, 'serve']);
  });

  it('lists every tool', () => {
    expect(manifest.tools.map((tool) => tool.name)).toEqual(TOOLS.map((tool) => tool.name));
    expect(manifest.tools.every((tool) => tool.description.length > 0)).toBe(true);
  });

  it('asks for what becomes a variable that the program reads, and for nothing else', () => {
    const asked = Object.keys(manifest.user_config).map((key) => `\${user_config.${key}}`);
    expect(Object.values(env)).toEqual(asked);
    const known = new Set(CONFIG_FILES.flatMap((file) => [...variablesIn(file)]));
    expect(Object.keys(env).filter((variable) => !known.has(variable))).toEqual([]);
  });

  it('leaves out only addresses, the log level, and what only the terminal needs', () => {
    const left = [...variablesIn('src/config/environment.ts')].filter((variable) => !(variable in env));
    expect(left.filter((variable) => !/_(URL|SERVICE_ID)$/.test(variable))).toEqual(['LOG_LEVEL']);
  });

  it('hides secrets, requires nothing, and no text field is without a default', () => {
    const fields = Object.entries(env).map(([variable, placeholder]) => ({
      variable,
      ...manifest.user_config[placeholder.slice('${user_config.'.length, -1)],
    }));
    const sensitive = fields.filter((field) => field.sensitive === true);
    expect(sensitive.map(({ variable }) => variable).sort()).toEqual(SECRET);
    expect(fields.filter((field) => field.required !== false)).toEqual([]);
    expect(fields.filter((field) => field.type === 'string' && field.default !== '')).toEqual([]);
  });
});

describe('the registry entry', () => {
  const server = serverFile.parse(JSON.parse(read('server.json')));
  const [npm] = server.packages;

  it('is the package under the name that the package claims', () => {
    expect(server).toMatchObject({ name: mcpName, version });
    expect(npm).toMatchObject({ identifier: name, version });
    expect(npm.packageArguments).toEqual([{ type: 'positional', value: 'serve' }]);
  });

  it('asks for the variables that the bundle asks for, secrets as secrets', () => {
    const variables = npm.environmentVariables;
    expect(variables.map((variable) => variable.name)).toEqual(
      Object.keys(bundleManifest().server.mcp_config.env),
    );
    const secret = variables.filter(({ isSecret }) => isSecret).map((variable) => variable.name);
    expect(secret.sort()).toEqual(SECRET);
  });
});
