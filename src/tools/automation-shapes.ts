import * as z from 'zod';
import { CONFIRM_SHAPE } from '../mcp/confirm-result.ts';

/** What set_automation takes and gives. */
export const output = z.looseObject({
  ...CONFIRM_SHAPE,
  status: z.enum([...CONFIRM_SHAPE.status.options, 'shown']),
  rules: z.array(z.string()).optional(),
  changed: z.array(z.looseObject({ what: z.string() })).optional(),
});
export type SteerInput = z.output<typeof input>;
export type SteerFields = z.output<typeof output>;
export const input = z.strictObject({
  pause: z.boolean().optional().describe('true stops all writes, false resumes'),
  changes: z
    .array(z.string().max(80))
    .max(20)
    .optional()
    .describe(
      'Each "setting=value": rule_mode (off, watch, ask, auto), per_day, per_week, per_creator_open, month_cost, minimum_gmv_30d, minimum_posts_30d, minimum_fulfilment_percent, maximum_unit_cost, minimum_stock, block_creator, … ; "file" undoes',
    ),
  silence: z.string().max(60).optional().describe('Alert rule or id'),
  hours: z.int().min(0).max(2_160).optional().describe('0 ends it'),
  reason: z.string().max(300).optional().describe('Why'),
  confirm_token: z.string().max(200).optional().describe('After a yes'),
  shop: z.string().max(100).optional().describe('Id or name'),
});
