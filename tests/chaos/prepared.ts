import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { MINUTE } from '../../src/domain/time.ts';
import { drain } from './drain.ts';
import { House } from './house.ts';
import { listPending, type PendingItem } from './operator.ts';
import { type Folder, folderAt } from './processes.ts';

export const ROUTES = ['direct_create', 'native_sync'] as const;
export type Route = (typeof ROUTES)[number];

/** A programme that was read once and has nothing under way, to be copied for each scenario. */
export interface Prepared {
  readonly folder: Folder;
  readonly route: Route;
  readonly connection: Readonly<Record<string, string>>;
  /** Open requests that can be approved, each by another creator. */
  readonly requests: readonly string[];
  readonly pending: readonly PendingItem[];
}

const OPEN_REQUESTS = 60;

export async function prepare(root: string, route: Route, seed: number): Promise<Prepared> {
  const folder = folderAt(join(root, `prepared-${route}`));
  mkdirSync(folder.root, { recursive: true });
  writeFileSync(folder.configFile, JSON.stringify(configuration(route)));
  const house = await House.open(folder, 1, { seed, nativeConnection: route === 'native_sync' });
  try {
    await drain(house, 10 * MINUTE);
    const { populated } = await house.control.act({ populate: { applications: OPEN_REQUESTS } });
    await drain(house, 5 * MINUTE);
    const pending = await listPending(house);
    return {
      folder,
      route,
      connection: house.connection,
      requests: populated?.application_ids ?? [],
      pending,
    };
  } finally {
    await house.close();
    forgetPort(folder);
  }
}

/** How the servers of a copy find it. */
export type Start =
  /** Everything read, tokens fresh. */
  | 'prepared'
  /** With a refresh token that the database does not know, so that the first request has to renew. */
  | 'new_token'
  /** Without a database. */
  | 'first_sync';

/** A house of its own on a copy of what was prepared. */
export async function openCopy(
  prepared: Prepared,
  root: string,
  servers: number,
  start: Start,
): Promise<House> {
  const folder = folderAt(root);
  cpSync(prepared.folder.root, root, { recursive: true });
  forgetPort(folder);
  if (start === 'first_sync') rmSync(folder.dataDir, { recursive: true });
  return House.open(folder, servers, null, start === 'prepared' ? prepared.connection : undefined);
}

/** Two copies with one port and one identity would take each other for the same sandbox. */
function forgetPort(folder: Folder): void {
  const state = new Database(folder.stateFile);
  state.exec(`DELETE FROM meta WHERE key = 'port'`);
  state.prepare(`UPDATE meta SET value = ? WHERE key = 'identity'`).run(randomUUID());
  state.close();
}

/** Caps and budgets out of the way: what is tried here is that nothing gets lost, not that limits hold. */
function configuration(route: Route): object {
  return {
    daily_request_budget: 10_000_000,
    defaults: {
      shipping: { route },
      caps: { per_creator_open: 1_000, per_day: 100_000, per_week: 100_000, month_cost: '99999999.00' },
    },
  };
}
