import { toIso } from '../domain/time.ts';
import { defineResourceTemplate } from '../mcp/define-resource.ts';
import type { Services } from '../usecases/services.ts';
import { wireAction } from '../wire/action.ts';
import { shopLabel } from '../wire/fields.ts';

/** Loaded with the first call: the lists of a host must not wait for it. */
const listing = () => import('../usecases/list-actions.ts');

async function latest(services: Services) {
  const { listActions } = await listing();
  return (await listActions(services, { shop: null, limit: 50 })).records;
}

export const action = defineResourceTemplate<Services>()({
  name: 'action',
  uriTemplate: 'affiliate://actions/{action_id}',
  variable: 'action_id',
  idPattern: /act_[0-9A-Za-z]{1,40}/,
  title: 'Action',
  description: 'One action of the journal with everything that happened to it, in order.',
  read: async (id, { services }) => {
    const { describeAction } = await listing();
    const found = await describeAction(services, id);
    return {
      summary: `${found.action.kind} ${found.action.subject}: ${found.action.status}.`,
      shop: shopLabel(found.shop),
      asOf: found.action.updatedAt,
      data: {
        ...wireAction(found.action, found.events),
        events: found.events.map(({ at, step, type, detail }) => ({
          at: toIso(at),
          type,
          ...(step !== null && { step }),
          ...(detail !== null && { detail }),
        })),
      },
    };
  },
  list: async ({ services }) => {
    return (await latest(services)).map(({ action: one }) => ({
      id: one.actionId,
      title: `${one.kind} ${one.subject}: ${one.status}`,
    }));
  },
  complete: async (prefix, { services }) => {
    return (await latest(services))
      .map(({ action: one }) => one.actionId)
      .filter((id) => id.startsWith(prefix));
  },
});
