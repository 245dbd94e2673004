import * as z from 'zod';

export const shopInput = z
  .string()
  .min(1)
  .max(100)
  .optional()
  .describe('Shop id or name. Only needed when the operator runs several shops.');

export const confirmTokenInput = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe('From the answer with the plan. Send it only after the operator agreed to that plan.');

export const dryRunInput = z.boolean().optional().describe('Only show the plan; nothing is done.');

export const applicationIdsInput = z
  .array(z.string().regex(/^\d{1,32}$/))
  .min(1)
  .max(50)
  .optional();
