import { DAY } from '../clock.ts';
import type { ContentRow, CreatorRow } from '../rows.ts';
import type { Moment, Part } from '../state.ts';
import { sellableProducts } from '../world/sales.ts';
import { SALES_SINCE, writeSampleContent } from '../world/sales-content.ts';
import { marketOf, salesDay, writeDay } from '../world/sales-day.ts';
import { SALES_SCHEMA } from '../world/sales-rows.ts';
import { writeMarketCreators } from './sales-market.ts';

const HISTORY_DAYS = 90;
/** Creators who sell unasked: enough for a long tail, few enough that a programme of any size sells the same. */
const SELLERS = 300;
/** Below this hidden quality a creator sells only what a sample makes them post. */
const LEAST_QUALITY = 0.1;

/** The selling world: content and its orders, showcases, and the marketplace's other creators. */
export const SALES_PART: Part = {
  name: 'sales',
  schema: SALES_SCHEMA,
  fill: (moment) => {
    const { state, now } = moment;
    chooseSellers(moment);
    writeMarketCreators(moment);
    const from = now - HISTORY_DAYS * DAY;
    const products = sellableProducts(state);
    const contents = state.all<ContentRow & { creator_open_id: string }>(
      'SELECT c.*, creator_open_id FROM contents c JOIN applications USING (application_id) ORDER BY content_id',
    );
    for (const content of contents) writeSampleContent(moment, content, { products, from });
    const market = marketOf(moment);
    for (let day = HISTORY_DAYS; day >= 1; day--) {
      writeDay({ ...moment, now: now - day * DAY }, market, linesOfPastDay(day));
    }
    state.setMeta(SALES_SINCE, String(now));
    salesDay(moment);
  },
};

/** A programme that took off some weeks ago: a few orders a day at first, over a hundred by now. */
const linesOfPastDay = (daysAgo: number): number => Math.round(6 + 125 * Math.exp(-daysAgo / 17));

function chooseSellers(moment: Moment): void {
  const { state, random } = moment;
  const rows = state.all<CreatorRow>(
    'SELECT * FROM creators WHERE quality >= ? ORDER BY creator_open_id LIMIT ?',
    LEAST_QUALITY,
    SELLERS,
  );
  for (const row of rows) {
    const id = row.creator_open_id;
    // Heavy-tailed on top of quality and audience: a few creators carry the programme.
    const luck = Math.max(0.04, random.fraction('seller luck', id)) ** -0.7;
    state.insert('sales_creators', {
      creator_open_id: id,
      category_id: row.category_id,
      weight: row.quality ** 2 * Math.sqrt(row.followers) * luck,
      video_views: row.video_views,
      has_showcase: random.chance(0.35, 'showcase', id) ? 1 : 0,
    });
  }
}
