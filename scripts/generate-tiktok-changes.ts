// What changed between two generated files, one line per field: an update of the OpenAPI is read by a person.

/** Field → type, of one operation. */
type Fields = Map<string, string>;

/** Lines such as `changed  search_orders: answer data.orders.id was string, is number`. */
export function describeChanges(before: string, after: string): string {
  const old = fieldsByOperation(before);
  const current = fieldsByOperation(after);
  const lines: string[] = [];
  for (const [name, fields] of current) {
    const known = old.get(name);
    if (known) lines.push(...changedFields(name, known, fields));
    else lines.push(`added    ${name}`);
  }
  for (const name of old.keys()) if (!current.has(name)) lines.push(`removed  ${name}`);
  return lines.length === 0 ? `${current.size} operations, nothing changed` : lines.join('\n');
}

function changedFields(name: string, old: Fields, current: Fields): string[] {
  const lines: string[] = [];
  for (const [field, type] of current) {
    const was = old.get(field);
    if (was === undefined) lines.push(`changed  ${name}: ${field} added, ${type}`);
    else if (was !== type) lines.push(`changed  ${name}: ${field} was ${was}, is ${type}`);
  }
  for (const [field, type] of old) {
    if (!current.has(field)) lines.push(`changed  ${name}: ${field} removed, was ${type}`);
  }
  return lines;
}

const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^parameters\.query\.?/, 'query '],
  [/^parameters\.path\.?/, 'path '],
  [/^requestBody\.content\.[^.]+\.?/, 'body '],
  [/^responses\.\d+\.content\.[^.]+\.?/, 'answer '],
];

/** Read from the layout that openapi-typescript writes: one field a line, four blanks a level. */
function fieldsByOperation(source: string): Map<string, Fields> {
  const operations = new Map<string, Fields>();
  for (const [, name = '', text = ''] of source.matchAll(/^ {4}(\w+): \{\n([\s\S]*?)^ {4}\};$/gm)) {
    operations.set(name, fieldsOf(text));
  }
  return operations;
}

function fieldsOf(text: string): Fields {
  const fields: Fields = new Map();
  const open: { path: string; optional: string }[] = [];
  for (const line of text.split('\n')) {
    const end = /^\s*\}(\[\])?;$/.exec(line);
    const field = /^\s*"?([^":?*]+)"?(\?)?: (.+?);?$/.exec(line);
    if (end) {
      const closed = open.pop();
      if (closed) record(fields, closed.path, `${end[1] ? 'list' : 'object'}${closed.optional}`);
    } else if (field) {
      const [, name = '', mark, type = ''] = field;
      const outer = open.at(-1)?.path;
      const path = outer === undefined ? name : `${outer}.${name}`;
      const optional = mark ? ', optional' : '';
      if (type === '{') open.push({ path, optional });
      else record(fields, path, `${type}${optional}`);
    }
  }
  return fields;
}

/** Wrappers of openapi-typescript and fields that are never there say nothing. */
function record(fields: Fields, path: string, type: string): void {
  const place = PLACES.find(([pattern]) => pattern.test(path));
  if (!place || type.startsWith('never')) return;
  const [pattern, word] = place;
  const name = path.replace(pattern, '');
  if (name !== '') fields.set(`${word}${name}`, type);
}
