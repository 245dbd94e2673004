import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  ResourceTemplate,
  type ServerContext,
  UriTemplate,
} from '@modelcontextprotocol/server';
import { OperatorError } from '../domain/errors.ts';
import type { OpenProgram, Runtime } from './call.ts';
import { type Reply, structuredReply } from './envelope.ts';
import { explainError } from './errors.ts';

const JSON_TYPE = 'application/json';

/** Of what a template could list, the most relevant; more does not help a person who picks. */
const LISTED = 50;

/** The protocol's own bound on a completion. */
const COMPLETED = 100;

/** What a program shows belongs to its operator: no cache but the client's own, and none for long. */
const READ_CACHE = { ttlMs: 0, cacheScope: 'private' } as const;

export interface ResourceCall<Services> {
  readonly services: Services;
  readonly signal: AbortSignal;
}

type Body = Reply<Readonly<Record<string, unknown>>>;

interface ResourceTexts {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

export interface ResourceDefinition<Services> {
  readonly name: string;
  /** The fixed URI or the template. */
  readonly uri: string;
  readonly register: (server: McpServer, runtime: Runtime<Services>) => void;
  /**
   * What reading `uri` shows now, to tell whether it changed: the body without its summary, which says spans of time
   * that pass by themselves. Null when there is no such thing; throws what stops the read.
   */
  readonly facts: (uri: string, runtime: Runtime<Services>) => Promise<string | null>;
}

export interface FixedResource<Services> extends ResourceTexts {
  readonly uri: string;
  readonly read: (call: ResourceCall<Services>) => Promise<Body>;
}

/** `defineResource<Services>()({...})`: a fixed URI whose JSON body has the same envelope as a tool's result. */
export function defineResource<Services>() {
  return (spec: FixedResource<Services>): ResourceDefinition<Services> => ({
    name: spec.name,
    uri: spec.uri,
    register: (server, runtime) => {
      server.registerResource(spec.name, spec.uri, metadata(spec), (uri, context) =>
        read(runtime, uri, context, spec.read),
      );
    },
    facts: async (uri, runtime) => (uri === spec.uri ? factsOf(runtime, spec.read) : null),
  });
}

export interface ListedResource {
  readonly id: string;
  readonly title: string;
}

export interface TemplateResource<Services> extends ResourceTexts {
  /** One variable in braces: `affiliate://samples/{application_id}`. */
  readonly uriTemplate: string;
  readonly variable: string;
  /** What an id looks like, whole: anything else is not found, and nothing is looked up for it. */
  readonly idPattern: RegExp;
  /** Throws `OperatorError` kind not_found when there is no such thing. */
  readonly read: (id: string, call: ResourceCall<Services>) => Promise<Body>;
  /** The most relevant ones first, at most 50 are listed. */
  readonly list: (call: ResourceCall<Services>) => Promise<readonly ListedResource[]>;
  /** Ids that begin with the text. */
  readonly complete: (prefix: string, call: ResourceCall<Services>) => Promise<readonly string[]>;
}

/** `defineResourceTemplate<Services>()({...})`: one resource per id. */
export function defineResourceTemplate<Services>() {
  return (spec: TemplateResource<Services>): ResourceDefinition<Services> => ({
    name: spec.name,
    uri: spec.uriTemplate,
    register: (server, runtime) => {
      const template = new ResourceTemplate(spec.uriTemplate, {
        list: (context) => listed(spec, runtime, context.mcpReq.signal),
        complete: { [spec.variable]: (prefix) => completed(spec, runtime, prefix) },
      });
      server.registerResource(spec.name, template, metadata(spec), (uri, variables, context) => {
        const id = variables[spec.variable];
        if (typeof id !== 'string' || !matchesWhole(spec.idPattern, id)) {
          throw new ResourceNotFoundError(uri.href);
        }
        return read(runtime, uri, context, (call) => spec.read(id, call));
      });
    },
    facts: async (uri, runtime) => {
      const id = new UriTemplate(spec.uriTemplate).match(uri)?.[spec.variable];
      if (typeof id !== 'string' || !matchesWhole(spec.idPattern, id)) return null;
      return factsOf(runtime, (call) => spec.read(id, call));
    },
  });
}

function metadata(texts: ResourceTexts) {
  return {
    title: texts.title,
    description: texts.description,
    mimeType: JSON_TYPE,
    cacheHint: READ_CACHE,
  };
}

function matchesWhole(pattern: RegExp, id: string): boolean {
  return pattern.exec(id)?.[0] === id;
}

async function read<Services>(
  runtime: Runtime<Services>,
  uri: URL,
  context: ServerContext,
  body: (call: ResourceCall<Services>) => Promise<Body>,
) {
  try {
    const program = await runtime.open();
    const reply = await body({ services: program.services, signal: context.mcpReq.signal });
    return { contents: [{ uri: uri.href, mimeType: JSON_TYPE, text: bodyText(reply, program) }] };
  } catch (error) {
    throw readError(error, runtime, uri, context);
  }
}

/** What a client is told when a read failed. */
export function readError(
  error: unknown,
  { log }: Pick<Runtime<unknown>, 'log'>,
  uri: URL,
  context: ServerContext,
): ProtocolError {
  if (error instanceof OperatorError && error.kind === 'not_found') {
    return new ResourceNotFoundError(uri.href, error.message);
  }
  const text = explainError(error, {
    subject: uri.href,
    changed: null,
    writes: false,
    mayHaveWritten: false,
    cancelled: context.mcpReq.signal.aborted,
    log,
  });
  return new ProtocolError(ProtocolErrorCode.InternalError, text);
}

async function factsOf<Services>(
  runtime: Runtime<Services>,
  body: (call: ResourceCall<Services>) => Promise<Body>,
): Promise<string | null> {
  const program = await runtime.open();
  try {
    const reply = await body({ services: program.services, signal: new AbortController().signal });
    return bodyText({ ...reply, summary: '' }, program);
  } catch (error) {
    if (error instanceof OperatorError && error.kind === 'not_found') return null;
    throw error;
  }
}

function bodyText(reply: Body, program: OpenProgram<unknown>): string {
  return JSON.stringify(structuredReply(reply, { sandbox: program.sandbox, mode: null }));
}

/** A list that fails would take every other resource off the client's list with it: it stays empty. */
async function listed<Services>(
  spec: TemplateResource<Services>,
  runtime: Runtime<Services>,
  signal: AbortSignal,
) {
  try {
    const { services } = await runtime.open();
    const items = (await spec.list({ services, signal })).slice(0, LISTED);
    return {
      resources: items.map(({ id, title }) => ({
        uri: spec.uriTemplate.replace(`{${spec.variable}}`, encodeURIComponent(id)),
        name: `${spec.name} ${id}`,
        title,
      })),
    };
  } catch (error) {
    runtime.log.warn({ resource: spec.name, reason: reasonOf(error) }, 'resources could not be listed');
    return { resources: [] };
  }
}

async function completed<Services>(
  spec: TemplateResource<Services>,
  runtime: Runtime<Services>,
  prefix: string,
): Promise<string[]> {
  try {
    const { services } = await runtime.open();
    const ids = await spec.complete(prefix, { services, signal: new AbortController().signal });
    return ids.slice(0, COMPLETED);
  } catch (error) {
    runtime.log.warn({ resource: spec.name, reason: reasonOf(error) }, 'ids could not be completed');
    return [];
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
