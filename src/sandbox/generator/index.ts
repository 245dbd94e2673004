import { createHash } from 'node:crypto';
import { DAY, HOUR, PROGRAMME_START } from '../clock.ts';
import { seeded } from '../random.ts';
import { SCHEMA } from '../schema.ts';
import type { Moment, State } from '../state.ts';
import { catchUp } from '../world/advance.ts';
import { conversationWith, openConversation, writeMessage } from '../world/messages.ts';
import { schedule } from '../world/queue.ts';
import type { Requests } from './applications.ts';
import { freshProduct, spreadDeadline, writeApplication, writeOpenApplication } from './applications.ts';
import type { CatalogueProduct } from './catalogue.ts';
import { LOW_STOCK, writeCatalogue } from './catalogue.ts';
import type { CreatorKind, GeneratedCreator } from './creators.ts';
import { writeCreator } from './creators.ts';
import type { Past } from './history.ts';
import { writeApprovedOrder, writePast, writePastRequest } from './history.ts';

const POPULATION: readonly (readonly [CreatorKind, number])[] = [
  ['good', 78],
  ['middling', 36],
  ['silent', 26],
  ['weak', 22],
  ['agency', 6],
  ['ghost', 4],
  ['planted', 1],
];
const PAST_REQUESTS = 440;
const CONVERSATIONS = 30;
/** A new seller may reach 1,000 new creators once (domain 2); generous, since sizes per tier are not published. */
const OUTREACH_QUOTA = 1000;

/** Creates the schema and the seeded programme in an empty state. Call inside a transaction. */
export function generate(state: State, options: { seed: number; nativeConnection: boolean }): void {
  state.execute(SCHEMA);
  writeIdentity(state, options);
  const moment: Moment = { state, random: seeded(options.seed), now: PROGRAMME_START };
  const products = writeCatalogue(state);
  const creators = writePopulation(moment);
  const requests: Requests = { asked: new Map() };
  const waiting = new Set(
    casting(creators).flatMap((role) => role.creators.map((one) => one.creator_open_id)),
  );
  const past: Past = { products, requests, waiting };
  writeHistory(moment, past, creators);
  writeOpenRequests(moment, past, creators);
  writeApprovedOutside(moment, past, creators);
  writeConversations(moment, creators);
  catchUp(state, moment.random, PROGRAMME_START);
}

function writeIdentity(state: State, options: { seed: number; nativeConnection: boolean }): void {
  const secret = (name: string, length: number): string =>
    createHash('sha256').update(`${options.seed}/${name}`).digest('hex').slice(0, length);
  const entries: Record<string, string> = {
    seed: String(options.seed),
    native_connection: options.nativeConnection ? '1' : '0',
    clock_ms: String(PROGRAMME_START),
    app_key: `sandbox${secret('app key', 8)}`,
    app_secret: secret('app secret', 40),
    shop_id: '7494000000000012001',
    shop_cipher: `TTP_${secret('cipher', 22)}`,
    shop_code: 'USLCNORTHBM1',
    seller_open_id: `7x${secret('seller', 28)}`,
    seller_im_id: '2368900000000000001',
    shipbob_token: `sandbox-pat-${secret('shipbob', 32)}`,
    warehouse_id: '7068000000000012901',
    delivery_option_id: '7091000000000012902',
    outreach_quota: String(OUTREACH_QUOTA),
    granted_scopes: '[]',
  };
  for (const [key, value] of Object.entries(entries)) state.setMeta(key, value);
  state.insert('token_pairs', {
    access_token: `TTP_access_${secret('access 0', 32)}`,
    access_expires_ms: PROGRAMME_START,
    refresh_token: `TTP_refresh_${secret('refresh 0', 32)}`,
    refresh_expires_ms: PROGRAMME_START + 365 * DAY,
  });
}

function writePopulation(moment: Moment): GeneratedCreator[] {
  let serial = 0;
  return POPULATION.flatMap(([kind, count]) =>
    Array.from({ length: count }, () => writeCreator(moment.state, moment.random, kind, ++serial)),
  );
}

interface Role {
  creators: readonly GeneratedCreator[];
  part:
    | 'plain'
    | 'twice'
    | 'repeat'
    | 'out_of_stock'
    | 'low_stock'
    | 'platform'
    | 'outside'
    | 'outside_platform';
}

/** Who has a request waiting at the start, and in which part. */
function casting(creators: readonly GeneratedCreator[]): Role[] {
  const of = (kind: CreatorKind): GeneratedCreator[] => creators.filter((creator) => creator.kind === kind);
  const good = of('good');
  return [
    { part: 'twice', creators: good.slice(0, 3) },
    { part: 'plain', creators: good.slice(3, 26) },
    { part: 'repeat', creators: good.slice(26, 29) },
    { part: 'out_of_stock', creators: good.slice(29, 31) },
    { part: 'low_stock', creators: good.slice(31, 32) },
    { part: 'platform', creators: good.slice(32, 33) },
    { part: 'outside', creators: good.slice(33, 41) },
    { part: 'outside_platform', creators: good.slice(41, 42) },
    { part: 'plain', creators: of('middling').slice(0, 12) },
    { part: 'plain', creators: of('silent').slice(0, 7) },
    { part: 'plain', creators: of('weak').slice(0, 6) },
    { part: 'plain', creators: of('agency').slice(0, 5) },
    { part: 'plain', creators: of('ghost') },
    { part: 'plain', creators: of('planted') },
  ];
}

