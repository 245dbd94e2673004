import type { ActionPage, ActionQuery } from '../ports/store/index.ts';
import { ACTION_COLUMNS, type ActionRow, toAction } from './action-rows.ts';
import type { Database, Query } from './database.ts';
import { decodeCursor, encodeCursor, hashFilters } from './keyset.ts';
import { containsPattern, Where } from './where.ts';

/** Actions about an application, its order and notes that name it included. */
const ABOUT_APPLICATION = `a.sequence IN (
  SELECT sequence FROM actions WHERE application_id = ?
  UNION SELECT o.sequence FROM sample_applications s JOIN actions o ON o.order_id = s.order_id
    WHERE s.application_id = ?
  UNION SELECT n.sequence FROM sample_applications s
    JOIN actions n ON n.shop_id = s.shop_id AND n.creator_id = s.creator_id, json_each(n.plan, '$.applicationIds') named
    WHERE s.application_id = ? AND named.value = s.application_id)`;

const NAMED = "SELECT creator_id FROM creator_usernames WHERE username LIKE ? ESCAPE '\\'";

/** By creator id or part of any username seen; an order is about the creators of its applications. */
const ABOUT_CREATOR = `(a.creator_id = ? OR a.creator_id IN (${NAMED}) OR EXISTS (
  SELECT 1 FROM sample_applications s
  WHERE s.order_id = a.order_id AND (s.creator_id = ? OR s.creator_id IN (${NAMED}))))`;

function filtersOf(query: ActionQuery): Where {
  const where = new Where();
  if (query.shopId !== undefined) where.and('a.shop_id = ?', query.shopId);
  if (query.kind !== undefined) where.and('a.kind = ?', query.kind);
  if (query.status !== undefined) where.and('a.status = ?', query.status);
  if (query.since !== undefined) where.and('a.updated_at >= ?', query.since);
  if (query.proposedBy !== undefined) where.and('a.proposed_by = ?', query.proposedBy);
  if (query.batchId !== undefined) where.and('a.batch_id = ?', query.batchId);
  if (query.applicationId !== undefined) {
    where.and(ABOUT_APPLICATION, query.applicationId, query.applicationId, query.applicationId);
  }
  if (query.creator !== undefined) {
    const named = [query.creator, containsPattern(query.creator)] as const;
    where.and(ABOUT_CREATOR, ...named, ...named);
  }
  return where;
}

/** Newest first. `since` counts from the last change of an action. */
export function actionLister(database: Database): (query: ActionQuery) => Promise<ActionPage> {
  const pages = new Map<string, Query<(string | number)[], ActionRow>>();
  const statementFor = (sql: string) => {
    const statement = pages.get(sql) ?? database.reader.query<(string | number)[], ActionRow>(sql);
    pages.set(sql, statement);
    return statement;
  };
  return (query) =>
    database.read(() => {
      const { limit, cursor, ...filters } = query;
      const hash = hashFilters(filters);
      const where = filtersOf(query);
      if (cursor !== undefined) where.and('a.sequence < ?', decodeCursor(hash, cursor).sequence);
      const sql = `SELECT ${ACTION_COLUMNS} FROM actions a WHERE ${where.sql} ORDER BY a.sequence DESC LIMIT ?`;
      const rows = statementFor(sql).all(...where.values, limit + 1);
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      const more = rows.length > limit && last !== undefined;
      return {
        items: items.map(toAction),
        nextCursor: more ? encodeCursor(hash, { key: 0, sequence: last.sequence }) : null,
      };
    });
}
