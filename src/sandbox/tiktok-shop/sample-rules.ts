import { z } from 'zod';
import { DAY, SECOND, seconds } from '../clock.ts';
import type { Moment } from '../state.ts';
import { openCollaborationOf, openStatus } from '../world/open-collaborations.ts';
import { findTargetCollaboration } from '../world/target-collaborations.ts';
import type { Call, Endpoint } from './call.ts';
import { invalidParams, parseBody } from './call.ts';
import { badRequest } from './envelope.ts';

const DEFAULT_VALID_DAYS = 7;
const MAX_VALID_DAYS = 14;

const Thresholds = z.object({
  avg_ec_video_views: z.int().min(0).optional(),
  category_ids: z.array(z.string()).optional(),
  minimum_follower_count: z.int().min(0).optional(),
  minimum_gmv: z.int().min(0).optional(),
  predicted_fulfillment_rank: z.enum(['ALL', 'LOW', 'MEDIUM', 'HIGH']).optional(),
});
const EditBody = z.object({
  product_id: z.string(),
  sample_rule: z.object({
    activate_status: z.enum(['ACTIVATE', 'DEACTIVATE']),
    start_time: z.int().optional(),
    end_time: z.int().optional(),
    is_sample_time_unlimited: z.boolean().optional(),
    sample_quota: z.int().min(1).optional(),
    thresholds: Thresholds.optional(),
  }),
});

interface RuleRow {
  product_id: string;
  sample_quota: number;
  unlimited: number;
  start_ms: number | null;
  end_ms: number | null;
  thresholds: string;
  set_ms: number;
}

function read(call: Call): object {
  const { moment, query } = call;
  const ids = (query.get('product_ids') ?? '').split(',').filter((id) => id !== '');
  if (ids.length === 0) throw badRequest('Missing parameter: product_ids.');
  const rules = ids.flatMap((id) => {
    const row = moment.state.one<RuleRow>('SELECT * FROM sample_rules WHERE product_id = ?', id);
    return row === undefined ? [] : [view(moment, row)];
  });
  return { sample_rules: rules };
}

function view(moment: Moment, row: RuleRow): object {
  const given = moment.state.one<{ n: number }>(
    'SELECT count(*) AS n FROM applications WHERE product_id = ? AND approved_ms >= ?',
    row.product_id,
    row.set_ms,
  );
  const left = Math.max(0, row.sample_quota - (given?.n ?? 0));
  return {
    product_id: row.product_id,
    status: statusOf(moment, row, left),
    sample_quota: row.sample_quota,
    available_quantity: left,
    is_sample_time_unlimited: row.unlimited === 1,
    ...(row.start_ms === null ? {} : { start_time: seconds(row.start_ms) }),
    ...(row.end_ms === null ? {} : { end_time: seconds(row.end_ms) }),
    thresholds: JSON.parse(row.thresholds),
  };
}

function statusOf(moment: Moment, row: RuleRow, left: number): string {
  const plan = openCollaborationOf(moment, row.product_id);
  if (plan === undefined || openStatus(plan) !== 'NORMAL') return 'PLAN_EXCEPTION';
  if (row.unlimited === 0 && moment.now < (row.start_ms ?? 0)) return 'NOT_STARTED';
  if (row.unlimited === 0 && moment.now >= (row.end_ms ?? 0)) return 'EXPIRED';
  return left === 0 ? 'NO_LEFT_COUNT' : 'ONGOING';
}

/** One rule per product; the last call is the rule, whole, and nothing of an earlier one stays. */
function edit(call: Call): object {
  const { state, now } = call.moment;
  const { product_id: productId, sample_rule: rule } = parseBody(EditBody, call.body);
  if (openCollaborationOf(call.moment, productId) === undefined)
    throw invalidParams('The product has no open collaboration.');
  state.run('DELETE FROM sample_rules WHERE product_id = ?', productId);
  if (rule.activate_status === 'DEACTIVATE') return {};
  if (rule.sample_quota === undefined) throw invalidParams('sample_quota is required.');
  const unlimited = rule.is_sample_time_unlimited === true;
  const { start_time: start, end_time: end } = rule;
  if (!unlimited && (start === undefined || end === undefined || end <= start))
    throw invalidParams('start_time and end_time are required together, in order.');
  state.insert('sample_rules', {
    product_id: productId,
    sample_quota: rule.sample_quota,
    unlimited: unlimited ? 1 : 0,
    start_ms: unlimited || start === undefined ? null : start * SECOND,
    end_ms: unlimited || end === undefined ? null : end * SECOND,
    thresholds: JSON.stringify(rule.thresholds ?? {}),
    set_ms: now,
  });
  return {};
}

function deeplink(call: Call): object {
  const { moment, query } = call;
  const productId = query.get('product_id') ?? '';
  const skuId = query.get('sku_id') ?? '';
  const sku = moment.state.one('SELECT 1 FROM skus WHERE sku_id = ? AND product_id = ?', skuId, productId);
  if (sku === undefined) throw invalidParams('product_id and sku_id do not belong together.');
  const days = Number(query.get('valid_days') ?? DEFAULT_VALID_DAYS);
  if (!Number.isInteger(days) || days < 1 || days > MAX_VALID_DAYS)
    throw invalidParams(`valid_days must be between 1 and ${MAX_VALID_DAYS}.`);
  const collaboration = query.get('collaboration_id');
  if (collaboration !== null && !isRunning(moment, collaboration, productId))
    throw invalidParams('Collaboration not found.');
  const place = new URLSearchParams({
    product_id: productId,
    sku_id: skuId,
    expires: String(seconds(moment.now + days * DAY)),
    ...(collaboration === null ? {} : { collaboration_id: collaboration }),
  });
  return { deeplink: `snssdk1180://sample_request/?${place}` };
}

const isRunning = (moment: Moment, id: string, productId: string): boolean =>
  openCollaborationOf(moment, productId)?.open_collaboration_id === id ||
  findTargetCollaboration(moment, id) !== undefined;

const READ = 'seller.affiliate_collaboration.read';
const WRITE = 'seller.affiliate_collaboration.write';
const RULES = '/affiliate_seller/202410/open_collaborations/sample_rules';

export const SAMPLE_RULES: readonly Endpoint[] = [
  { method: 'GET', path: RULES, scope: READ, shopLevel: true, handle: read },
  { method: 'POST', path: RULES, scope: WRITE, shopLevel: true, handle: edit },
  {
    method: 'GET',
    path: '/affiliate_seller/202512/sample_applications/deeplink',
    scope: WRITE,
    shopLevel: true,
    handle: deeplink,
  },
];
