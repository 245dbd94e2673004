/**
 * JSON with integers beyond 2^53 kept as text: ids of orders, products and SKUs sometimes come as bare numbers.
 * Throws SyntaxError like JSON.parse.
 */
export function parseJson(text: string): unknown {
  // Reviving every value takes many times as long as parsing, and most answers quote their ids.
  return mayHoldLargeInteger(text) ? JSON.parse(text, keepLargeIntegers) : JSON.parse(text);
}

function keepLargeIntegers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

/** 2^53 has 16 digits. */
const DIGITS = 16;
const QUOTE = 34;

/**
 * True when a run of 16 digits does not begin a string. Such a run inside a longer string counts too: that costs time
 * only. Every 16th character is looked at, since a longer run cannot hide between two of them.
 */
function mayHoldLargeInteger(text: string): boolean {
  for (let at = DIGITS - 1; at < text.length; at += DIGITS) {
    if (!isDigit(text, at)) continue;
    let start = at;
    while (isDigit(text, start - 1)) start -= 1;
    let end = at + 1;
    while (isDigit(text, end)) end += 1;
    if (end - start >= DIGITS && text.charCodeAt(start - 1) !== QUOTE) return true;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
