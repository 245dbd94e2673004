import type { CompletionCall, PromptArgument } from '../mcp/define-prompt.ts';
import type { Services } from '../usecases/services.ts';

type Argument = PromptArgument<Services>;

/** Open requests to complete from: what is to be triaged. */
const LOOKED_AT = 50;

export const creatorArgument: Argument = {
  description: 'Only this creator: id or part of the username.',
  complete: async (typed, call) => {
    const open = await openRequests(call, typed.trim() === '' ? {} : { creator: typed.trim() });
    return open.map(({ creator }) => creator.username);
  },
};

export const productArgument: Argument = {
  description: 'Only this product: id or part of the title.',
  complete: async (typed, call) => {
    const open = await openRequests(call, typed.trim() === '' ? {} : { product: typed.trim() });
    return open.map(({ productTitle }) => productTitle);
  },
};

export const shopArgument: Argument = {
  description: 'Shop id or name, if there are several.',
  complete: async (typed, { services }) => {
    const start = typed.trim().toLowerCase();
    const shops = await services.store.shops.list();
    return shops
      .filter(({ shopId, name }) => name.toLowerCase().includes(start) || shopId.startsWith(start))
      .map(({ shopId, name }) => (shops.filter((one) => one.name === name).length > 1 ? shopId : name));
  },
};

async function openRequests(
  { services, given }: CompletionCall<Services>,
  filter: { readonly creator?: string; readonly product?: string },
) {
  const { listPendingSamples } = await import('../usecases/list-pending-samples.ts');
  const { page } = await listPendingSamples(services, {
    shop: given('shop') ?? null,
    limit: LOOKED_AT,
    ...filter,
  });
  return page.items;
}

/** Arguments of a call as the text shows them: ` with creator "anna" and shop "Northbeam"`, or nothing. */
export function withArguments(pairs: Readonly<Record<string, string | undefined>>): string {
  const words = Object.entries(pairs).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${JSON.stringify(value)}`],
  );
  return words.length === 0 ? '' : ` with ${words.join(' and ')}`;
}
