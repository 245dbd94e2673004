import { z } from 'zod';
import type { State } from '../state.ts';

/** An app of the seller: its key signs calls, and tokens belong to it. */
export interface App {
  app: string;
  name: string;
  app_key: string;
  app_secret: string;
  service_id: string;
  redirect_url: string;
  /** What the app may ask for, as JSON. */
  scopes: string;
  /** What was taken away from it since, as JSON. */
  dropped: string;
}

export const AppName = z.enum(['main', 'connector']);

const Scopes = z.array(z.string());
const parsed = (json: string): string[] => Scopes.parse(JSON.parse(json));

export function appBy(
  state: State,
  column: 'app' | 'app_key' | 'service_id',
  value: string,
): App | undefined {
  return state.one<App>(`SELECT * FROM apps WHERE ${column} = ?`, value);
}

export const scopesOf = (app: App): string[] => parsed(app.scopes);

/** Scopes in force: what the seller granted with this authorization, without what was dropped since. */
export function grantedScopes(app: App, granted: string): string[] {
  const dropped = parsed(app.dropped);
  const given = granted === '' ? scopesOf(app) : parsed(granted);
  return given.filter((scope) => !dropped.includes(scope));
}

/** Takes a scope away from an app; answers all that are taken. */
export function dropScope(state: State, name: string, scope: string): string[] {
  const app = appBy(state, 'app', name);
  const next = [...new Set([...(app === undefined ? [] : parsed(app.dropped)), scope])];
  state.run('UPDATE apps SET dropped = ? WHERE app = ?', JSON.stringify(next), name);
  return next;
}

/** A seller who grants a scope anew gives back what was dropped. */
export function restoreScopes(state: State, app: App, scopes: readonly string[]): void {
  const left = parsed(app.dropped).filter((scope) => !scopes.includes(scope));
  state.run('UPDATE apps SET dropped = ? WHERE app = ?', JSON.stringify(left), app.app);
}
