import { definePrompt } from '../mcp/define-prompt.ts';
import type { Services } from '../usecases/services.ts';
import { shopArgument, withArguments } from './arguments.ts';
import { GROUND_RULES } from './ground-rules.ts';

export const morningReview = definePrompt<Services>()({
  name: 'morning_review',
  title: 'Morning review',
  description:
    'What needs you today, what happened since yesterday, and which samples are stuck; nothing is changed by it.',
  arguments: { shop: shopArgument },
  text: (given) => {
    const shop = withArguments({ shop: given('shop') });
    const also = shop.replace(' with ', ' and ');
    return `Give me my morning review of the creator programme. Read only; change nothing unless I ask for it afterwards.

1. Call program_status with refresh: true${also}. Begin with needs_you, in its order: what, by when, and the call that settles it.
2. Call list_alerts${shop}. Name what fires and since when. Leave out what needs_you already said; name what is silenced in half a line.
3. Call list_actions with since: yesterday's date${also}. Sum up by kind how many were done. Name one by one what failed, is blocked, or is in doubt (unknown), with its reason.
4. Call track_samples with late: true${also}. Tell me which samples are late at which step (not shipped, not delivered, not posted), and who must act.
5. Call list_pending_samples with expires_within: 24${also}. Name who would run out today and what the rule recommends.
6. Call list_conversations with limit: 5${also}. Name who waits for an answer, how long, and what they sell for us; what they wrote in your own words.

Write at most 20 lines, the most urgent on top, with times in the shop's zone and amounts in its currency. If a list is empty, leave it out. Say once how fresh the data is.
End with at most three things to do now, each with the call you would make. Wait for my choice; decide_action, approve_and_ship and reject_sample answer with a plan first, and I say yes to each.

${GROUND_RULES}`;
  },
});
