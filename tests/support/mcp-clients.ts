import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createMcpHandler, InMemoryTransport } from '@modelcontextprotocol/server';
import { createServer, type ServerParts } from '../../src/server/create-server.ts';

export type Era = 'old' | 'new';
export const ERAS: readonly Era[] = ['old', 'new'];

/** How the person at the client answers a question. */
export interface Person {
  readonly questions: string[];
  answer: { action: 'accept' | 'decline' | 'cancel'; content?: Record<string, string | number | boolean> };
}

export interface Connection {
  readonly client: Client;
  readonly person: Person;
  readonly close: () => Promise<void>;
}

/** A real client of the given era, with a person who answers forms or, without capabilities, none. */
export async function connect<Services>(
  parts: ServerParts<Services>,
  era: Era,
  elicits: boolean,
): Promise<Connection> {
  const person: Person = { questions: [], answer: { action: 'accept', content: { confirm: true } } };
  const client = new Client(
    { name: 'test-client', version: '1.0.0' },
    {
      capabilities: elicits ? { elicitation: { form: {} } } : {},
      ...(era === 'new' ? { versionNegotiation: { mode: 'auto' as const } } : {}),
    },
  );
  if (elicits) {
    client.setRequestHandler('elicitation/create', async (request) => {
      person.questions.push(request.params.message);
      return person.answer;
    });
  }
  const close = era === 'new' ? await connectNew(client, parts) : await connectOld(client, parts);
  return { client, person, close };
}

async function connectNew<Services>(client: Client, parts: ServerParts<Services>) {
  const handler = createMcpHandler(() => createServer(parts));
  const transport = new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), {
    fetch: (url, init) => handler.fetch(new Request(url, init)),
  });
  await client.connect(transport);
  return async () => {
    await client.close();
    await handler.close();
  };
}

async function connectOld<Services>(client: Client, parts: ServerParts<Services>) {
  const [clientEnd, serverEnd] = InMemoryTransport.createLinkedPair();
  const server = createServer(parts);
  await server.connect(serverEnd);
  await client.connect(clientEnd);
  return () => client.close();
}

/** The one text block of a result. */
export function textOf(result: { content: readonly { type: string }[] }): string {
  return result.content.map((block) => ('text' in block ? String(block.text) : '')).join('\n');
}
