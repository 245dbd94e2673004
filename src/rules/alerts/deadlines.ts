import type { Finding, RuleEvaluation } from '../../domain/alert.ts';
import type { Money } from '../../domain/money.ts';
import type { AlertSettings } from '../../domain/settings.ts';
import { describeSpan, HOUR, type Timestamp } from '../../domain/time.ts';
import type { LateSample } from '../../ports/store/alerts.ts';
import { RULE_TEXTS } from './catalogue.ts';
import { type Guarded, guarded } from './freshness-guard.ts';
import { creatorName, productName } from './names.ts';

export interface OpenRequest {
  readonly applicationId: string;
  readonly username: string;
  readonly productTitle: string;
  readonly approveExpiresAt: Timestamp | null;
  /** What the creator sold in 30 days, where they let it be seen. */
  readonly gmv30d: Money | null;
}

/** Open requests that the platform cancels soon. One whose time is over is gone: nothing can be done about it. */
export function approvalsExpiring(
  shopId: string,
  requests: Guarded<readonly OpenRequest[]>,
  settings: Pick<AlertSettings, 'approvalsExpiringMs'>,
  now: Timestamp,
): RuleEvaluation {
  const { severity } = RULE_TEXTS.approvals_expiring;
  return guarded('approvals_expiring', shopId, requests, (open) =>
    open.flatMap((request): Finding[] => {
      const { approveExpiresAt: deadline, applicationId } = request;
      if (deadline === null || deadline <= now || deadline - now >= settings.approvalsExpiringMs) return [];
      return [
        {
          labels: { application_id: applicationId },
          severity,
          title: `The request of ${creatorName(request.username)} for ${productName(request.productTitle)} runs out`,
          advice:
            'Approve it with approve_and_ship or reject it; TikTok Shop cancels what nobody decides. More that run out show in the list.',
          call: {
            tool: 'list_pending_samples',
            arguments: { expires_within: Math.ceil(settings.approvalsExpiringMs / HOUR) },
          },
          deadline,
          stake: request.gmv30d,
          forMs: 0,
        },
      ];
    }),
  );
}

/**
 * Approved samples that TikTok Shop shows no tracking number for although the time to ship ends soon. What only the
 * warehouse knows does not count: the platform cancels by what it was told. One past its time stays while the
 * platform still waits for it.
 */
export function shipSla(
  shopId: string,
  unshipped: Guarded<readonly LateSample[]>,
  settings: Pick<AlertSettings, 'shipSlaMs'>,
  now: Timestamp,
): RuleEvaluation {
  const { severity } = RULE_TEXTS.ship_sla;
  return guarded('ship_sla', shopId, unshipped, (samples) =>
    samples.flatMap((sample): Finding[] => {
      if (sample.shipBy === null || sample.shipBy - now >= settings.shipSlaMs) return [];
      return [
        {
          labels: { application_id: sample.applicationId },
          severity,
          title: `The sample of ${productName(sample.productTitle)} for ${creatorName(sample.username)} has not shipped`,
          advice:
            'See in the journal where its parcel is stuck and settle that; or ship it in Seller Center. TikTok Shop cancels the sample when its time is over.',
          call: { tool: 'list_actions', arguments: { application_id: sample.applicationId } },
          deadline: sample.shipBy,
          stake: null,
          forMs: 0,
        },
      ];
    }),
  );
}

/** Samples that left long ago and that nobody saw arrive. */
export function stuckDelivery(
  shopId: string,
  underWay: Guarded<readonly LateSample[]>,
  settings: Pick<AlertSettings, 'stuckDeliveryMs' | 'stuckDeliveryForMs'>,
  now: Timestamp,
): RuleEvaluation {
  const { severity } = RULE_TEXTS.stuck_delivery;
  return guarded('stuck_delivery', shopId, underWay, (samples) =>
    samples.flatMap((sample): Finding[] => {
      if (sample.shippedAt === null || now - sample.shippedAt < settings.stuckDeliveryMs) return [];
      return [
        {
          labels: { application_id: sample.applicationId },
          severity,
          title: `The sample of ${productName(sample.productTitle)} for ${creatorName(sample.username)} left over ${describeSpan(settings.stuckDeliveryMs)} ago and did not arrive`,
          advice: 'Look at its tracking and ask the carrier or the creator; when it is lost, send it again.',
          call: { tool: 'list_actions', arguments: { application_id: sample.applicationId } },
          deadline: null,
          stake: null,
          forMs: settings.stuckDeliveryForMs,
        },
      ];
    }),
  );
}
