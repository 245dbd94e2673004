// Writes src/adapters/tiktok-shop/generated/ for the operations in endpoints.ts: their types, each in the newest version
// that is described, and the names of every answer's fields. Says which fields changed against the file that was there.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENDPOINTS, versionPath } from '../src/adapters/tiktok-shop/endpoints.ts';
import { describeChanges } from './generate-tiktok-changes.ts';
import { describedOperation, newestDescribed } from './generate-tiktok-openapi.ts';

const folder = fileURLToPath(new URL('../src/adapters/tiktok-shop/generated/', import.meta.url));
const target = join(folder, 'operations.ts');
const banner =
  '// Made by `npm run generate:tiktok` from the platform OpenAPI in @tts-open-toolkit/cli (MIT) and\n' +
  '// scripts/openapi-additions.json. Do not edit.\n';
const proseKeys = new Set(['description', 'summary', 'example', 'examples', 'tags']);

const before = existsSync(target) ? readFileSync(target, 'utf8') : '';
const after = banner + openApiToTypes(openApiInUse());
writeFileSync(target, after);
writeFileSync(join(folder, 'answer-fields.ts'), banner + answerFields());
process.stdout.write(`${describeChanges(before, after)}\n`);

function openApiInUse() {
  const paths = {};
  for (const [name, endpoint] of Object.entries(ENDPOINTS)) {
    const newest = newestDescribed(endpoint);
    if (newest === null) {
      throw new Error(`${name}: nothing describes it. Add it to scripts/openapi-additions.json.`);
    }
    const path = versionPath(endpoint, newest.version);
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: slim(newest.operation, name) };
  }
  return { openapi: '3.0.0', info: { title: 'TikTok Shop, operations in use', version: '1' }, paths };
}

/** Of every version, since an older one may be what answers. A name with a dot at its end is an object with known fields. */
function answerFields() {
  const lines = Object.entries(ENDPOINTS).map(([name, endpoint]) => {
    const names = endpoint.versions.flatMap((version) => {
      const operation = describedOperation(endpoint, version);
      const answer = operation?.responses['200'].content['application/json'].schema;
      return fieldNames(answer?.properties.data ?? {}, '');
    });
    return `  ${name}: '${[...new Set(names)].sort().join(' ')}',\n`;
  });
  return `export const ANSWER_FIELDS = {\n${lines.join('')}};\n`;
}

function fieldNames(schema, path) {
  if (schema.items) return fieldNames(schema.items, `${path}[]`);
  if (!schema.properties) return [];
  const inner = Object.entries(schema.properties).flatMap(([name, property]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [at, ...fieldNames(property, at)];
  });
  return path === '' ? inner : [`${path}.`, ...inner];
}

/** Headers are the same on every call and set in one place, so they would only be noise in the types. */
function slim(definition, operationId) {
  const { parameters = [], requestBody, responses } = definition;
  const kept = parameters.filter((parameter) => parameter.in !== 'header');
  return withoutProse({ operationId, parameters: kept, ...(requestBody && { requestBody }), responses });
}

/** Drops prose, but keeps schema properties that happen to be called like it. */
function withoutProse(node, namesAreData = false) {
  if (Array.isArray(node)) return node.map((item) => withoutProse(item));
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => namesAreData || !proseKeys.has(key))
      .map(([key, value]) => [key, withoutProse(value, !namesAreData && key === 'properties')]),
  );
}

/** openapi-typescript 7 refuses TypeScript 7, so npx gives it its own TypeScript 5. */
function openApiToTypes(openApi) {
  const folder = mkdtempSync(join(tmpdir(), 'tiktok-types-'));
  try {
    const input = join(folder, 'openapi.json');
    const output = join(folder, 'operations.ts');
    // A response needs a description in OpenAPI, an empty one leaves no comment.
    writeFileSync(
      input,
      JSON.stringify(openApi, (key, value) =>
        key === '200' && value?.content ? { description: '', ...value } : value,
      ),
    );
    const packages = ['-y', '-p', 'openapi-typescript@7', '-p', 'typescript@5'];
    execFileSync('npx', [...packages, 'openapi-typescript', input, '-o', output, '--alphabetize'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return operationsOf(readFileSync(output, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Paths, webhooks and components are empty or repeat endpoints.ts. */
function operationsOf(source) {
  return source.slice(source.indexOf('export interface operations {'));
}
