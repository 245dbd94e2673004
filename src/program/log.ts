import { createRequire } from 'node:module';
import type { LogLevel } from '../config/index.ts';

type Write = (fields: object, message: string) => void;
export type Log = Readonly<Record<'debug' | 'info' | 'warn' | 'error', Write>>;

/**
 * stdout is JSON-RPC: everything goes to file descriptor 2, at once, so that a kill loses no line. The logger is
 * loaded with the first line: most starts of a server only answer for its lists and have nothing to say.
 */
export function createLog(level: LogLevel): Log {
  let opened: Log | null = null;
  const logger = (): Log => {
    opened ??= openLogger(level);
    return opened;
  };
  return {
    debug: (fields, message) => logger().debug(fields, message),
    info: (fields, message) => logger().info(fields, message),
    warn: (fields, message) => logger().warn(fields, message),
    error: (fields, message) => logger().error(fields, message),
  };
}

function openLogger(level: LogLevel): Log {
  const { pino }: typeof import('pino') = createRequire(import.meta.url)('pino');
  return pino({ level, base: { pid: process.pid } }, pino.destination({ fd: 2, sync: true }));
}
