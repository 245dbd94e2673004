import type { McpServer } from '@modelcontextprotocol/server';
import { serveStdio as serve } from '@modelcontextprotocol/server/stdio';
import type { McpLog } from '../mcp/call.ts';
import { StdioListening } from './stdio-listening.ts';
import { carrySubscriptions, type ResourceWatch } from './subscriptions.ts';

/** Hosts expect a server to be gone within a second of closing its stdin. */
const LEAVE_MS = 700;

export interface StdioOptions {
  readonly watch: ResourceWatch;
  /** Closes what is open. Has less than a second: everything it cuts short must survive a kill anyway. */
  readonly onClose: () => Promise<void>;
  /** The machine clock: bounds how long leaving may take. */
  readonly clock: { wait(milliseconds: number): Promise<void> };
  readonly log: McpLog;
}

/**
 * Serves MCP over this process's stdin and stdout, to old and new clients alike, until stdin ends, stdout
 * breaks, or SIGINT or SIGTERM comes; then closes and ends the process. Nothing else may write to stdout.
 */
export function serveStdio(factory: () => McpServer, options: StdioOptions): void {
  const { watch, log } = options;
  const troubled = (error: unknown) =>
    log.warn({ reason: error instanceof Error ? error.message : 'unknown' }, 'trouble on the MCP connection');
  const transport = new StdioListening(watch, troubled);
  const make = () => {
    const server = factory();
    carrySubscriptions(server, watch, log);
    return server;
  };
  const handle = serve(make, { transport, onerror: troubled });
  const sdkMessage = transport.onmessage;
  transport.onmessage = (message) => {
    if (!transport.took(message)) sdkMessage?.(message);
  };
  let leaving = false;
  const leave = async (): Promise<void> => {
    if (leaving) return;
    leaving = true;
    void options.clock.wait(LEAVE_MS).then(() => process.exit(1));
    try {
      watch.close();
      await handle.close();
      await options.onClose();
      process.exit(0);
    } catch (error) {
      log.error({ reason: error instanceof Error ? error.message : 'unknown' }, 'closing failed');
      process.exit(1);
    }
  };
  const sdkClose = transport.onclose;
  transport.onclose = () => {
    sdkClose?.();
    void leave();
  };
  process.once('SIGINT', () => void leave());
  process.once('SIGTERM', () => void leave());
}
