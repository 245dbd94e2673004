// Writes src/adapters/tiktok-shop/generated/operations.ts from the platform's own OpenAPI (dev dependency
// @tts-open-toolkit/cli) for the operations in endpoints.ts, and says what changed against the file that was there.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENDPOINTS } from '../src/adapters/tiktok-shop/endpoints.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const openApiFolder = join(
  root,
  'node_modules/@tts-open-toolkit/cli/skills/tts-openapi-guide/references/oas/paths',
);
const target = join(root, 'src/adapters/tiktok-shop/generated/operations.ts');
const banner =
  '// Made by `npm run generate:tiktok` from the platform OpenAPI in @tts-open-toolkit/cli (MIT). Do not edit.\n';
const proseKeys = new Set(['description', 'summary', 'example', 'examples', 'tags']);

const before = existsSync(target) ? readFileSync(target, 'utf8') : '';
const after = banner + openApiToTypes(openApiInUse());
writeFileSync(target, after);
process.stdout.write(`${describeChanges(typesByOperation(before), typesByOperation(after))}\n`);

function openApiInUse() {
  const paths = {};
  for (const [operation, endpoint] of Object.entries(ENDPOINTS)) {
    const method = endpoint.method.toLowerCase();
    const family = endpoint.path.split('/')[1];
    const document = JSON.parse(readFileSync(join(openApiFolder, `${family}.json`), 'utf8'));
    const definition = document.paths[endpoint.path]?.[method];
    if (!definition) {
      process.stderr.write(
        `${operation}: the OpenAPI has no ${endpoint.method} ${endpoint.path}; type it by hand\n`,
      );
      continue;
    }
    paths[endpoint.path] = { ...paths[endpoint.path], [method]: slim(definition, operation) };
  }
  return { openapi: '3.0.0', info: { title: 'TikTok Shop, operations in use', version: '1' }, paths };
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

function typesByOperation(source) {
  return new Map(
    [...operationsOf(source).matchAll(/^ {4}(\w+): \{\n[\s\S]*?^ {4}\};$/gm)].map(([text, name]) => [
      name,
      text,
    ]),
  );
}

function describeChanges(old, current) {
  const lines = [];
  for (const [name, text] of current) {
    if (!old.has(name)) lines.push(`added    ${name}`);
    else if (old.get(name) !== text) lines.push(`changed  ${name}`);
  }
  for (const name of old.keys()) if (!current.has(name)) lines.push(`removed  ${name}`);
  return lines.length === 0 ? `${current.size} operations, nothing changed` : lines.join('\n');
}
