import {
  type CallToolResult,
  type InputRequiredResult,
  isInputRequiredResult,
  type McpServer,
  type ServerContext,
  type ToolAnnotations,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Mode } from '../domain/settings.ts';
import { type CallingClient, callingClient, type OpenProgram, type Runtime } from './call.ts';
import { ENVELOPE_SHAPE, type Reply, replyText, structuredReply } from './envelope.ts';
import { errorResult, inputErrorResult } from './errors.ts';
import type { ConfirmOutcome, Operation } from './operation.ts';
import { untrustedMarker } from './untrusted.ts';

/**
 * What a call does to the world; all four annotations follow from it.
 * `read` shows what is stored, `refresh` reads the platform first, `internal_write` changes only our own
 * records, `outside_write` spends money or reaches other people.
 */
export type ToolKind = 'read' | 'refresh' | 'internal_write' | 'outside_write';

const ANNOTATIONS: Readonly<Record<ToolKind, Required<Omit<ToolAnnotations, 'title'>>>> = {
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  refresh: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  internal_write: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  outside_write: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
};

export interface ToolCall<Services> {
  readonly services: Services;
  /** Aborts when the client gives up. */
  readonly signal: AbortSignal;
  readonly client: CallingClient;
  readonly mode: Mode;
  readonly sandbox: boolean;
  /** The only way of a class C or D operation; see `confirmOperation`. */
  confirm<Context>(operation: Operation<Context>): Promise<ConfirmOutcome>;
}

export interface RenderPage {
  /** Puts a text that somebody else wrote between markers with an id of this call. */
  readonly untrusted: (raw: string) => string;
}

export interface ToolSpec<Services, Input extends z.ZodObject, Output extends z.ZodObject> {
  /** At most 21 characters, snake_case, verb first. */
  readonly name: string;
  /** What a person reads in an approval dialog. */
  readonly title: string;
  readonly description: string;
  readonly kind: ToolKind;
  /** `z.strictObject`: bounds and a description on every field, no unions, no null, no defaults with effects. */
  readonly input: Input;
  /** `z.looseObject` of the tool's own fields; the envelope is added here. */
  readonly output: Output;
  /** Imports on the call what brings rules, sync or time zones with it: the list of tools must not wait for them. */
  readonly handle: (
    input: z.output<Input>,
    call: ToolCall<Services>,
  ) => Promise<Reply<z.output<Output>> | InputRequiredResult>;
  /** The tool's fields as text, without summary, warnings and next: those are added here. */
  readonly render: (output: z.output<Output>, page: RenderPage) => string;
}

export interface ToolDefinition<Services> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly kind: ToolKind;
  readonly annotations: ToolAnnotations;
  readonly input: z.ZodObject;
  /** Envelope and the tool's fields. */
  readonly output: z.ZodObject;
  /** Never throws: trouble becomes an error result whose text stands alone. */
  readonly execute: (
    args: unknown,
    runtime: Runtime<Services>,
    server: McpServer,
    context: ServerContext,
  ) => Promise<CallToolResult | InputRequiredResult>;
}

/** `defineTool<Services>()({...})`: what a tool needs of the program, then the tool itself. */
export function defineTool<Services>() {
  return <Input extends z.ZodObject, Output extends z.ZodObject>(
    spec: ToolSpec<Services, Input, Output>,
  ): ToolDefinition<Services> => ({
    name: spec.name,
    title: spec.title,
    description: spec.description,
    kind: spec.kind,
    annotations: { title: spec.title, ...ANNOTATIONS[spec.kind] },
    input: spec.input,
    output: z.looseObject({ ...ENVELOPE_SHAPE, ...spec.output.shape }),
    execute: (args, runtime, server, context) => execute(spec, args, runtime, server, context),
  });
}

async function execute<Services, Input extends z.ZodObject, Output extends z.ZodObject>(
  spec: ToolSpec<Services, Input, Output>,
  args: unknown,
  runtime: Runtime<Services>,
  server: McpServer,
  context: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  const input = spec.input.safeParse(args ?? {});
  if (!input.success) return inputErrorResult(spec.name, input.error);
  let changed: string | null = null;
  const client = callingClient(server, context);
  try {
    const program = await runtime.open();
    const call = toolCall(spec.name, program, client, context, (sentence) => {
      changed = sentence;
    });
    const reply = await spec.handle(input.data, call);
    return isInputRequiredResult(reply) ? reply : toolResult(spec, reply, program);
  } catch (error) {
    const writes = spec.kind === 'internal_write' || spec.kind === 'outside_write';
    return errorResult(error, {
      subject: spec.name,
      changed,
      mayHaveWritten: spec.kind === 'internal_write',
      writes,
      cancelled: context.mcpReq.signal.aborted,
      log: runtime.log,
    });
  }
}

function toolCall<Services>(
  tool: string,
  program: OpenProgram<Services>,
  client: CallingClient,
  context: ServerContext,
  committed: (sentence: string) => void,
): ToolCall<Services> {
  return {
    services: program.services,
    signal: context.mcpReq.signal,
    client,
    mode: program.mode,
    sandbox: program.sandbox,
    confirm: async (operation) => {
      const { confirmOperation } = await import('./confirm.ts');
      return confirmOperation({ tool, program, client, context, committed }, operation);
    },
  };
}

function toolResult<Services, Input extends z.ZodObject, Output extends z.ZodObject>(
  spec: ToolSpec<Services, Input, Output>,
  reply: Reply<z.output<Output>>,
  program: OpenProgram<unknown>,
): CallToolResult {
  const data = spec.output.parse(reply.data);
  const writes = spec.kind === 'internal_write' || spec.kind === 'outside_write';
  const structured = structuredReply(
    { ...reply, data },
    { sandbox: program.sandbox, mode: writes ? program.mode : null },
  );
  const body = spec.render(data, { untrusted: untrustedMarker() });
  const links = (reply.links ?? []).map((link) => ({ type: 'resource_link' as const, ...link }));
  return {
    content: [{ type: 'text', text: replyText(structured, body) }, ...links],
    structuredContent: structured,
  };
}
