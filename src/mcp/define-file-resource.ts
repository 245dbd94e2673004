import { type McpServer, ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server';
import type { Runtime } from './call.ts';
import { type ResourceCall, type ResourceDefinition, readError } from './define-resource.ts';

/** It belongs to its operator, and is to be gone when its day is over. */
const FILE_CACHE = { ttlMs: 0, cacheScope: 'private' } as const;

export interface FileResource<Services> {
  readonly name: string;
  /** One variable in braces. */
  readonly uriTemplate: string;
  readonly variable: string;
  /** What an id looks like, whole. */
  readonly idPattern: RegExp;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
  /** The text of the file; throws `OperatorError` kind not_found when there is no such thing. */
  readonly read: (id: string, call: ResourceCall<Services>) => Promise<string>;
}

/** `defineFileResource<Services>()({...})`: files that a result linked to. They are not listed. */
export function defineFileResource<Services>() {
  return (spec: FileResource<Services>): ResourceDefinition<Services> => ({
    name: spec.name,
    uri: spec.uriTemplate,
    register: (server, runtime) => register(spec, server, runtime),
    // Nothing to subscribe to: it stays as it was made.
    facts: async () => null,
  });
}

function register<Services>(
  spec: FileResource<Services>,
  server: McpServer,
  runtime: Runtime<Services>,
): void {
  const { name, title, description, mimeType } = spec;
  const template = new ResourceTemplate(spec.uriTemplate, { list: undefined });
  const metadata = { title, description, mimeType, cacheHint: FILE_CACHE };
  server.registerResource(name, template, metadata, async (uri, variables, context) => {
    const id = variables[spec.variable];
    if (typeof id !== 'string' || spec.idPattern.exec(id)?.[0] !== id)
      throw new ResourceNotFoundError(uri.href);
    try {
      const { services } = await runtime.open();
      const text = await spec.read(id, { services, signal: context.mcpReq.signal });
      return { contents: [{ uri: uri.href, mimeType, text }] };
    } catch (error) {
      throw readError(error, runtime, uri, context);
    }
  });
}
