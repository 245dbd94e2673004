import { defineResource } from '../mcp/define-resource.ts';
import type { Services } from '../usecases/services.ts';
import { alertsSummary, alertsWarnings, wireAlert, wireGroup } from '../wire/alert.ts';
import { shopLabel } from '../wire/fields.ts';

/** The most that a person reads in one go; the tool pages on. */
const SHOWN = 50;

export const alerts = defineResource<Services>()({
  name: 'alerts',
  uri: 'affiliate://alerts',
  title: 'Alerts',
  description: 'What fires and what is about to, most urgent first. The tool list_alerts filters and pages.',
  read: async ({ services }) => {
    const { listAlerts } = await import('../usecases/list-alerts.ts');
    const found = await listAlerts(services, { shop: null, limit: SHOWN });
    return {
      summary: alertsSummary(found),
      shop: shopLabel(found.shop),
      asOf: found.evaluatedAt,
      warnings: alertsWarnings(found, services.settings.monitor.cycleMinutes),
      data: {
        groups: found.groups.map(wireGroup),
        items: found.alerts.map(wireAlert),
        returned: found.alerts.length,
        total: found.total,
      },
    };
  },
});
