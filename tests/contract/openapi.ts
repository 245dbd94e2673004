import { z } from 'zod';
import { describedOperation } from '../../scripts/generate-tiktok-openapi.ts';
import { ENDPOINTS, type Endpoint, type OperationName } from '../../src/adapters/tiktok-shop/endpoints.ts';

/** A schema of the OpenAPI, as far as it says something about JSON. */
export interface Schema {
  readonly type?: string | undefined;
  readonly format?: string | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Schema | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
}

const schemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    format: z.string().optional(),
    properties: z.record(z.string(), schemaSchema).optional(),
    required: z.array(z.string()).optional(),
    items: schemaSchema.optional(),
    oneOf: z.array(schemaSchema).optional(),
  }),
);
const contentSchema = z.object({
  content: z.record(z.string(), z.object({ schema: schemaSchema })),
});
const definitionSchema = z.object({
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        schema: schemaSchema,
      }),
    )
    .default([]),
  requestBody: contentSchema.optional(),
  responses: z.object({ 200: contentSchema }),
});

export type Definition = z.output<typeof definitionSchema>;

/** One version of an operation of the table, with what the platform documents about it. */
export interface Described {
  readonly operation: OperationName;
  readonly version: string;
  readonly definition: Definition;
}

const NAMES = Object.keys(ENDPOINTS).filter((name): name is OperationName => name in ENDPOINTS);

/** Every version of every operation of the table; the versions that nothing describes are left out. */
export function everyDescribed(): Described[] {
  return NAMES.flatMap((operation) => {
    const endpoint: Endpoint = ENDPOINTS[operation];
    return endpoint.versions.flatMap((version) => {
      const described = describedOperation(endpoint, version);
      return described === null
        ? []
        : [{ operation, version, definition: definitionSchema.parse(described) }];
    });
  });
}

const ALL = everyDescribed();

/** Which operation of the table a request is; null for one that the table does not have. */
export function describedAt(method: string, path: string): Described | null {
  return (
    ALL.find(({ operation, version }) => {
      const endpoint: Endpoint = ENDPOINTS[operation];
      const template = endpoint.path.replace('{version}', version).replace(/\{\w+\}/g, '[^/]+');
      return (
        endpoint.method === method &&
        new RegExp(`^${template}$`).test(path) &&
        !isLiteralElsewhere(path, template, method)
      );
    }) ?? null
  );
}

/** `/x/search` is not `/x/{id}` when another endpoint has it word for word. */
function isLiteralElsewhere(path: string, template: string, method: string): boolean {
  if (path === template) return false;
  return ALL.some(({ operation, version }) => {
    const endpoint: Endpoint = ENDPOINTS[operation];
    return endpoint.method === method && endpoint.path.replace('{version}', version) === path;
  });
}

export function answerSchema({ definition }: Described): Schema {
  return definition.responses[200].content['application/json']?.schema ?? {};
}
