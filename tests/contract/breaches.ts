import { answerSchema, type Described, describedAt, type Schema } from './openapi.ts';

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  readonly contentType: string;
}

const COMMON_QUERY = ['app_key', 'timestamp', 'sign'];

/** What in a request the platform's documents do not know or miss, as lines led by the operation. */
export function requestBreaches(sent: SentRequest): string[] {
  const described = describedAt(sent.method, sent.path);
  if (!described) return [`no ${sent.method} ${sent.path} in the table with a description`];
  return [...queryBreaches(sent, described), ...bodyBreaches(sent, described)].map(
    (breach) => `${described.operation} ${described.version}: ${breach}`,
  );
}

/** What in an answer they do not know, as lines led by the operation; of failures only the envelope counts. */
export function answerBreaches(described: Described, envelope: unknown): string[] {
  return mismatches(envelope, answerSchema(described), 'answer').map(
    (breach) => `${described.operation} ${described.version}: ${breach}`,
  );
}

function queryBreaches(sent: SentRequest, { definition }: Described): string[] {
  const parameters = definition.parameters.filter((parameter) => parameter.in === 'query');
  const known = new Set([...COMMON_QUERY, ...parameters.map(({ name }) => name)]);
  const unknown = Object.keys(sent.query).filter((name) => !known.has(name));
  const missing = parameters.filter(({ name, required }) => required && !(name in sent.query));
  const numbers = parameters.filter(
    ({ name, schema }) => schema.type === 'integer' && /\D/.test(sent.query[name] ?? ''),
  );
  return [
    ...unknown.map((name) => `unknown query.${name}`),
    ...missing.map(({ name }) => `missing query.${name}`),
    ...numbers.map(({ name }) => `query.${name} is not a number`),
  ];
}

function bodyBreaches(sent: SentRequest, { definition }: Described): string[] {
  const content = definition.requestBody?.content ?? {};
  const multipart = content['multipart/form-data']?.schema;
  if (multipart) return multipartBreaches(sent, multipart);
  const json = content['application/json']?.schema;
  if (!json) return sent.body === '' ? [] : ['a body where none belongs'];
  return mismatches(sent.body === '' ? {} : JSON.parse(sent.body), json, 'body');
}

function multipartBreaches(sent: SentRequest, schema: Schema): string[] {
  if (!sent.contentType.startsWith('multipart/form-data; boundary=')) return ['the body is not multipart'];
  const names = [...sent.body.matchAll(/form-data; name="([^"]*)"/g)].map(([, name]) => name ?? '');
  const form = Object.fromEntries(names.map((name) => [name, 'bytes']));
  return mismatches(form, schema, 'form');
}

/** Names and types of a JSON value against a schema, each by its path. */
export function mismatches(value: unknown, expected: Schema, at: string): string[] {
  if (expected.oneOf) {
    const tries = expected.oneOf.map((one) => mismatches(value, one, at));
    return tries.find((found) => found.length === 0) ?? tries[0] ?? [];
  }
  if (Array.isArray(value)) {
    if (expected.type !== 'array') return [`${at} is a list, not ${expected.type}`];
    return value.flatMap((item) => mismatches(item, expected.items ?? {}, `${at}[]`));
  }
  if (typeof value === 'object' && value !== null) return objectMismatches(value, expected, at);
  const type = Number.isInteger(value) ? 'integer' : value === null ? 'null' : typeof value;
  return type === expected.type ? [] : [`${at} is ${type}, not ${expected.type}`];
}

function objectMismatches(value: object, expected: Schema, at: string): string[] {
  if (expected.type !== undefined && expected.type !== 'object') {
    return [`${at} is an object, not ${expected.type}`];
  }
  const properties = expected.properties ?? {};
  const missing = (expected.required ?? []).filter((name) => !(name in value));
  return [
    ...missing.map((name) => `missing ${at}.${name}`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const property = properties[name];
      return property ? mismatches(inner, property, `${at}.${name}`) : [`unknown ${at}.${name}`];
    }),
  ];
}
