import type { AppRole } from '../config/index.ts';
import type { Program } from '../program/open-program.ts';
import type { AuthRequest } from './auth/authorising.ts';
import type { Command, Terminal } from './command.ts';
import { parseFlags, UsageError, wholeNumber } from './command.ts';

/** The redirect address that the README asks for. */
const USUAL_PORT = 8_723;

export const authCommand: Command = {
  help: `Usage: affiliate-ops auth [--app affiliate|connector] [--port N | --paste]
                          [--route SHOP_ID=ROUTE]... [--json]
       affiliate-ops auth --list [--json]
       affiliate-ops auth --remove SELLER|SHOP_ID|APP_KEY|all

Connects a shop: prints the link on which its seller authorises the app, takes the answer, stores the tokens encrypted,
lists the shops, says which features lack a scope, and asks for each new shop how its samples leave the warehouse. Run it
with TIKTOK_SHOP_APP_KEY and TIKTOK_SHOP_APP_SECRET (and TIKTOK_SHOP_SERVICE_ID, the number in the link that Partner
Center shows), and again for every further seller, for a second app, or when an authorisation ended. Servers that run
find the new tokens by themselves.

The answer comes by itself when the app's redirect address is http://127.0.0.1:${USUAL_PORT}/callback. With any other redirect
address, paste the address that the browser ends on.

  --app ROLE        the affiliate app (default), or the connector of the TIKTOK_SHOP_CONNECTOR_ variables
  --port N          listen on this port of 127.0.0.1 (default ${USUAL_PORT})
  --paste           do not listen; the answer is read from stdin, so a script can pipe it: … | affiliate-ops auth --paste
  --route ID=ROUTE  answer the question about the warehouse for a shop: native_sync or direct_create. As the only option,
                    for shops that are authorised already, it does nothing else
  --list            show what is authorised
  --remove WHAT     forget tokens on this machine; the seller takes the authorisation itself away in Seller Center
  --json            print the result as one line of JSON; words go to stderr
`,
  async run(args, terminal) {
    const flags = parseFlags(args, {
      app: { type: 'string' },
      port: { type: 'string' },
      paste: { type: 'boolean' },
      route: { type: 'string', multiple: true },
      list: { type: 'boolean' },
      remove: { type: 'string' },
      json: { type: 'boolean' },
    });
    const { routesFrom } = await import('./auth/route.ts');
    const request: AuthRequest = {
      role: roleFrom(flags.app),
      port: flags.paste === true ? null : (wholeNumber('port', flags.port, 0, 65_535) ?? USUAL_PORT),
      routes: routesFrom(flags.route ?? []),
      routesOnly: [flags.app, flags.port, flags.paste].every((flag) => flag === undefined),
      json: flags.json === true,
    };
    const { loadConfiguration } = await import('../config/index.ts');
    const { createLog } = await import('../program/log.ts');
    const { openProgram } = await import('../program/open-program.ts');
    const configuration = loadConfiguration({ env: process.env });
    const program = await openProgram(configuration, createLog('silent'), { monitor: false });
    try {
      if (flags.list === true) return await list(program, request.json, terminal);
      if (flags.remove !== undefined) return await remove(program, flags.remove, terminal);
      const { Authorising } = await import('./auth/authorising.ts');
      return await new Authorising(configuration, program, request, terminal).run();
    } finally {
      await program.close();
    }
  },
};

function roleFrom(given: string | undefined): AppRole {
  if (given === undefined || given === 'affiliate') return 'affiliate';
  if (given === 'connector') return 'connector';
  throw new UsageError(`Option '--app' must be affiliate or connector`);
}

async function list({ services, outside }: Program, json: boolean, terminal: Terminal): Promise<number> {
  const { listAuthorisations } = await import('./auth/list.ts');
  await listAuthorisations(services.store, outside.tiktok.apps, json, terminal);
  return 0;
}

async function remove({ services, outside }: Program, meant: string, { out }: Terminal): Promise<number> {
  const { removeAuthorisations } = await import('./auth/list.ts');
  const count = await removeAuthorisations(services.store, meant);
  out(
    `${count === 1 ? 'One authorisation was' : `${count} authorisations were`} forgotten on this machine.\n`,
  );
  if (outside.tiktok.apps.some(({ refreshToken }) => refreshToken !== null)) {
    out('TIKTOK_SHOP_REFRESH_TOKEN is set, and the next start uses it: take it away too.\n');
  }
  return 0;
}
