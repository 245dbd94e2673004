import type { Stream } from 'node:stream';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';

/** SDK v1; SDK v2 speaking the revisions up to 2025-11-25; SDK v2 speaking 2026-07-28. */
export type Generation = 'sdk-1' | 'sdk-2-old' | 'sdk-2-new';
export const GENERATIONS: readonly Generation[] = ['sdk-1', 'sdk-2-old', 'sdk-2-new'];

type FormAnswer = {
  action: 'accept' | 'decline' | 'cancel';
  content?: Record<string, string | number | boolean>;
};

/** The person in front of a client that can show forms: what they were asked, and how they answer. */
export interface Person {
  readonly questions: string[];
  answer: (question: string) => FormAnswer;
}

const toolResult = z.object({
  isError: z.boolean().optional(),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
});

const resourceResult = z.object({ contents: z.array(z.object({ uri: z.string(), text: z.string() })) });

export interface ToolAnswer {
  readonly failed: boolean;
  /** Empty on an error. */
  readonly data: Record<string, unknown>;
  readonly text: string;
}

/** A real MCP client with its server child. */
export interface Assistant {
  readonly pid: number;
  readonly person: Person;
  call(tool: string, args?: Record<string, unknown>): Promise<ToolAnswer>;
  read(uri: string): Promise<Record<string, unknown>>;
  toolNames(): Promise<string[]>;
  /** Templates included, as they are listed. */
  resourceUris(): Promise<string[]>;
  /** What the server wrote to stderr so far. */
  errors(): string;
  close(): Promise<void>;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

interface Wire {
  readonly pid: number | null;
  readonly stderr: Stream | null;
  call(name: string, args: Record<string, unknown>): Promise<unknown>;
  read(uri: string): Promise<unknown>;
  tools(): Promise<{ tools: { name: string }[] }>;
  resources(): Promise<{ resources: { uri: string }[] }>;
  templates(): Promise<{ resourceTemplates: { uriTemplate: string }[] }>;
  close(): Promise<void>;
}

/** Starts a server child and connects a client of the given generation, with a person at it or without. */
export async function assistant(
  server: ServerCommand,
  generation: Generation,
  elicits: boolean,
): Promise<Assistant> {
  const person: Person = {
    questions: [],
    answer: () => {
      throw new Error('The person was asked and the test has no answer for it.');
    },
  };
  const wire =
    generation === 'sdk-1'
      ? await firstWire(server, person, elicits)
      : await secondWire(server, person, elicits, generation === 'sdk-2-new');
  const { pid } = wire;
  if (pid === null) throw new Error('The server child has no process id.');
  let errors = '';
  wire.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return {
    pid,
    person,
    call: async (tool, args = {}) => answerOf(toolResult.parse(await wire.call(tool, args))),
    read: async (uri) => {
      const [content] = resourceResult.parse(await wire.read(uri)).contents;
      return z.record(z.string(), z.unknown()).parse(JSON.parse(content?.text ?? ''));
    },
    toolNames: async () => (await wire.tools()).tools.map(({ name }) => name),
    resourceUris: async () => [
      ...(await wire.resources()).resources.map(({ uri }) => uri),
      ...(await wire.templates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    ],
    errors: () => errors,
    close: () => wire.close(),
  };
}

function answerOf(result: z.output<typeof toolResult>): ToolAnswer {
  return {
    failed: result.isError === true,
    data: result.structuredContent ?? {},
    text: result.content.map((block) => block.text ?? '').join('\n'),
  };
}

function asked(person: Person, question: string): FormAnswer {
  person.questions.push(question);
  return person.answer(question);
}

async function firstWire(server: ServerCommand, person: Person, elicits: boolean): Promise<Wire> {
  const client = new FirstClient(
    { name: 'assistant', version: '1' },
    { capabilities: elicits ? { elicitation: { form: {} } } : {} },
  );
  if (elicits) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => asked(person, params.message));
  }
  const transport = new FirstTransport({ ...server, stderr: 'pipe' });
  await client.connect(transport);
  return {
    pid: transport.pid,
    stderr: transport.stderr,
    call: (name, args) => client.callTool({ name, arguments: args }),
    read: (uri) => client.readResource({ uri }),
    tools: () => client.listTools(),
    resources: () => client.listResources(),
    templates: () => client.listResourceTemplates(),
    close: () => client.close(),
  };
}

async function secondWire(
  server: ServerCommand,
  person: Person,
  elicits: boolean,
  modern: boolean,
): Promise<Wire> {
  const client = new Client(
    { name: 'assistant', version: '2' },
    {
      capabilities: elicits ? { elicitation: { form: {} } } : {},
      ...(modern && { versionNegotiation: { mode: 'auto' as const } }),
    },
  );
  if (elicits) {
    client.setRequestHandler('elicitation/create', async ({ params }) => asked(person, params.message));
  }
  const transport = new StdioClientTransport({ ...server, stderr: 'pipe' });
  await client.connect(transport);
  if (client.getProtocolEra() !== (modern ? 'modern' : 'legacy')) throw new Error('Wrong protocol era.');
  return {
    pid: transport.pid,
    stderr: transport.stderr,
    call: (name, args) => client.callTool({ name, arguments: args }),
    read: (uri) => client.readResource({ uri }),
    tools: () => client.listTools(),
    resources: () => client.listResources(),
    templates: () => client.listResourceTemplates(),
    close: () => client.close(),
  };
}
