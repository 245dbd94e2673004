import type { CreatorNameStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';
import { containsPattern } from './where.ts';

interface CreatorRow {
  creator_id: string;
}

/** Creators that a text means, the surest reading of it first. */
export function creatorFinder(database: Database): CreatorNameStore['find'] {
  const { reader } = database;
  const byId = reader.query<[string, string], CreatorRow>(
    'SELECT creator_id FROM creator_usernames WHERE shop_id = ? AND creator_id = ? LIMIT 1',
  );
  const byName = reader.query<[string, string], CreatorRow>(
    `SELECT DISTINCT creator_id FROM creator_usernames WHERE shop_id = ? AND username = ? COLLATE NOCASE
     ORDER BY creator_id`,
  );
  const byPart = reader.query<[string, string, string, string, string, string, number], CreatorRow>(
    `SELECT creator_id FROM creator_usernames WHERE shop_id = ? AND username LIKE ? ESCAPE '\\'
     UNION SELECT creator_id FROM creators WHERE shop_id = ? AND nickname LIKE ? ESCAPE '\\'
     UNION SELECT creator_id FROM creator_performance WHERE shop_id = ? AND nickname LIKE ? ESCAPE '\\'
     ORDER BY creator_id LIMIT ?`,
  );
  const presentName = reader.query<[string, string], { username: string }>(
    `SELECT every.username FROM creator_usernames every
     LEFT JOIN creators present ON present.shop_id = every.shop_id AND present.creator_id = every.creator_id
     WHERE every.shop_id = ? AND every.creator_id = ?
     ORDER BY iif(present.username = every.username, max(every.last_seen_at, present.as_of), every.last_seen_at) DESC,
       every.username LIMIT 1`,
  );
  return (shopId, text, limit) =>
    database.read(() => {
      const wanted = text.trim().replace(/^@/, '').trim();
      if (wanted === '') return [];
      const named = (rows: readonly CreatorRow[]) =>
        rows.map(({ creator_id: creatorId }) => ({
          creatorId,
          username: presentName.get(shopId, creatorId)?.username ?? '',
        }));
      const ofId = named(byId.all(shopId, wanted));
      if (ofId.length > 0) return ofId;
      const bearers = named(byName.all(shopId, wanted));
      const present = bearers.filter(({ username }) => username.toLowerCase() === wanted.toLowerCase());
      if (bearers.length > 0) return (present.length > 0 ? present : bearers).slice(0, limit);
      const part = containsPattern(wanted);
      return named(byPart.all(shopId, part, shopId, part, shopId, part, limit));
    });
}
