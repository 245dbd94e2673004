/** Reads a JSON column. Its type is what this store wrote there: nobody else writes the file. */
export function fromJson<T>(text: string): T {
  const value: T = JSON.parse(text);
  return value;
}

/** JSON with sorted keys, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
