import type { SampleRequestRule } from '../domain/collaboration.ts';
import type { Timestamp } from '../domain/time.ts';
import type { CollaborationStore, SampleRuleTerms, StoredSampleRule } from '../ports/store/index.ts';
import type { Database } from './database.ts';
import { progressSaver } from './feeds.ts';
import { canonicalJson, fromJson } from './json.ts';

interface RuleRow {
  product_id: string;
  terms: string | null;
  raw_status: string | null;
  samples_left: number | null;
  as_of: Timestamp;
}

interface ChangeRow {
  product_id: string;
  from_terms: string | null;
  to_terms: string | null;
  seen_at: Timestamp;
}

type SampleRules = Pick<CollaborationStore, 'recordSampleRules' | 'sampleRules' | 'sampleRuleChanges'>;

/** Who may ask for samples on the platform, and what about it was changed. */
export function sampleRequestRules(database: Database): SampleRules {
  const { reader } = database;
  const ofShop = reader.query<[string], RuleRow>(
    `SELECT product_id, terms, raw_status, samples_left, as_of FROM sample_request_rules
     WHERE shop_id = ? ORDER BY product_id`,
  );
  const changes = reader.query<[string, Timestamp], ChangeRow>(
    `SELECT product_id, from_terms, to_terms, seen_at FROM sample_request_rule_changes
     WHERE shop_id = ? AND seen_at >= ? ORDER BY seen_at, sequence`,
  );
  return {
    recordSampleRules: recorder(database),
    sampleRules: (shopId) => database.read(() => ofShop.all(shopId).map(toStoredRule)),
    sampleRuleChanges: (shopId, since) =>
      database.read(() =>
        changes.all(shopId, since).map((row) => ({
          productId: row.product_id,
          from: toTerms(row.from_terms),
          to: toTerms(row.to_terms),
          seenAt: row.seen_at,
        })),
      ),
  };
}

function recorder(database: Database): CollaborationStore['recordSampleRules'] {
  const { writer } = database;
  const current = writer.query<[string, string], { terms: string | null; as_of: Timestamp }>(
    'SELECT terms, as_of FROM sample_request_rules WHERE shop_id = ? AND product_id = ?',
  );
  const upsert = writer.command<[string, string, string | null, string | null, number | null, Timestamp]>(
    `INSERT INTO sample_request_rules (shop_id, product_id, terms, raw_status, samples_left, as_of)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (shop_id, product_id) DO UPDATE SET
       terms = excluded.terms, raw_status = excluded.raw_status, samples_left = excluded.samples_left,
       as_of = excluded.as_of`,
  );
  const saveChange = writer.command<[string, string, string | null, string | null, Timestamp]>(
    `INSERT INTO sample_request_rule_changes (shop_id, product_id, from_terms, to_terms, seen_at)
     VALUES (?, ?, ?, ?, ?)`,
  );
  const saveProgress = progressSaver(writer);
  return (shopId, productIds, rules, seenAt, progress) =>
    database.write((transaction) => {
      const byProduct = new Map(rules.map((rule) => [rule.productId, rule]));
      let added = 0;
      let changed = 0;
      for (const productId of productIds) {
        const known = current.get(shopId, productId);
        if (known && seenAt < known.as_of) continue;
        const rule = byProduct.get(productId);
        const terms = rule ? termsText(rule) : null;
        upsert.run(
          transaction,
          shopId,
          productId,
          terms,
          rule?.status ?? null,
          rule?.available ?? null,
          seenAt,
        );
        if (!known) added += 1;
        else if (known.terms !== terms) {
          changed += 1;
          saveChange.run(transaction, shopId, productId, known.terms, terms, seenAt);
        }
      }
      saveProgress(transaction, progress);
      return { added, changed };
    });
}

/** Equal terms have equal texts; the order of categories says nothing. */
function termsText({ quota, startsAt, endsAt, thresholds }: SampleRequestRule): string {
  const categoryIds = thresholds.categoryIds.toSorted();
  const terms: SampleRuleTerms = { quota, startsAt, endsAt, thresholds: { ...thresholds, categoryIds } };
  return canonicalJson(terms);
}

function toTerms(text: string | null): SampleRuleTerms | null {
  return text === null ? null : fromJson<SampleRuleTerms>(text);
}

function toStoredRule(row: RuleRow): StoredSampleRule {
  const { product_id: productId, raw_status: status, samples_left: available } = row;
  const terms = toTerms(row.terms);
  const rule = terms === null || status === null ? null : { ...terms, productId, status, available };
  return { productId, rule, asOf: row.as_of };
}
