import { defineResource } from '../mcp/define-resource.ts';
import type { Services } from '../usecases/services.ts';
import { statusReply } from '../wire/program-status.ts';

export const program = defineResource<Services>()({
  name: 'program',
  uri: 'affiliate://program',
  title: 'Programme',
  description:
    'How the programme stands and what needs the operator. The tool program_status shows the same.',
  read: async ({ services }) => {
    const { ALL_SHOPS, programStatus } = await import('../usecases/program-status.ts');
    return statusReply(await programStatus(services, { shop: ALL_SHOPS, refresh: false }));
  },
});
