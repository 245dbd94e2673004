import type { Timestamp } from '../domain/time.ts';
import type { Reader } from './database.ts';

interface NameRow {
  asked: string;
  creator_id: string;
  username: string;
  first_seen_at: Timestamp;
  last_seen_at: Timestamp;
}

interface Span {
  readonly from: Timestamp;
  readonly to: Timestamp;
}

/** A creator who was seen with the name: when with it, and when with others. */
export interface Bearer {
  readonly creatorId: string;
  readonly named: Span[];
  readonly otherwise: Span[];
}

/** Usernames are ASCII, and case does not tell them apart. */
export function foldName(username: string): string {
  return username.toLowerCase();
}

/** Who bore each of the names, by folded name. */
export type BearersOf = (shopId: string, usernames: Iterable<string>) => ReadonlyMap<string, Bearer[]>;

/** One query for a page of names. */
export function bearersReader(reader: Reader): BearersOf {
  const named = reader.query<[string, string], NameRow>(
    // The last sight of a creator's present name stands in the creator's own row.
    `SELECT wanted.value AS asked, every.creator_id, every.username, every.first_seen_at,
       CASE WHEN present.username = every.username THEN max(every.last_seen_at, present.as_of)
         ELSE every.last_seen_at END AS last_seen_at
     FROM json_each(?) wanted
     CROSS JOIN creator_usernames bearer ON bearer.shop_id = ?
       AND bearer.username = wanted.value COLLATE NOCASE
     CROSS JOIN creator_usernames every ON every.shop_id = bearer.shop_id
       AND every.creator_id = bearer.creator_id
     LEFT JOIN creators present ON present.shop_id = every.shop_id AND present.creator_id = every.creator_id`,
  );
  return (shopId, usernames) => {
    const folded = [...new Set([...usernames].map(foldName))];
    const bearers = new Map<string, Bearer[]>();
    if (folded.length === 0) return bearers;
    for (const row of named.all(JSON.stringify(folded), shopId)) {
      const known = bearers.get(row.asked) ?? [];
      bearers.set(row.asked, known);
      let bearer = known.find(({ creatorId }) => creatorId === row.creator_id);
      if (!bearer) {
        bearer = { creatorId: row.creator_id, named: [], otherwise: [] };
        known.push(bearer);
      }
      const spans = foldName(row.username) === row.asked ? bearer.named : bearer.otherwise;
      spans.push({ from: row.first_seen_at, to: row.last_seen_at });
    }
    return bearers;
  };
}

export interface Sighting {
  readonly username: string;
  readonly at: Timestamp;
}

/** Names of one shop that need no second look: their bearer has no other name, or there is none. */
interface PlainNames {
  readonly version: number;
  readonly bearers: Map<string, string | null>;
}

/** About 5 MB of names. */
export const NAMES_KEPT = 50_000;

/** A number that moves whenever a creator gets a name that is new for them. */
export function nameVersions(reader: Reader): (shopId: string) => number {
  const versionOf = reader.query<[string], { version: number }>(
    'SELECT version FROM creator_name_versions WHERE shop_id = ?',
  );
  return (shopId) => versionOf.get(shopId)?.version ?? 0;
}

/** Who bore each name at its time; what is plain is remembered while no creator gets a new name. */
export function nameResolver(
  reader: Reader,
): (shopId: string, seen: readonly Sighting[]) => (string | null)[] {
  const bearersOf = bearersReader(reader);
  const versionOf = nameVersions(reader);
  const known = new Map<string, PlainNames>();
  const plainNames = (shopId: string): Map<string, string | null> => {
    const version = versionOf(shopId);
    const found = known.get(shopId);
    if (found && found.version === version && found.bearers.size < NAMES_KEPT) return found.bearers;
    const bearers = new Map<string, string | null>();
    known.set(shopId, { version, bearers });
    return bearers;
  };
  return (shopId, seen) => {
    const plain = plainNames(shopId);
    const names = seen.map(({ username }) => foldName(username));
    const bearers = bearersOf(
      shopId,
      names.filter((name) => !plain.has(name)),
    );
    return seen.map(({ at }, index) => {
      const name = names[index] ?? '';
      const remembered = plain.get(name);
      if (remembered !== undefined) return remembered;
      const found = bearers.get(name) ?? [];
      const creatorId = bearerAt(found, at);
      if (found.length < 2 && found.every(({ otherwise }) => otherwise.length === 0))
        plain.set(name, creatorId);
      return creatorId;
    });
  };
}

/**
 * Who bore a name at a time. Between two sights of a creator with the name it is theirs; a name that two bore at
 * overlapping times is nobody's then. Outside the sights it is the last bearer's before, else the first one's after,
 * leaving out who was seen with another name in between.
 */
export function bearerAt(bearers: readonly Bearer[], at: Timestamp): string | null {
  const certain = bearers.filter(({ named }) => named.some(({ from, to }) => from <= at && at <= to));
  if (certain.length > 0) return only(certain);
  const before = nearest(bearers, (bearer) => lastBefore(bearer, at));
  return only(before.length > 0 ? before : nearest(bearers, (bearer) => firstAfter(bearer, at)));
}

function only(bearers: readonly Bearer[]): string | null {
  const [first, ...others] = bearers;
  return first !== undefined && others.length === 0 ? first.creatorId : null;
}

/** The bearers with the smallest distance. */
function nearest(bearers: readonly Bearer[], distanceOf: (bearer: Bearer) => number | null): Bearer[] {
  const found = bearers.flatMap((bearer) => {
    const distance = distanceOf(bearer);
    return distance === null ? [] : [{ bearer, distance }];
  });
  const smallest = Math.min(...found.map(({ distance }) => distance));
  return found.filter(({ distance }) => distance === smallest).map(({ bearer }) => bearer);
}

/** How long before they were last seen with the name, unless another name came since. */
function lastBefore({ named, otherwise }: Bearer, at: Timestamp): number | null {
  const last = Math.max(...named.filter(({ to }) => to < at).map(({ to }) => to));
  if (last === Number.NEGATIVE_INFINITY) return null;
  return otherwise.some(({ from, to }) => to > last && from <= at) ? null : at - last;
}

/** How long after they were first seen with the name, unless they had another name until then. */
function firstAfter({ named, otherwise }: Bearer, at: Timestamp): number | null {
  const first = Math.min(...named.filter(({ from }) => from > at).map(({ from }) => from));
  if (first === Number.POSITIVE_INFINITY) return null;
  return otherwise.some(({ from, to }) => from < first && to >= at) ? null : first - at;
}
