// The platform's own OpenAPI (dev dependency @tts-open-toolkit/cli) with scripts/openapi-additions.json laid over it,
// asked for one version of one endpoint. The types are generated from it and the contract test measures with it.
import { readFileSync } from 'node:fs';
import { type Endpoint, versionPath } from '../src/adapters/tiktok-shop/endpoints.ts';

type Json = null | boolean | number | string | Json[] | JsonObject;
interface JsonObject {
  [name: string]: Json;
}

const OPENAPI_FOLDER = new URL(
  '../node_modules/@tts-open-toolkit/cli/skills/tts-openapi-guide/references/oas/paths/',
  import.meta.url,
);
const documents = new Map<string, JsonObject>();
const additions = readJson(new URL('openapi-additions.json', import.meta.url));

/** The operation of one version in OpenAPI form, references resolved; null when neither source describes it. */
export function describedOperation(
  endpoint: Pick<Endpoint, 'path' | 'method'>,
  version: string,
): JsonObject | null {
  const path = versionPath(endpoint, version);
  const method = endpoint.method.toLowerCase();
  const addition = objectAt(additions, 'paths', path, method);
  const base = inOpenApi(textAt(addition, 'x-extends') ?? path, method);
  if (base === null) return addition === null ? null : asObject(resolved(addition));
  return addition === null ? base : asObject(laidOver(base, resolved(addition)));
}

/** The newest version of the table that is described. */
export function newestDescribed(endpoint: Endpoint): { version: string; operation: JsonObject } | null {
  for (const version of endpoint.versions) {
    const operation = describedOperation(endpoint, version);
    if (operation !== null) return { version, operation };
  }
  return null;
}

/** Routes that the additions describe, as `post /path`. */
export function addedRoutes(): string[] {
  const paths = Object.entries(objectAt(additions, 'paths') ?? {});
  return paths.flatMap(([path, methods]) =>
    Object.keys(asObject(methods) ?? {}).map((method) => `${method} ${path}`),
  );
}

function inOpenApi(path: string, method: string): JsonObject | null {
  const domain = path.split('/')[1] ?? '';
  const known = documents.get(domain) ?? readJson(new URL(`${domain}.json`, OPENAPI_FOLDER));
  documents.set(domain, known);
  return objectAt(known, 'paths', path, method);
}

/** Objects are merged, lists of parameters joined, everything else replaced. */
function laidOver(base: Json, over: Json): Json {
  if (Array.isArray(base) && Array.isArray(over)) return [...base, ...over];
  const below = asObject(base);
  const above = asObject(over);
  if (below === null || above === null) return over;
  const merged: JsonObject = { ...below };
  for (const [name, value] of Object.entries(above)) merged[name] = laidOver(merged[name] ?? null, value);
  return merged;
}

function resolved(node: Json): Json {
  if (Array.isArray(node)) return node.map(resolved);
  const object = asObject(node);
  if (object === null) return node;
  const reference = textAt(object, '$ref');
  if (reference !== null) return objectAt(additions, ...reference.split('/').slice(1)) ?? {};
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, resolved(value)]));
}

function readJson(url: URL): JsonObject {
  const parsed: Json = JSON.parse(readFileSync(url, 'utf8'));
  return asObject(parsed) ?? {};
}

function asObject(value: Json | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

function objectAt(start: JsonObject | null, ...path: string[]): JsonObject | null {
  return path.reduce<JsonObject | null>((here, name) => asObject(here?.[name]), start);
}

function textAt(object: JsonObject | null, name: string): string | null {
  const value = object?.[name];
  return typeof value === 'string' ? value : null;
}
