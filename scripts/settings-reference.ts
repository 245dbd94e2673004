import { z } from 'zod';
import { DEFAULT_PROGRAM, defaultShop } from '../src/config/defaults.ts';
import { configFile } from '../src/config/file.ts';

/** The parts of JSON Schema that zod writes for the settings. */
const node = z.looseObject({
  description: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  pattern: z.string().optional(),
  examples: z.array(z.string()).optional(),
  get anyOf() {
    return z.array(node).optional();
  },
  get items() {
    return node.optional();
  },
  get properties() {
    return z.record(z.string(), node).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), node]).optional();
  },
});
type SchemaNode = z.infer<typeof node>;

/** One setting of `mcp.config.json`. Those of a shop are told once, under `defaults`. */
export interface Setting {
  /** As messages name it, for example `defaults.caps.month_cost`; `[]` stands for each section of a list. */
  readonly name: string;
  readonly description: string | undefined;
  /** In words. */
  readonly allowed: string;
}

const DEFAULTS = { ...DEFAULT_PROGRAM, defaults: defaultShop(false), shops: {} };

function schema(): SchemaNode {
  return node.parse(z.toJSONSchema(configFile()));
}

/** JSON Schema of `mcp.config.json`, as editors read it. */
export function settingsSchema(): string {
  const { $schema, ...rest } = schema();
  const head = { $schema, title: 'Settings of affiliate-ops (mcp.config.json)' };
  return `${JSON.stringify({ ...head, ...rest }, null, 2).replace(LIST_OF_TEXTS, onOneLine)}\n`;
}

const LIST_OF_TEXTS = /^(.*)\[\n((?: +"[^"\n]*",?\n)+) *\](,?)$/gm;
/** Line width of biome.json: the formatter puts on one line what fits there. */
const LINE_WIDTH = 110;

function onOneLine(lines: string, before: string, texts: string, comma: string): string {
  const line = `${before}[${texts.trim().replaceAll(/\s*\n\s*/g, ' ')}]${comma}`;
  return line.length <= LINE_WIDTH ? line : lines;
}

/** Every setting that the file can hold, in the order of the schema. */
export function settingList(): readonly Setting[] {
  return settingsBelow(schema(), '').filter(({ name }) => name !== '$schema');
}

function settingsBelow({ properties = {} }: SchemaNode, above: string): Setting[] {
  return Object.entries(properties).flatMap(([key, value]) => {
    const name = above === '' ? key : `${above}.${key}`;
    if (value.properties !== undefined) return settingsBelow(value, name);
    const items = value.items === undefined ? [] : settingsBelow(value.items, `${name}[]`);
    return [{ name, description: value.description, allowed: allowed(value) }, ...items];
  });
}

function allowed(value: SchemaNode): string {
  if (value.anyOf !== undefined) return value.anyOf.map(allowed).join(' or ');
  if (Array.isArray(value.type)) return value.type.map((type) => allowed({ ...value, type })).join(' or ');
  if (value.enum !== undefined) return value.enum.map((word) => `\`"${word}"\``).join(', ');
  const example = value.examples?.[0];
  switch (value.type) {
    case 'null':
      return '`null`';
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
      return `whole number, ${value.minimum} to ${value.maximum}`;
    case 'number':
      return `number, ${value.minimum} to ${value.maximum}`;
    case 'array':
      if (value.items === undefined) return 'list';
      return value.items.properties === undefined ? `list: ${allowed(value.items)}` : 'list of sections';
    case 'object':
      return typeof value.additionalProperties === 'object' &&
        value.additionalProperties.properties === undefined
        ? `object: ${allowed(value.additionalProperties)} each`
        : 'object of sections';
    default:
      return example === undefined ? 'text' : `text such as \`"${example}"\``;
  }
}

/** A complete `mcp.config.json` in which every setting has its default. */
export function exampleFile(): string {
  return JSON.stringify({ $schema: './mcp.config.schema.json', ...DEFAULTS }, null, 2);
}

function defaultOf(name: string): string {
  const inside = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
  const value = name.split('.').reduce(inside, DEFAULTS);
  return value === undefined ? '' : `\`${JSON.stringify(value)}\``;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The page `docs/settings.md`. */
export function settingsPage(): string {
  const rows = settingList().map(
    ({ name, description, allowed }) =>
      `| \`${name}\` | ${cell(description ?? '')} | ${cell(allowed)} | ${cell(defaultOf(name))} |`,
  );
  return `# Settings

<!-- Written by "npm run generate:settings" from src/config/file.ts and src/config/defaults.ts. -->

Everything that \`mcp.config.json\` can hold. Each setting may be left out; then its default holds. The file lies in your configuration folder:

| System | Folder |
| --- | --- |
| Linux | \`~/.config/affiliate-ops\` |
| macOS | \`~/Library/Application Support/affiliate-ops/config\` |
| Windows | \`%APPDATA%\\affiliate-ops\` |

\`AFFILIATE_OPS_CONFIG\` names another file. The settings are read at the start: restart your assistant (and the monitor) after a change. A mistake stops the start and is told with file, setting and what is allowed.

Amounts are text in quotes, in the currency of the shop. Shares are percentages. \`defaults\` holds for every shop; a section under \`shops\`, by shop id, holds the same settings and needs only what is different:

\`\`\`json
{
  "defaults": { "caps": { "per_day": 15 } },
  "shops": { "7495000000000000001": { "caps": { "per_day": 5 } } }
}
\`\`\`

Editors complete and check the file when \`"$schema"\` holds the path of \`mcp.config.schema.json\`, which lies in the folder of affiliate-ops.

| Setting | What it does | Allowed | Default |
| --- | --- | --- | --- |
${rows.join('\n')}

In the sandbox \`defaults.shipping.route\` is \`"${defaultShop(true).shipping.route}"\` unless it is set.

## All of them with their defaults

\`\`\`json
${exampleFile()}
\`\`\`
`;
}
