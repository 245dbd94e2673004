import type { Command } from './command.ts';
import { parseFlags } from './command.ts';

/** stdout belongs to the protocol from the first byte: this command writes nothing there. */
export const serveCommand: Command = {
  help: `Usage: affiliate-ops serve [--no-monitor]

Runs the MCP server on stdin and stdout. An assistant (Claude Desktop, Claude Code, Cursor, VS Code) starts it; the
README has the lines to paste. While it runs it keeps the local database up to date, carries out approved actions and
watches the programme, taking turns with any other copy. It stops when stdin closes. Logs go to stderr.

  --no-monitor  answer the assistant only: no watching, and no carrying out of actions in the background

Environment:
  TIKTOK_SHOP_APP_KEY, TIKTOK_SHOP_APP_SECRET, TIKTOK_SHOP_REFRESH_TOKEN
                            the shop's app; with none of them set the sandbox is used
  SHIPBOB_TOKEN, SHIPBOB_CHANNEL_ID
                            the warehouse
  AFFILIATE_OPS_MODE        read-only, confirm (default) or auto
  AFFILIATE_OPS_CONFIG      the settings file, else mcp.config.json in the configuration folder
  AFFILIATE_OPS_DATA_DIR    where the database lies
  AFFILIATE_OPS_SECRET_KEY  the key for stored tokens, else a file that is made on first use
  LOG_LEVEL                 trace, debug, info (default), warn, error, fatal or silent
`,
  async run(args) {
    const flags = parseFlags(args, { 'no-monitor': { type: 'boolean' } });
    const { serve } = await import('../program.ts');
    await serve({ monitor: flags['no-monitor'] !== true });
    return 0;
  },
};
