import type { RuleEvaluation } from '../../domain/alert.ts';
import type { AlertSettings } from '../../domain/settings.ts';
import { DAY } from '../../domain/time.ts';
import { counted } from '../wording.ts';
import { RULE_TEXTS } from './catalogue.ts';
import { type Guarded, guarded } from './freshness-guard.ts';
import { productName } from './names.ts';

/** Long enough to smooth a single batch of approvals. */
export const PACE_WINDOW = 28 * DAY;

export interface SkuCover {
  readonly productId: string;
  readonly productTitle: string;
  readonly skuId: string;
  readonly sellerSku: string;
  /** Stock that TikTok Shop shows, less the units of approvals that are not an order yet. */
  readonly free: number;
  /** Units that sample orders took in the pace window, the promised ones included. */
  readonly unitsTaken: number;
}

/**
 * Stock that runs out soon at the pace of samples: units of sample orders of 28 days and of approvals on their way
 * to one. What affiliate sales take is not read yet and comes on top, so cover is at most this long: what this
 * reports is low for certain, and a product that sells well without samples is not reported.
 */
export function stockCoverLow(
  shopId: string,
  skus: Guarded<readonly SkuCover[]>,
  settings: Pick<AlertSettings, 'stockCoverMs'>,
): RuleEvaluation {
  return guarded('stock_cover_low', shopId, skus, (covers) =>
    covers
      .filter(
        ({ free, unitsTaken }) => unitsTaken > 0 && free * PACE_WINDOW < settings.stockCoverMs * unitsTaken,
      )
      .map(({ productId, productTitle, skuId, sellerSku, unitsTaken }) => ({
        labels: { sku_id: skuId },
        severity: RULE_TEXTS.stock_cover_low.severity,
        title: `Stock of ${productName(productTitle)}${sellerSku === '' ? '' : ` (${productName(sellerSku)})`} lasts less than ${counted(settings.stockCoverMs / DAY, 'day')} at the pace of samples`,
        advice: `Samples took ${counted(unitsTaken, 'unit')} in 28 days, sales come on top. Restock, or let fewer requests for it through.`,
        call: { tool: 'list_pending_samples', arguments: { product: productId } },
        deadline: null,
        stake: null,
        forMs: 0,
      })),
  );
}
