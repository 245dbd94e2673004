import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Mode } from '../domain/settings.ts';
import type { MachineClock, ProgramClock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { ConfirmationStore } from '../ports/store/confirmations.ts';

/** What a call needs of the running program. Opened on the first call, so that lists answer before it. */
export interface OpenProgram<Services> {
  readonly services: Services;
  readonly sandbox: boolean;
  readonly mode: Mode;
  readonly confirmations: ConfirmationStore;
  readonly machineClock: MachineClock;
  /** When what is decided happens; how long a confirmation lives is machine time. */
  readonly programClock: ProgramClock;
  readonly ids: Ids;
  /** 32 bytes that sign confirm tokens; the same in every process on one database. */
  readonly confirmKey: Uint8Array;
}

/** Where internal trouble goes; pino's loggers fit. Never a client. */
export interface McpLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Runtime<Services> {
  /** Opens the program once and gives the same one afterwards. */
  readonly open: () => Promise<OpenProgram<Services>>;
  readonly log: McpLog;
}

export interface CallingClient {
  readonly name: string | null;
  /** Declared that it can show a person a form. */
  readonly elicits: boolean;
}

/** New clients say in every request who they are and what they can. */
const envelopeClient = z.object({
  [CLIENT_CAPABILITIES_META_KEY]: z
    .object({ elicitation: z.object({ form: z.unknown(), url: z.unknown() }).partial().optional() })
    .optional(),
  [CLIENT_INFO_META_KEY]: z.object({ name: z.string() }).optional(),
});

/**
 * Reads who calls: from the request for new clients, from the handshake of their connection or session for old
 * ones.
 */
export function callingClient(server: McpServer, context: ServerContext): CallingClient {
  if (context.mcpReq.envelope) {
    const said = envelopeClient.safeParse(context.mcpReq.envelope).data;
    return {
      name: said?.[CLIENT_INFO_META_KEY]?.name ?? null,
      elicits: elicitsForms(said?.[CLIENT_CAPABILITIES_META_KEY]?.elicitation),
    };
  }
  return {
    name: server.server.getClientVersion()?.name ?? null,
    elicits: elicitsForms(server.server.getClientCapabilities()?.elicitation),
  };
}

/** An elicitation capability without modes means forms: that is how it was declared before modes existed. */
function elicitsForms(elicitation: { form?: unknown; url?: unknown } | undefined): boolean {
  if (elicitation === undefined) return false;
  return elicitation.form !== undefined || elicitation.url === undefined;
}
