import { z } from 'zod';

const AMOUNT = /^\d{1,12}(\.\d{1,4})?$/;

const either = (values: readonly string[]): string =>
  `must be ${values.map((value) => `"${value}"`).join(', ')}`.replace(/, ([^,]*)$/, ' or $1');

/** An object whose every key is optional and known; another key is an error that lists the known ones. */
export function section<Shape extends z.core.$ZodShape>(shape: Shape) {
  // "$schema" speaks to editors and is no setting.
  const known = Object.keys(shape)
    .filter((key) => !key.startsWith('$'))
    .join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has no setting ${(issue.keys ?? []).map((key) => `"${key}"`).join(', ')}; allowed: ${known}`
        : `must be an object with some of: ${known}`,
  });
}

export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.exactOptional(z.enum(values, { error: either(values) }));

export function whole(minimum: number, maximum: number) {
  const error = `must be a whole number from ${minimum} to ${maximum}`;
  return z.int({ error }).min(minimum, { error }).max(maximum, { error });
}

export function wholeOrNull(minimum: number, maximum: number) {
  const error = `must be a whole number from ${minimum} to ${maximum}, or null for the shop's own pace`;
  return z.exactOptional(z.int({ error }).min(minimum, { error }).max(maximum, { error }).nullable());
}

const amountError = 'must be an amount in quotes and in the currency of the shop, such as "60.00"';
export const amount = z
  .string({ error: amountError })
  .regex(AMOUNT, { error: amountError })
  .meta({ examples: ['60.00'] });

const percentError = 'must be a percentage from 0 to 100 with at most two decimals';
export const percent = z
  .number({ error: percentError })
  .min(0, { error: percentError })
  .max(100, { error: percentError })
  .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, { error: percentError });

export const text = (what: string) => z.string({ error: what }).min(1, { error: what });
