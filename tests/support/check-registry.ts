import * as z from 'zod';
import type { ToolDefinition } from '../../src/mcp/define-tool.ts';
import { ENVELOPE_SHAPE } from '../../src/mcp/envelope.ts';

type Schema = Readonly<Record<string, unknown>>;

/** 64 characters of the API less the longest known host prefix (mcp.md 5.1). */
const NAME_LENGTH = 21;

/** One host cuts descriptions there (mcp.md 5.1). */
const DESCRIPTION_LENGTH = 1_024;

const TOOL_LIMIT = 20;

const object = z.record(z.string(), z.unknown());

/** Every rule that all tools must keep, as sentences about those that break it. Empty when all is well. */
export function checkRegistry(tools: readonly ToolDefinition<never>[]): string[] {
  const problems: string[] = [];
  if (tools.length > TOOL_LIMIT) problems.push(`${tools.length} tools, at most ${TOOL_LIMIT}`);
  for (const what of ['name', 'title'] as const) {
    const seen = new Set<string>();
    for (const tool of tools) {
      if (seen.has(tool[what])) problems.push(`two tools share the ${what} ${tool[what]}`);
      seen.add(tool[what]);
    }
  }
  return [...problems, ...tools.flatMap((tool) => checkTool(tool).map((text) => `${tool.name}: ${text}`))];
}

function checkTool(tool: ToolDefinition<never>): string[] {
  const problems: string[] = [];
  if (!/^[a-z]+(_[a-z]+)+$/.test(tool.name)) problems.push('the name is not snake_case with a verb first');
  if (tool.name.length > NAME_LENGTH) problems.push(`the name has more than ${NAME_LENGTH} characters`);
  if (tool.description.length > DESCRIPTION_LENGTH) {
    problems.push(`the description has more than ${DESCRIPTION_LENGTH} characters`);
  }
  for (const hint of ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const) {
    if (typeof tool.annotations[hint] !== 'boolean') problems.push(`${hint} is not set`);
  }
  const input = jsonSchema(tool.input, 'input');
  const output = jsonSchema(tool.output, 'output');
  return [
    ...problems,
    ...checkRoot(input, 'input'),
    ...checkRoot(output, 'output'),
    ...walk(input, 'input').flatMap(([path, schema]) => checkInputField(path, schema)),
    ...walk(output, 'output').flatMap(([path, schema]) => checkAnyField(path, schema)),
    ...checkClosed(input, output),
    ...checkEnvelope(output),
  ];
}

function jsonSchema(schema: z.ZodObject, io: 'input' | 'output'): Schema {
  return object.parse(schema['~standard'].jsonSchema[io]({ target: 'draft-2020-12' }));
}

function checkRoot(schema: Schema, side: string): string[] {
  const problems: string[] = [];
  if (schema.type !== 'object') problems.push(`${side} is not an object at the root`);
  for (const word of ['anyOf', 'oneOf', 'allOf', 'not', 'if']) {
    if (word in schema) problems.push(`${side} has ${word} at the root`);
  }
  const dialect = String(schema.$schema ?? '');
  if (!dialect.includes('2020-12')) problems.push(`${side} is not in the 2020-12 dialect`);
  return problems;
}

/** Inputs refuse unknown fields with their name; outputs let a newer server add some. */
function checkClosed(input: Schema, output: Schema): string[] {
  const problems: string[] = [];
  if (input.additionalProperties !== false) problems.push('input is not strict');
  for (const [path, schema] of walk(output, 'output')) {
    if (schema.additionalProperties === false) problems.push(`${path} is not loose`);
  }
  return problems;
}

function checkEnvelope(output: Schema): string[] {
  const shown = object.parse(output.properties ?? {});
  return Object.entries(ENVELOPE_SHAPE)
    .filter(([name, schema]) => {
      const { $schema: _dialect, ...expected } = object.parse(
        z.looseObject({ field: schema })['~standard'].jsonSchema.output({ target: 'draft-2020-12' }),
      );
      const field = object.parse(expected.properties).field;
      return JSON.stringify(shown[name]) !== JSON.stringify(field);
    })
    .map(([name]) => `output declares ${name}, which belongs to the envelope`);
}

function checkAnyField(path: string, schema: Schema): string[] {
  const problems: string[] = [];
  for (const word of ['$ref', '$defs']) if (word in schema) problems.push(`${path} has ${word}`);
  return problems;
}

function checkInputField(path: string, schema: Schema): string[] {
  const problems = checkAnyField(path, schema);
  const say = (text: string) => problems.push(`${path} ${text}`);
  for (const word of ['anyOf', 'oneOf', 'allOf', 'not']) if (word in schema) say(`has ${word}`);
  if (Array.isArray(schema.type) || schema.type === 'null') say('allows null');
  if (path !== 'input' && !path.endsWith('[]') && typeof schema.description !== 'string') {
    say('has no description');
  }
  if (schema.type === 'string' && !('enum' in schema) && !('const' in schema)) {
    if (schema.maxLength === undefined && schema.pattern === undefined) say('has no maxLength');
    if (String(schema.pattern ?? '').length > 60) say('has a long pattern: tokens in every session');
  }
  if (schema.type === 'number' || schema.type === 'integer') {
    if (schema.minimum === undefined && schema.exclusiveMinimum === undefined) say('has no minimum');
    const maximum = schema.maximum ?? schema.exclusiveMaximum;
    if (maximum === undefined || maximum === Number.MAX_SAFE_INTEGER) say('has no maximum');
  }
  if (schema.type === 'array' && schema.maxItems === undefined) say('has no maxItems');
  return problems;
}

/** Every schema below and with the root, with its path. */
function walk(schema: Schema, path: string): [string, Schema][] {
  const inner: [string, Schema][] = [];
  for (const [name, field] of Object.entries(object.parse(schema.properties ?? {}))) {
    inner.push(...walk(object.parse(field), `${path}.${name}`));
  }
  const items = object.safeParse(schema.items).data;
  if (items) inner.push(...walk(items, `${path}[]`));
  for (const word of ['anyOf', 'oneOf', 'allOf']) {
    for (const member of z.array(object).safeParse(schema[word]).data ?? []) {
      inner.push(...walk(member, path));
    }
  }
  return [[path, schema], ...inner];
}
