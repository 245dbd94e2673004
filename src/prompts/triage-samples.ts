import { definePrompt } from '../mcp/define-prompt.ts';
import type { Services } from '../usecases/services.ts';
import { creatorArgument, productArgument, shopArgument, withArguments } from './arguments.ts';
import { GROUND_RULES } from './ground-rules.ts';

export const triageSamples = definePrompt<Services>()({
  name: 'triage_samples',
  title: 'Triage sample requests',
  description:
    'Goes through the open sample requests with you, soonest to expire first, and carries out what you decide.',
  arguments: { creator: creatorArgument, product: productArgument, shop: shopArgument },
  text: (given) => {
    const shop = withArguments({ shop: given('shop') });
    const filter = withArguments({
      creator: given('creator'),
      product: given('product'),
      shop: given('shop'),
    });
    return `Go through the open sample requests with me.

1. Call program_status${shop}. If the data is more than an hour old, call it once more with refresh: true. Tell me in one line how fresh it is, how much of today's caps is left, and whether writes are paused.
2. Call list_pending_samples${filter}, and again with next_cursor until you have all of them or 100.
3. Show them in three groups: approve, your judgement (ask), reject. In each, what expires first comes first; say when, if it is within 24 hours. One line each: creator, product, and the condition that decided. Under "your judgement" add what speaks for it and what against.
4. Ask me for my decision and wait. Suggest; do not decide for me.
5. Call approve_and_ship with the application_ids I approve${shop}, at most 50 a call, and reject_sample with those I reject. Each answers with a plan first. Show me what it costs, what it refuses and why, and what cannot be undone. Call again with its confirm_token only after I said yes to it.
6. Call list_actions with the batch_id you got${shop}. Tell me in three lines what is under way, what was refused, and what waits for somebody.

${GROUND_RULES}`;
  },
});
