import { rmSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { generate } from './generator/index.ts';
import { addMissingParts } from './parts.ts';
import type { Programme, Shop } from './programme.ts';
import { seeded } from './random.ts';
import { openState, type State } from './state.ts';

interface ShopRow {
  position: number;
  file: string;
}

type OwnAddress = Readonly<
  Record<'app' | 'event_type' | 'address', string> & Record<'created_ms' | 'updated_ms', number>
>;

/** Opens the files of the seller's further shops, which lie beside the first one's. */
export function openFurtherShops(first: State, stateFile: string): Shop[] {
  return first
    .all<ShopRow>('SELECT * FROM shops ORDER BY position')
    .map(({ file }) => shopIn(join(dirname(stateFile), file)));
}

function shopIn(file: string): Shop {
  const state = openState(file);
  state.transact(() => addMissingParts(state));
  return { state, random: seeded(Number(state.meta('seed'))) };
}

/**
 * The seller opens one more shop, with a programme of its own that has run since the start of the first one's.
 * Call inside a transaction of the first shop.
 */
export function openShop(
  programme: Programme,
  stateFile: string,
  given: { seed: number; name: string },
): { shop_id: string; shop_cipher: string; warehouse_token: string } {
  const position = programme.others.length + 2;
  const extension = extname(stateFile);
  const file = `${basename(stateFile, extension)}-shop-${position}${extension}`;
  const path = join(dirname(stateFile), file);
  // A file of this name that no row knows is left of a shop that was not finished.
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  const state = openState(path);
  state.transact(() => {
    generate(state, {
      seed: given.seed,
      nativeConnection: programme.state.meta('native_connection') === '1',
    });
    tellApart(state, position, given.name);
    addMissingParts(state);
    // An app's own address in Partner Center is told of every shop.
    for (const own of programme.state.all<OwnAddress>("SELECT * FROM webhooks WHERE event_type = '*'")) {
      state.insert('webhooks', { ...own });
    }
  });
  programme.others.push({ state, random: seeded(given.seed) });
  programme.state.insert('shops', { position, file });
  return {
    shop_id: state.meta('shop_id'),
    shop_cipher: state.meta('shop_cipher'),
    warehouse_token: state.meta('shipbob_token'),
  };
}

/** What every generated programme has alike, and two shops of one seller do not. */
function tellApart(state: State, position: number, name: string): void {
  const digit = String(position).padStart(3, '0');
  state.setMeta('shop_id', `7494000000000012${digit}`);
  state.setMeta('shop_name', name);
  state.setMeta('shop_code', `USLCNORTHB${digit}`);
  state.setMeta('shop_cipher', `${state.meta('shop_cipher').slice(0, -3)}${digit}`);
  state.setMeta('shipbob_token', `${state.meta('shipbob_token').slice(0, -3)}${digit}`);
  state.setMeta('warehouse_id', `7068000000000013${digit}`);
  state.setMeta('delivery_option_id', `7091000000000013${digit}`);
}
