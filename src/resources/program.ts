import { defineResource } from '../mcp/define-resource.ts';
import type { Services } from '../usecases/services.ts';

export const program = defineResource<Services>()({
  name: 'program',
  uri: 'affiliate://program',
  title: 'Programme',
  description:
    'How the programme stands and what needs the operator. The tool program_status shows the same.',
  read: async ({ services }) => {
    const [{ ALL_SHOPS, programStatus }, { statusReply }] = await Promise.all([
      import('../usecases/program-status.ts'),
      import('../wire/program-status.ts'),
    ]);
    return statusReply(await programStatus(services, { shop: ALL_SHOPS, refresh: false }));
  },
});
