/** Rows by their key, each as what it says, in one canonical text. */
export type Rows = ReadonlyMap<string, string>;

export interface Difference {
  readonly kind: string;
  readonly key: string;
  /** What really is; null when there is no such row. */
  readonly truth: string | null;
  readonly store: string | null;
}

/** Every row that one side has and the other does not, or has otherwise. */
export function differences(kind: string, truth: Rows, store: Rows): readonly Difference[] {
  const keys = [...new Set([...truth.keys(), ...store.keys()])].sort();
  return keys.flatMap((key) => {
    const is = truth.get(key) ?? null;
    const stored = store.get(key) ?? null;
    return is === stored ? [] : [{ kind, key, truth: is, store: stored }];
  });
}

/** Rows of a list. Two rows with one key are a finding of their own, so the key of the second says so. */
export function rowsOf<Row>(
  list: readonly Row[],
  key: (row: Row) => string,
  says: (row: Row) => readonly unknown[],
): Rows {
  const rows = new Map<string, string>();
  for (const row of list) {
    let name = key(row);
    while (rows.has(name)) name += ' (again)';
    rows.set(name, JSON.stringify(says(row)));
  }
  return rows;
}

/** At most `shown` lines, and how many there are. */
export function describe(found: readonly Difference[], shown = 12): readonly string[] {
  const lines = found
    .slice(0, shown)
    .map(
      ({ kind, key, truth, store }) =>
        `${kind} ${key}: really ${truth ?? 'absent'}, stored ${store ?? 'absent'}`,
    );
  return found.length > shown ? [...lines, `… and ${found.length - shown} more`] : lines;
}
