import { expect, it } from 'vitest';
import * as z from 'zod';
import { defineTool, type ToolDefinition } from '../../src/mcp/define-tool.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { checkRegistry } from '../support/check-registry.ts';
import { listParcels, noteParcel, shipParcels } from '../support/mcp-desk.ts';

const tool = (
  parts: { name?: string; title?: string; input?: z.ZodObject; output?: z.ZodObject } = {},
): ToolDefinition<unknown> =>
  defineTool<unknown>()({
    name: parts.name ?? 'show_thing',
    title: parts.title ?? 'Show a thing',
    description: 'Shows a thing.',
    kind: 'read',
    input: parts.input ?? z.strictObject({}),
    output: parts.output ?? z.looseObject({}),
    handle: async () => ({ summary: '', shop: [], asOf: null, data: {} }),
    render: () => '',
  });

it('finds nothing wrong with the tools of this build', () => {
  expect(checkRegistry(TOOLS)).toEqual([]);
});

it('finds nothing wrong with tools that keep the rules', () => {
  expect(checkRegistry([listParcels, shipParcels, noteParcel])).toEqual([]);
});

it('finds names that do not fit', () => {
  expect(checkRegistry([tool({ name: 'show_everything_there_is' })])).toEqual([
    'show_everything_there_is: the name has more than 21 characters',
  ]);
  expect(checkRegistry([tool({ name: 'showThing' })])).toHaveLength(1);
  expect(checkRegistry([tool(), tool()])).toEqual([
    'two tools share the name show_thing',
    'two tools share the title Show a thing',
  ]);
  const many = Array.from({ length: 21 }, (_, index) => {
    const letter = String.fromCharCode(97 + index);
    return tool({ name: `show_${letter}`, title: letter });
  });
  expect(checkRegistry(many)).toEqual(['21 tools, at most 20']);
});

it.each([
  ['an open input', z.object({}), 'input is not strict'],
  ['a missing description', z.strictObject({ a: z.boolean() }), 'input.a has no description'],
  ['a text without end', z.strictObject({ a: z.string().describe('a') }), 'input.a has no maxLength'],
  ['a number without bounds', z.strictObject({ a: z.int().min(0).describe('a') }), 'input.a has no maximum'],
  [
    'a list without end',
    z.strictObject({ a: z.array(z.boolean()).describe('a') }),
    'input.a has no maxItems',
  ],
  [
    'a text in a list without end',
    z.strictObject({ a: z.array(z.string()).max(5).describe('a') }),
    'input.a[] has no maxLength',
  ],
  ['a union', z.strictObject({ a: z.union([z.boolean(), z.literal(1)]).describe('a') }), 'input.a has anyOf'],
  ['null', z.strictObject({ a: z.boolean().nullable().describe('a') }), 'input.a allows null'],
  ['a long pattern', z.strictObject({ a: z.iso.date().describe('a') }), 'input.a has a long pattern'],
])('finds %s in an input', (_what, input, problem) => {
  expect(checkRegistry([tool({ input })]).join('\n')).toContain(`show_thing: ${problem}`);
});

it.each([
  ['a closed output', z.looseObject({ a: z.object({ b: z.string() }) }), 'output.a is not loose'],
  ['a field of the envelope', z.looseObject({ summary: z.number() }), 'output declares summary'],
  ['a reference', z.looseObject({ a: z.looseObject({}).meta({ id: 'Shared' }) }), 'output.a has $ref'],
])('finds %s', (_what, output, problem) => {
  expect(checkRegistry([tool({ output })]).join('\n')).toContain(`show_thing: ${problem}`);
});
