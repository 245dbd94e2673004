import { completable, type McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Runtime } from './call.ts';

/** The protocol's own bound on a completion. */
const COMPLETED = 100;

/** As long as the filters of tools, which is where arguments end up. */
const ARGUMENT_LENGTH = 100;

export interface CompletionCall<Services> {
  readonly services: Services;
  /** What was filled in for another argument before; not every client tells. */
  readonly given: (argument: string) => string | undefined;
}

export interface PromptArgument<Services> {
  readonly description: string;
  /** Values that fit what was typed so far, the most relevant first; at most 100 are told. */
  readonly complete: (typed: string, call: CompletionCall<Services>) => Promise<readonly string[]>;
}

export interface PromptSpec<Services, Argument extends string> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Every one may be left out. */
  readonly arguments: Readonly<Record<Argument, PromptArgument<Services>>>;
  /** What is said to the assistant, in the operator's name. */
  readonly text: (given: (argument: Argument) => string | undefined) => string;
}

export interface PromptDefinition<Services> {
  readonly name: string;
  readonly register: (server: McpServer, runtime: Runtime<Services>) => void;
}

/** `definePrompt<Services>()({...})`: an entry point for people. It tells what to do and does nothing itself. */
export function definePrompt<Services>() {
  return <Argument extends string>(spec: PromptSpec<Services, Argument>): PromptDefinition<Services> => ({
    name: spec.name,
    register: (server, runtime) => {
      const { name, title, description } = spec;
      const argsSchema = z.strictObject(
        Object.fromEntries(
          Object.entries<PromptArgument<Services>>(spec.arguments).map(([argument, part]) => [
            argument,
            completable(z.string().max(ARGUMENT_LENGTH).describe(part.description), async (typed, context) =>
              completed(spec.name, part, runtime, typed, context?.arguments ?? {}),
            ).optional(),
          ]),
        ),
      );
      server.registerPrompt(name, { title, description, argsSchema }, async (args) => {
        const given = new Map(Object.entries(args));
        const text = spec.text((argument) => oneLine(given.get(argument)));
        return { description, messages: [{ role: 'user', content: { type: 'text', text } }] };
      });
    },
  });
}

/** An argument stands inside a sentence; an empty one counts as left out. */
function oneLine(value: string | undefined): string | undefined {
  const words = value?.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return words === '' ? undefined : words;
}

async function completed<Services>(
  prompt: string,
  argument: PromptArgument<Services>,
  runtime: Runtime<Services>,
  typed: string,
  others: Readonly<Record<string, string>>,
): Promise<string[]> {
  try {
    const { services } = await runtime.open();
    const given = new Map(Object.entries(others));
    const values = await argument.complete(typed, { services, given: (name) => oneLine(given.get(name)) });
    return [...new Set(values.map((value) => value.slice(0, ARGUMENT_LENGTH)))].slice(0, COMPLETED);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    runtime.log.warn({ prompt, reason }, 'an argument could not be completed');
    return [];
  }
}
