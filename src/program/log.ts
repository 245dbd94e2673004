import { pino } from 'pino';
import type { LogLevel } from '../config/index.ts';

export type Log = pino.Logger;

/** stdout is JSON-RPC: everything goes to file descriptor 2, at once, so that a kill loses no line. */
export function createLog(level: LogLevel): Log {
  return pino({ level, base: { pid: process.pid } }, pino.destination({ fd: 2, sync: true }));
}
