import { timingSafeEqual } from 'node:crypto';

/** What came back from the seller's browser, by redirect or by paste. */
export type Answer =
  | { readonly kind: 'code'; readonly code: string }
  /** The seller said no on TikTok Shop's page. */
  | { readonly kind: 'refused' }
  /** Not an answer to the link that was printed. */
  | { readonly kind: 'wrong_state' }
  | { readonly kind: 'nothing' };

/**
 * Reads the address that the browser was sent to, or a bare code. `mustHaveState` for whatever anybody could have sent;
 * an installation from the app store has none, so a pasted address may lack it.
 */
export function readAnswer(given: string, state: string, mustHaveState: boolean): Answer {
  const text = given.trim().replace(/^["'<]|["'>]$/g, '');
  if (!/:\/\/|\?|(^|&)code=/.test(text)) {
    return /^\S+$/.test(text) && !mustHaveState ? { kind: 'code', code: text } : { kind: 'nothing' };
  }
  const query = new URLSearchParams(text.slice(text.indexOf('?') + 1).replace(/#.*$/, ''));
  const code = query.get('code');
  const error = query.get('error');
  if (code === null && error === null) return { kind: 'nothing' };
  const theirs = query.get('state');
  if (theirs === null ? mustHaveState : !same(theirs, state)) return { kind: 'wrong_state' };
  if (error !== null || code === null || code === '' || code === 'null') return { kind: 'refused' };
  return { kind: 'code', code };
}

function same(theirs: string, ours: string): boolean {
  const [a, b] = [Buffer.from(theirs), Buffer.from(ours)];
  return a.length === b.length && timingSafeEqual(a, b);
}
