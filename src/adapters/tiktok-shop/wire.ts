import { z } from 'zod';
import type { OperationName } from './endpoints.ts';
import type { operations } from './generated/operations.ts';
import { millisToTimestamp, toCount, toMoney, toText, toTimestamp } from './units.ts';

type JsonOf<T> = T extends { content: { 'application/json': infer J } } ? J : never;

/** Query, path parameters, body and answer of an operation as the platform's OpenAPI has them. */
export type QueryOf<K extends OperationName> = Omit<
  NonNullable<operations[K]['parameters']['query']>,
  'shop_cipher'
>;
export type PathOf<K extends OperationName> = operations[K]['parameters'] extends { path: infer P }
  ? P
  : never;
export type BodyOf<K extends OperationName> = JsonOf<NonNullable<operations[K]['requestBody']>>;
export type DataOf<K extends OperationName> = NonNullable<JsonOf<operations[K]['responses'][200]>['data']>;

/** Names that A reads and the wire type W does not have. */
type UnknownNames<A, W> = A extends readonly (infer AItem)[]
  ? W extends readonly (infer WItem)[]
    ? UnknownNames<AItem, WItem>
    : never
  : A extends object
    ? {
        [N in keyof A & string]: N extends keyof W ? UnknownNames<NonNullable<A[N]>, NonNullable<W[N]>> : N;
      }[keyof A & string]
    : never;

/** Pins a schema to the platform's OpenAPI: a name that the operation's answer does not have fails to compile. */
export function answerOf<K extends OperationName>() {
  return <S extends z.ZodType>(
    schema: S,
    ..._unknown: [UnknownNames<z.input<S>, DataOf<K>>] extends [never]
      ? []
      : [nameNotInOpenApi: UnknownNames<z.input<S>, DataOf<K>>]
  ): S => schema;
}

const scalar = z.union([z.string(), z.number()]);

/** An id that must be there. Bare integers come as numbers or, beyond 2^53, as text from `parseJson`. */
export const id = z.union([z.string().min(1), z.int()]).transform(String);
/** Text that must be there. */
export const requiredText = z.string().min(1);
/** '' and missing are null. */
export const text = scalar.nullish().transform(toText);
/** '' and missing are ''. */
export const looseText = scalar.nullish().transform((value) => toText(value) ?? '');
export const count = scalar.nullish().transform(toCount);
/** A whole number that must be there. */
export const requiredCount = scalar.transform((value, context) => {
  const read = toCount(value);
  if (read !== null) return read;
  context.addIssue({ code: 'custom', message: 'not a whole number' });
  return z.NEVER;
});
export const money = z.object({ amount: text, currency: text }).nullish().transform(toMoney);
export const time = scalar.nullish().transform(toTimestamp);
/** In milliseconds, where the platform departs from seconds. */
export const timeInMillis = scalar.nullish().transform(millisToTimestamp);
/** A time that must be there. */
export const requiredTime = scalar.transform((value, context) => {
  const at = toTimestamp(value);
  if (at !== null) return at;
  context.addIssue({ code: 'custom', message: 'not a time' });
  return z.NEVER;
});
/** The platform leaves out what is false. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** The platform leaves out what is empty. */
export function list<S extends z.ZodType>(item: S) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

/** Some routes of 2026 put their payload one level deeper than all others (reference 3.1): read where it is found. */
export function atEitherDepth<S extends z.ZodType>(payload: S) {
  return z.preprocess((data) => deeperSchema.safeParse(data).data?.data ?? data, payload);
}

const deeperSchema = z.object({ data: z.looseObject({}) });
