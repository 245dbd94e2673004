import type { Command } from './command.ts';
import { parseFlags, UsageError } from './command.ts';

/** stdout belongs to the protocol from the first byte: this command writes nothing there. */
export const serveCommand: Command = {
  help: `Usage: affiliate-ops serve [--http HOST:PORT] [--no-monitor]

Runs the MCP server on stdin and stdout. An assistant (Claude Desktop, Claude Code, Cursor, VS Code) starts it; the
README has the lines to paste. While it runs it keeps the local database up to date, carries out approved actions and
watches the programme, taking turns with any other copy. It stops when stdin closes. Logs go to stderr.

  --http HOST:PORT  serve over HTTP on this machine instead, at http://HOST:PORT/mcp, until Ctrl+C; HOST is 127.0.0.1,
                    [::1] or localhost, PORT 0 takes a free one. Every request needs the bearer token of the file
                    http-token in the configuration folder, which is made at the first start and readable for you
                    only. The token is never printed; delete the file for a new one
  --no-monitor      answer the assistant only: no watching, and no carrying out of actions in the background

Environment:
  TIKTOK_SHOP_APP_KEY, TIKTOK_SHOP_APP_SECRET
                            the shop's app, authorised with "affiliate-ops auth"; with none of them set the sandbox is
                            used. A second app: TIKTOK_SHOP_CONNECTOR_APP_KEY, TIKTOK_SHOP_CONNECTOR_APP_SECRET. An
                            authorisation from elsewhere: TIKTOK_SHOP_REFRESH_TOKEN
  SHIPBOB_TOKEN, SHIPBOB_CHANNEL_ID
                            the warehouse
  AFFILIATE_OPS_MODE        read-only, confirm (default) or auto
  AFFILIATE_OPS_CONFIG      the settings file, else mcp.config.json in the configuration folder
  AFFILIATE_OPS_DATA_DIR    where the database lies
  AFFILIATE_OPS_SECRET_KEY  the key for stored tokens, else a file that is made on first use
  LOG_LEVEL                 trace, debug, info (default), warn, error, fatal or silent
`,
  async run(args, { err }) {
    const flags = parseFlags(args, { http: { type: 'string' }, 'no-monitor': { type: 'boolean' } });
    const monitor = flags['no-monitor'] !== true;
    const address = flags.http === undefined ? null : await loopbackAddress(flags.http);
    const { serve, serveOverHttp } = await import('../program.ts');
    if (address === null) {
      await serve({ monitor });
      return 0;
    }
    await serveOverHttp({
      ...address,
      monitor,
      onListening: ({ url, tokenFile }) => {
        err(`MCP is served at ${url}. Stop it with Ctrl+C.\n`);
        err(
          `Clients send the header "Authorization: Bearer TOKEN"; the token is in ${tokenFile}. For Claude Code:\n`,
        );
        err(
          `  claude mcp add --transport http affiliate-ops ${url} --header "Authorization: Bearer $(cat '${tokenFile}')"\n`,
        );
      },
    });
    return 0;
  },
};

async function loopbackAddress(given: string) {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]+)):(\d{1,5})$/.exec(given) ?? [];
  if (port === undefined || Number(port) > 65_535) {
    throw new UsageError("Option '--http' takes HOST:PORT, for example 127.0.0.1:3939");
  }
  const { LOOPBACK_HOSTS } = await import('../server/http-guards.ts');
  const host = LOOPBACK_HOSTS.find((known) => known === (bracketed ?? plain));
  if (host !== undefined) return { host, port: Number(port) };
  throw new UsageError(
    "Option '--http' takes 127.0.0.1, [::1] or localhost as HOST: the server is for this machine only",
  );
}
