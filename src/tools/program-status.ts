import * as z from 'zod';
import { defineTool } from '../mcp/define-tool.ts';
import type { Services } from '../usecases/services.ts';

export const programStatus = defineTool<Services>()({
  name: 'program_status',
  title: 'Programme status',
  description:
    'How the affiliate programme stands, what needs the operator first: open sample requests, actions that wait for a person, ' +
    'what went wrong and its remedy, age of the data, caps, mode. Start here.',
  kind: 'refresh',
  input: z.strictObject({
    refresh: z.boolean().optional().describe('Read TikTok Shop now; takes up to 15 seconds.'),
    shop: z.string().max(100).optional().describe('Shop id or name if there are several, or all.'),
  }),
  output: z.looseObject({
    needs_you: z.array(
      z.looseObject({
        what: z.string(),
        why: z.string(),
        shop: z.string().optional(),
        deadline: z.string().optional(),
        tool: z.string(),
        arguments: z.looseObject({}),
      }),
    ),
    mode: z.string(),
  }),
  handle: async (input, call) => {
    const [{ programStatus: status }, { statusReply }] = await Promise.all([
      import('../usecases/program-status.ts'),
      import('../wire/program-status.ts'),
    ]);
    const found = await status(call.services, { shop: input.shop ?? null, refresh: input.refresh ?? false });
    return statusReply(found);
  },
  render: (data) => data.needs_you.map(lineOf).join('\n'),
});

function lineOf(need: {
  what: string;
  why: string;
  shop?: string | undefined;
  deadline?: string | undefined;
}): string {
  const until = need.deadline === undefined ? '' : ` Until ${need.deadline}.`;
  return `- ${need.shop === undefined ? '' : `${need.shop}: `}${need.what}. ${need.why}${until}`;
}
