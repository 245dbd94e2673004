/**
 * JSON with integers beyond 2^53 kept as text: ids of orders, products and SKUs sometimes come as bare numbers.
 * Throws SyntaxError like JSON.parse.
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text, keepLargeIntegers);
}

function keepLargeIntegers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
