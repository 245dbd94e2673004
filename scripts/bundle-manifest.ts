import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { TOOLS } from '../src/tools/index.ts';

const packageFile = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  engines: z.object({ node: z.string() }),
});

interface Field {
  readonly key: string;
  readonly variable: string;
  readonly title: string;
  readonly description: string;
  readonly type?: 'string' | 'directory';
  readonly sensitive?: boolean;
}

/** What the form of the bundle asks for, and the environment variable that each answer becomes. */
const FIELDS: readonly Field[] = [
  {
    key: 'app_key',
    variable: 'TIKTOK_SHOP_APP_KEY',
    title: 'TikTok Shop app key',
    description:
      'Of your app in TikTok Shop Partner Center. Leave everything of TikTok Shop empty to try it all on an invented programme.',
  },
  {
    key: 'app_secret',
    variable: 'TIKTOK_SHOP_APP_SECRET',
    title: 'TikTok Shop app secret',
    description: 'Of the same app.',
    sensitive: true,
  },
  {
    key: 'refresh_token',
    variable: 'TIKTOK_SHOP_REFRESH_TOKEN',
    title: 'TikTok Shop refresh token',
    description:
      'Usually empty: "affiliate-ops auth" in a terminal connects the shop. Fill it in if you got one elsewhere.',
    sensitive: true,
  },
  {
    key: 'connector_app_key',
    variable: 'TIKTOK_SHOP_CONNECTOR_APP_KEY',
    title: 'TikTok Shop app key of a second app',
    description: 'Only if orders and products have an app of their own.',
  },
  {
    key: 'connector_app_secret',
    variable: 'TIKTOK_SHOP_CONNECTOR_APP_SECRET',
    title: 'TikTok Shop app secret of the second app',
    description: 'Of the same second app.',
    sensitive: true,
  },
  {
    key: 'shipbob_token',
    variable: 'SHIPBOB_TOKEN',
    title: 'ShipBob token',
    description: 'Personal access token, if your warehouse is ShipBob.',
    sensitive: true,
  },
  {
    key: 'shipbob_channel',
    variable: 'SHIPBOB_CHANNEL_ID',
    title: 'ShipBob channel',
    description: 'Number of the channel, with the token.',
  },
  {
    key: 'mode',
    variable: 'AFFILIATE_OPS_MODE',
    title: 'Mode',
    description:
      'read-only writes nothing, confirm shows a plan and waits for your yes, auto acts inside your caps. Empty: as in mcp.config.json, else confirm.',
  },
  {
    key: 'data_directory',
    variable: 'AFFILIATE_OPS_DATA_DIR',
    title: 'Data folder',
    description: 'Where the database lies. Empty: the usual folder of your system.',
    type: 'directory',
  },
];

/** The bundle's `manifest.json` (MCPB manifest version 0.3). */
export function bundleManifest() {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { name, version, description, license, engines } = packageFile.parse(JSON.parse(file));
  return {
    manifest_version: '0.3',
    name,
    display_name: 'affiliate-ops',
    version,
    description,
    author: { name: 'The affiliate-ops contributors' },
    license,
    keywords: ['tiktok-shop', 'affiliate', 'creators', 'samples'],
    server: {
      type: 'node',
      entry_point: 'bin/affiliate-ops.mjs',
      mcp_config: {
        command: 'node',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the host replaces it
        args: ['${__dirname}/bin/affiliate-ops.mjs', 'serve'],
        env: Object.fromEntries(FIELDS.map(({ key, variable }) => [variable, `\${user_config.${key}}`])),
      },
    },
    tools: TOOLS.map((tool) => ({ name: tool.name, description: tool.title })),
    compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: engines.node } },
    user_config: Object.fromEntries(FIELDS.map((field) => [field.key, formField(field)])),
  };
}

/**
 * An empty default is what keeps a host from passing the placeholder of a field that was left empty; a folder gets
 * none, since an empty path is none. The program takes both an empty value and a placeholder for "not set".
 */
function formField({
  title,
  description,
  type = 'string',
  sensitive = false,
}: Omit<Field, 'key' | 'variable'>) {
  return {
    type,
    title,
    description,
    required: false,
    ...(type === 'string' ? { default: '' } : {}),
    ...(sensitive ? { sensitive } : {}),
  };
}
