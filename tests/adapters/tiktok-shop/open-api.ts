import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

interface Schema {
  readonly type?: string | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly items?: Schema | undefined;
}

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    properties: z.record(z.string(), schema).optional(),
    items: schema.optional(),
  }),
);
const content = z.object({ content: z.object({ 'application/json': z.object({ schema }) }) });
const operation = z.object({
  parameters: z.array(
    z.object({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema }),
  ),
  requestBody: content.optional(),
  responses: z.object({ 200: content }),
});
const document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

const folder = new URL(
  '../../../node_modules/@tts-open-toolkit/cli/skills/tts-openapi-guide/references/oas/paths/',
  import.meta.url,
);
const COMMON_QUERY = ['app_key', 'timestamp', 'sign'];

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What in a request the platform's own OpenAPI does not know, as lines; empty when all of it fits. */
export function contractBreaches(sent: SentRequest): string[] {
  const found = findOperation(sent);
  if (!found) return [`no ${sent.method} ${sent.path} in the OpenAPI`];
  const parameters = found.parameters.filter((parameter) => parameter.in === 'query');
  const known = new Set([...COMMON_QUERY, ...parameters.map(({ name }) => name)]);
  const unknown = Object.keys(sent.query).filter((name) => !known.has(name));
  const missing = parameters.filter(({ name, required }) => required && !(name in sent.query));
  const numbers = parameters.filter(
    ({ name, schema: { type } }) => type === 'integer' && /\D/.test(sent.query[name] ?? ''),
  );
  const bodySchema = found.requestBody?.content['application/json'].schema;
  return [
    ...unknown.map((name) => `unknown query ${name}`),
    ...missing.map(({ name }) => `missing query ${name}`),
    ...numbers.map(({ name }) => `query ${name} is not a number`),
    ...(bodySchema
      ? mismatches(JSON.parse(sent.body), bodySchema, 'body')
      : sent.body === ''
        ? []
        : ['a body where none belongs']),
  ];
}

function findOperation(sent: SentRequest) {
  const family = sent.path.split('/')[1] ?? '';
  const text = readFileSync(fileURLToPath(new URL(`${family}.json`, folder)), 'utf8');
  const template = Object.entries(document.parse(JSON.parse(text)).paths).find(
    ([path, methods]) =>
      sent.method.toLowerCase() in methods &&
      new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(sent.path),
  );
  return template ? operation.parse(template[1][sent.method.toLowerCase()]) : null;
}

function mismatches(value: unknown, expected: Schema, at: string): string[] {
  if (Array.isArray(value)) {
    if (expected.type !== 'array') return [`${at} is a list`];
    return value.flatMap((item, index) => mismatches(item, expected.items ?? {}, `${at}[${index}]`));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => {
      const property = expected.properties?.[name];
      return property ? mismatches(inner, property, `${at}.${name}`) : [`unknown ${at}.${name}`];
    });
  }
  const type = Number.isInteger(value) ? 'integer' : typeof value;
  return type === expected.type ? [] : [`${at} is ${type}, not ${expected.type}`];
}
