import { z } from 'zod';
import { DAY } from '../clock.ts';
import type { Moment } from '../state.ts';
import { takeSerials } from '../world/sales.ts';
import { makeKnown, marketCreator, marketCreators, takeDailyCall } from '../world/sales-market.ts';
import type { Call, Endpoint } from './call.ts';
import { affiliateEndpoints, invalidParams, pageToken, param, parseBody, placeOf } from './call.ts';
import { badRequest, CODE, Refusal } from './envelope.ts';
import { MarketFilter, testsOf } from './marketplace-filter.ts';
import { CATEGORY_PROS, childCategories, LANGUAGES, LEVELS, profileOf } from './marketplace-profile.ts';
import { ofGroups, performanceView, searchView } from './marketplace-view.ts';

const PAGE_SIZES = ['12', '20'];
/** A search key stands for its result this long. */
const SEARCH_LIFE = DAY;
const Ids = z.array(z.string());

function spendCall(moment: Moment, api: string): void {
  if (!takeDailyCall(moment, api)) throw new Refusal(CODE.dailyQuota, 'The daily quota has been reached.');
}

function search(call: Call, version: '202508' | '202608'): object {
  const { moment } = call;
  spendCall(moment, 'search');
  const filter = parseBody(MarketFilter, call.body);
  const given = call.query.get('page_size') ?? '';
  if (!PAGE_SIZES.includes(given)) throw badRequest('Invalid parameter: page_size must be 12 or 20.');
  const size = Number(given);
  const { searchKey, ids } = known(moment, filter.search_key ?? '') ?? searched(moment, filter);
  const start = Number(placeOf(call)?.[0] ?? 0);
  const page = ids.slice(start, start + size);
  makeKnown(moment, page);
  const leaves = childCategories(moment);
  const groups = version === '202608' ? (filter.data_groups ?? []) : [];
  return {
    next_page_token: start + size < ids.length ? pageToken([start + size]) : '',
    search_key: searchKey,
    creators: page.flatMap((id) => {
      const creator = marketCreator(moment, id);
      if (creator === undefined) return [];
      const fields = searchView(profileOf(moment, creator, leaves));
      return [{ creator_open_id: id, ...ofGroups(fields, groups) }];
    }),
  };
}

interface Search {
  searchKey: string;
  ids: string[];
}

/** The result that a search key stands for; whatever filters come with it do not matter. */
function known({ state, now }: Moment, searchKey: string): Search | null {
  if (searchKey === '') return null;
  const row = state.one<{ creators: string }>(
    'SELECT creators FROM market_searches WHERE search_key = ? AND created_ms > ?',
    searchKey,
    now - SEARCH_LIFE,
  );
  return row === undefined ? null : { searchKey, ids: Ids.parse(JSON.parse(row.creators)) };
}

/** Every search ranks a little differently, which is why pages without the key repeat and skip creators. */
function searched(moment: Moment, filter: MarketFilter): Search {
  const { state, random, now } = moment;
  const leaves = childCategories(moment);
  const tests = testsOf(moment, filter);
  const serial = takeSerials(state, 'market_search', 1);
  const ids = marketCreators(moment)
    .map((creator) => profileOf(moment, creator, leaves))
    .filter((profile) => tests.every((test) => test(profile)))
    .map(({ creator, gmv }) => ({
      id: creator.creator_open_id,
      rank: Math.log(gmv + 1) + 0.6 * random.fraction('market rank', serial, creator.creator_open_id),
    }))
    .sort((left, right) => right.rank - left.rank)
    .map(({ id }) => id);
  const searchKey = `sk_${random.integer(1e9, 9e9, 'search key', serial)}_${serial}`;
  state.run('DELETE FROM market_searches WHERE created_ms <= ?', now - SEARCH_LIFE);
  state.insert('market_searches', { search_key: searchKey, creators: JSON.stringify(ids), created_ms: now });
  return { searchKey, ids };
}

/** Why the platform does not show a creator's performance. */
const STANDING_CODES: Readonly<Record<string, readonly [number, string]>> = {
  no_permission: [CODE.creatorWithoutPermission, 'The creator has no e-commerce permission.'],
  other_region: [CODE.creatorOfOtherRegion, 'The creator belongs to another region.'],
  official: [CODE.officialCreator, 'The profile of an official creator cannot be read.'],
  deactivated: [CODE.creatorDeactivated, 'The creator has been deactivated.'],
};

function performance(call: Call, version: '202508' | '202608'): object {
  const { moment } = call;
  spendCall(moment, 'performance');
  const creator = marketCreator(moment, param(call, 'creator_user_id'));
  if (creator === undefined) throw invalidParams('Creator not found.');
  const [code, message = ''] = STANDING_CODES[creator.standing] ?? [];
  if (code !== undefined) throw new Refusal(code, message);
  makeKnown(moment, [creator.creator_open_id]);
  const groups = version === '202608' ? (call.query.get('data_groups') ?? '') : '';
  const fields = performanceView(moment, profileOf(moment, creator, childCategories(moment)));
  return { creator: ofGroups(fields, groups === '' ? [] : groups.split(',')) };
}

function filters(): object {
  return {
    advanced_filters: { category_pro: CATEGORY_PROS, creator_level: LEVELS, language: LANGUAGES },
  };
}

const endpoint = affiliateEndpoints('seller.creator_marketplace.read');

export const MARKETPLACE: readonly Endpoint[] = [
  ...(['202608', '202508'] as const).flatMap((version) => [
    endpoint('POST', `${version}/marketplace_creators/search`, (call) => search(call, version)),
    endpoint('GET', `${version}/marketplace_creators/{creator_user_id}`, (call) =>
      performance(call, version),
    ),
  ]),
  endpoint('POST', '202601/marketplace_creators/search/filter', filters),
];
