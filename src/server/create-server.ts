import { McpServer, type StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import type * as z from 'zod';
import type { Runtime } from '../mcp/call.ts';
import type { PromptDefinition } from '../mcp/define-prompt.ts';
import type { ResourceDefinition } from '../mcp/define-resource.ts';
import type { ToolDefinition } from '../mcp/define-tool.ts';
import { INSTRUCTIONS } from './instructions.ts';

/** Lists of a build are the same for everybody until the next build: five minutes. */
const LIST_CACHE = { ttlMs: 300_000, cacheScope: 'public' } as const;

/** Which resources there are is program data. */
const PRIVATE_CACHE = { ttlMs: 0, cacheScope: 'private' } as const;

/** Values in one call's arguments: 50 ids and a few fields are far below it. */
const MAX_INPUT_ELEMENTS = 500;

export interface ServerParts<Services> {
  readonly version: string;
  readonly tools: readonly ToolDefinition<Services>[];
  readonly resources: readonly ResourceDefinition<Services>[];
  readonly prompts: readonly PromptDefinition<Services>[];
  readonly runtime: Runtime<Services>;
}

/**
 * Builds one MCP server for one connection. Touches nothing outside: the program opens at the first call, so
 * that a client gets the lists at once and a server made for a mere probe costs nothing.
 */
export function createServer<Services>(parts: ServerParts<Services>): McpServer {
  const { runtime } = parts;
  const server = new McpServer(
    { name: 'affiliate-ops', title: 'Affiliate Ops', version: parts.version },
    {
      instructions: INSTRUCTIONS,
      capabilities: {
        tools: { listChanged: false },
        resources: { listChanged: false },
        prompts: { listChanged: false },
      },
      cacheHints: {
        'tools/list': LIST_CACHE,
        'prompts/list': LIST_CACHE,
        'resources/templates/list': LIST_CACHE,
        'server/discover': LIST_CACHE,
        'resources/list': PRIVATE_CACHE,
        'resources/read': PRIVATE_CACHE,
      },
      maxToolInputElements: MAX_INPUT_ELEMENTS,
      requestState: {
        verify: async (state, context) => {
          const { requestStateCodec } = await import('../mcp/confirm-ask.ts');
          const { confirmKey } = await runtime.open();
          return requestStateCodec(confirmKey).verify(state, context);
        },
      },
    },
  );
  for (const tool of parts.tools) registerTool(server, tool, runtime);
  for (const resource of parts.resources) resource.register(server, runtime);
  for (const prompt of parts.prompts) prompt.register(server, runtime);
  return server;
}

function registerTool<Services>(
  server: McpServer,
  tool: ToolDefinition<Services>,
  runtime: Runtime<Services>,
): void {
  server.registerTool(
    tool.name,
    {
      title: tool.title,
      description: tool.description,
      inputSchema: listedOnly(tool.input),
      outputSchema: listedOnly(tool.output),
      annotations: tool.annotations,
    },
    (args: unknown, context) => tool.execute(args, runtime, server, context),
  );
}

/**
 * The schema as lists show it. The SDK's own check is passed through, because the tool parses input and output
 * itself: its errors then say what to do next, and nothing is parsed twice.
 */
function listedOnly(schema: z.ZodObject): StandardSchemaWithJSON<unknown, unknown> {
  const { version, vendor, jsonSchema } = schema['~standard'];
  const shown: typeof jsonSchema = {
    input: (options) => lean(jsonSchema.input(options)),
    output: (options) => lean(jsonSchema.output(options)),
  };
  return { '~standard': { version, vendor, jsonSchema: shown, validate: (value) => ({ value }) } };
}

/**
 * Without what costs tokens in every conversation and says no more than its absence: the dialect, which is the
 * protocol's own, and an empty `additionalProperties`, which checkers take for a slip besides.
 */
function lean({ $schema: _dialect, ...schema }: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema), (name, value: unknown) =>
    name === 'additionalProperties' && JSON.stringify(value) === '{}' ? undefined : value,
  );
}