function writeHistory(moment: Moment, past: Past, creators: readonly GeneratedCreator[]): void {
  for (const ghost of creators.filter((creator) => creator.kind === 'ghost')) {
    for (const daysAgo of [58, 96]) {
      const key = `${ghost.creator_open_id} ${daysAgo}`;
      const product = freshProduct(moment, past.products, ghost, past.requests, key);
      const requested = PROGRAMME_START - daysAgo * DAY;
      writePastRequest(moment, past, ghost, product, { requested, ending: 'shipped', index: key });
    }
  }
  const others = creators.filter((creator) => creator.kind !== 'ghost');
  for (let index = 0; index < PAST_REQUESTS; index++) {
    writePast(moment, past, moment.random.pick(others, 'past creator', index), index);
  }
}

function productFor(
  moment: Moment,
  past: Past,
  role: Role,
  creator: GeneratedCreator,
  key: string,
): CatalogueProduct {
  const named = (match: (product: CatalogueProduct) => boolean): CatalogueProduct => {
    const product = past.products.find(match);
    if (product === undefined)
      throw new Error(`The catalogue has no product for a request of kind ${role.part}.`);
    return product;
  };
  switch (role.part) {
    case 'out_of_stock':
      return named((product) => product.stock === 0);
    case 'low_stock':
      return named((product) => product.stock > 0 && product.stock <= LOW_STOCK);
    case 'platform':
    case 'outside_platform':
      return named((product) => product.fulfilledByPlatform);
    default:
      return freshProduct(moment, past.products, creator, past.requests, key);
  }
}

function writeOpenRequests(moment: Moment, past: Past, creators: readonly GeneratedCreator[]): void {
  let index = 0;
  for (const role of casting(creators)) {
    if (role.part === 'outside' || role.part === 'outside_platform') continue;
    for (const creator of role.creators) {
      const product = productFor(moment, past, role, creator, `open ${index}`);
      if (role.part === 'repeat') {
        const story = {
          requested: PROGRAMME_START - 55 * DAY,
          ending: 'shipped',
          index: `repeat ${index}`,
        } as const;
        writePastRequest(moment, past, creator, product, story);
      }
      const times = role.part === 'twice' ? 2 : 1;
      for (let time = 0; time < times; time++) {
        const chosen = time === 0 ? product : productFor(moment, past, role, creator, `second ${index}`);
        writeOpenApplication(moment, creator, chosen, spreadDeadline(moment, index), past.requests);
        index += 1;
      }
    }
  }
}

/** What a person approved in Seller Center before the start and nobody has shipped yet. */
function writeApprovedOutside(moment: Moment, past: Past, creators: readonly GeneratedCreator[]): void {
  for (const role of casting(creators)) {
    if (role.part !== 'outside' && role.part !== 'outside_platform') continue;
    role.creators.forEach((creator, index) => {
      const key = `${role.part} ${index}`;
      const approved =
        PROGRAMME_START - Math.round((1 + 30 * moment.random.fraction('approved', key)) * HOUR);
      const application = writeApplication(
        moment,
        creator,
        productFor(moment, past, role, creator, key),
        past.requests,
        { requested_ms: approved - 2 * DAY, approve_by_ms: approved + 5 * DAY },
      );
      const orderId = writeApprovedOrder(moment, application, approved, 1);
      const order = moment.state.one<{ ship_by_ms: number }>(
        'SELECT ship_by_ms FROM orders WHERE order_id = ?',
        orderId,
      );
      schedule(moment, order?.ship_by_ms ?? PROGRAMME_START, 'ship_deadline', orderId);
      if (role.part === 'outside_platform') {
        schedule(moment, PROGRAMME_START + 20 * HOUR, 'platform_ships', orderId);
      } else if (moment.state.meta('native_connection') === '1') {
        schedule(moment, PROGRAMME_START + (2 + index) * 60_000, 'native_import', orderId);
      }
    });
  }
}

const OPENERS = [
  'Hi! I just asked for a sample, would love to feature it.',
  'Hello, my audience keeps asking about this one.',
  'Hey, is there a colour you would like me to show?',
] as const;

function writeConversations(moment: Moment, creators: readonly GeneratedCreator[]): void {
  for (let index = 0; index < CONVERSATIONS; index++) {
    const creator = moment.random.pick(creators, 'conversation', index);
    if (conversationWith(moment, creator.creator_open_id) !== undefined) continue;
    const at = {
      ...moment,
      now: PROGRAMME_START - moment.random.integer(2, 40 * 24, 'conversation at', index) * HOUR,
    };
    openConversation(at, creator.creator_open_id);
    const say = (sender: 'seller' | 'creator', text: string): void => {
      const conversation = conversationWith(at, creator.creator_open_id);
      if (conversation === undefined) return;
      writeMessage(at, conversation, {
        sender,
        type: 'TEXT',
        content: JSON.stringify({ content: text }),
        beforeStart: true,
      });
    };
    say('creator', moment.random.pick(OPENERS, 'opener', index));
    if (moment.random.chance(0.6, 'answered', index))
      say('seller', 'Thanks for writing! We will look at your request.');
  }
}
