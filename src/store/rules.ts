import type { Timestamp } from '../domain/time.ts';
import type { RuleStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';
import { canonicalJson, fromJson } from './json.ts';

interface RuleRow {
  version: number;
  definition: string;
  created_at: Timestamp;
}

export function ruleStore(database: Database): RuleStore {
  const latest = database.writer.query<[string, string], RuleRow>(
    `SELECT version, definition, created_at FROM rule_versions
     WHERE shop_id = ? AND rule_id = ? ORDER BY version DESC LIMIT 1`,
  );
  const insert = database.writer.command<[string, string, number, string, Timestamp]>(
    'INSERT INTO rule_versions (shop_id, rule_id, version, definition, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  return {
    ensureVersion: (shopId, ruleId, definition, at) =>
      database.write((transaction) => {
        const text = canonicalJson(definition);
        const current = latest.get(shopId, ruleId);
        const stored =
          current?.definition === text
            ? current
            : { version: (current?.version ?? 0) + 1, definition: text, created_at: at };
        if (stored !== current) insert.run(transaction, shopId, ruleId, stored.version, text, at);
        return {
          shopId,
          ruleId,
          version: stored.version,
          definition: fromJson<Readonly<Record<string, unknown>>>(text),
          createdAt: stored.created_at,
        };
      }),
  };
}
