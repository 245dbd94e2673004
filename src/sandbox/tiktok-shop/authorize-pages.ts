import type { WireAnswer, WireRequest } from '../http.ts';
import type { World } from '../state.ts';
import { type App, appBy, restoreScopes, scopesOf } from './apps.ts';
import { authorizationCode } from './tokens.ts';

/** What the seller meets in a browser: the current address and the legacy one. */
export const isAuthorizePage = (path: string): boolean =>
  path === '/open/authorize' || path === '/oauth/authorize';

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function page(status: number, title: string, content: string): WireAnswer {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:3em auto;padding:0 1em}label{display:block}
button{font:inherit;padding:.5em 1.2em;margin:1em 1em 0 0}small{color:#555}</style></head>
<body><h1>${title}</h1>
${content}
<p><small>Sandbox: invented shop, no account anywhere.</small></p></body></html>
`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

function appNamed(world: World, parameters: URLSearchParams): App | undefined {
  const { state } = world.first;
  const service = parameters.get('service_id');
  return service === null
    ? appBy(state, 'app_key', parameters.get('app_key') ?? '')
    : appBy(state, 'service_id', service);
}

/** GET shows the page, POST is one of its two buttons. Call inside a transaction. */
export function authorizePage(world: World, request: WireRequest): WireAnswer {
  const form = request.method === 'POST' ? new URLSearchParams(request.body.toString('utf8')) : request.query;
  const app = appNamed(world, form);
  if (app === undefined) {
    const text =
      '<p>There is no app with this service ID. Copy the link that Partner Center shows for the app.</p>';
    return page(400, 'This link does not work', text);
  }
  if (request.method === 'POST') return decided(world, app, form);
  if (request.method === 'GET') return question(world, app, request);
  return page(405, 'This link does not work', '<p>Open it in a browser.</p>');
}

function question(world: World, app: App, request: WireRequest): WireAnswer {
  const shops = world.shops.map(({ state }) => state.metaOrNull('shop_name') ?? 'Northbeam Goods');
  const hidden = (name: string, value: string | null): string =>
    value === null ? '' : `<input type="hidden" name="${name}" value="${escaped(value)}">`;
  const scopes = scopesOf(app)
    .map(
      (scope) =>
        `<label><input type="checkbox" name="scope" value="${escaped(scope)}" checked> ${escaped(scope)}</label>`,
    )
    .join('\n');
  return page(
    200,
    `Authorize ${escaped(app.name)}`,
    `<p><b>${escaped(app.name)}</b> asks for access to <b>${escaped(shops.join(', '))}</b>.</p>
<form method="post" action="${escaped(request.path)}">
${hidden('service_id', app.service_id)}${hidden('state', request.query.get('state'))}
<fieldset><legend>It may use</legend>
${scopes}
</fieldset>
<button name="decision" value="authorize">Authorise</button><button name="decision" value="refuse">Refuse</button>
</form>`,
  );
}

function decided(world: World, app: App, form: URLSearchParams): WireAnswer {
  const target = new URL(app.redirect_url);
  const state = form.get('state');
  if (form.get('decision') === 'authorize') {
    const ticked = form.getAll('scope');
    const granted = scopesOf(app).filter((scope) => ticked.includes(scope));
    restoreScopes(world.first.state, app, granted);
    target.searchParams.set('code', authorizationCode(world.first, app.app, JSON.stringify(granted)));
  } else {
    target.searchParams.set('code', 'null');
    target.searchParams.set('error', 'auth_denied');
  }
  if (state !== null) target.searchParams.set('state', state);
  return { status: 303, headers: { location: target.href }, body: null };
}
