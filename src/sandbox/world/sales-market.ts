import { DAY } from '../clock.ts';
import type { CreatorRow } from '../rows.ts';
import type { Moment } from '../state.ts';

/** A creator as the marketplace has them; `standing` says whether the platform shows their performance. */
export type MarketCreator = CreatorRow & { standing: string };

/** Requests a day to the marketplace's search and to creators' performance, each (platform reference 3.5). */
const DAILY_CALLS = 10_000;

const COLUMNS = `creator_open_id, username, nickname, im_id, user_id, category_id, followers, gmv_minor, content_count, video_views,
  fulfilment_percent, consent, quality, reply_rate, blocks_seller, agency, recipient`;
/** Who is known to the programme is as the programme has them; the others are as they were made. */
const EVERYBODY = `SELECT c.*, coalesce(standing, 'ok') AS standing FROM (SELECT ${COLUMNS} FROM creators) c
    LEFT JOIN (SELECT creator_open_id, standing FROM market_creators) USING (creator_open_id)
  UNION ALL SELECT ${COLUMNS}, standing FROM market_creators m
    WHERE NOT EXISTS (SELECT 1 FROM creators c WHERE c.creator_open_id = m.creator_open_id)`;

/** Everybody who can be found: the programme's own creators and those whom it does not know yet. */
export function marketCreators({ state }: Moment): MarketCreator[] {
  return state.all<MarketCreator>(`${EVERYBODY} ORDER BY creator_open_id`);
}

export function marketCreator({ state }: Moment, creatorOpenId: string): MarketCreator | undefined {
  return state.one<MarketCreator>(`SELECT * FROM (${EVERYBODY}) WHERE creator_open_id = ?`, creatorOpenId);
}

/**
 * Makes creators of the marketplace known to the rest of the world, so that who was found can be written to and invited.
 * Nothing happens to those who are.
 */
export function makeKnown({ state }: Moment, creatorOpenIds: readonly string[]): void {
  for (const creatorOpenId of creatorOpenIds) {
    state.run(
      `INSERT OR IGNORE INTO creators (${COLUMNS}) SELECT ${COLUMNS} FROM market_creators WHERE creator_open_id = ?`,
      creatorOpenId,
    );
  }
}

/** Counts a call to one of the marketplace's APIs; false when the day's quota is spent. Days are UTC. */
export function takeDailyCall({ state, now }: Moment, api: string): boolean {
  const day = Math.floor(now / DAY);
  const spent = state.one<{ calls: number }>(
    'SELECT calls FROM market_calls WHERE api = ? AND day = ?',
    api,
    day,
  );
  if ((spent?.calls ?? 0) >= Number(state.metaOrNull('marketplace_quota') ?? DAILY_CALLS)) return false;
  state.run(
    'INSERT INTO market_calls VALUES (?, ?, 1) ON CONFLICT (api, day) DO UPDATE SET calls = calls + 1',
    api,
    day,
  );
  return true;
}
