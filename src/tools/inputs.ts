import * as z from 'zod';

export const shopInput = z.string().max(100).optional().describe('Id or name, if several.');

export const confirmTokenInput = z
  .string()
  .max(200)
  .optional()
  .describe('From the plan, once the operator agreed to it.');

export const dryRunInput = z.boolean().optional().describe('Only show the plan.');

export const applicationIdsInput = z
  .array(z.string().regex(/^\d{1,32}$/))
  .min(1)
  .max(50)
  .optional();
