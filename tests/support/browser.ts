/** A seller's browser, as far as an authorisation needs one: opens a page, sends its form, follows the redirect. */
export interface Visit {
  /** Where it ended. */
  readonly address: string;
  /** What it shows; null when nobody answered there. */
  readonly page: string | null;
}

/** Opens the link of `affiliate-ops auth` and presses one of the two buttons; `scopes` are those left ticked, all without it. */
export async function decide(
  link: string,
  decision: 'authorize' | 'refuse',
  scopes?: readonly string[],
): Promise<Visit> {
  const form = await (await fetch(link)).text();
  const field = (pattern: RegExp): string[] => [...form.matchAll(pattern)].map(([, value = '']) => value);
  const body = new URLSearchParams({ decision });
  for (const [, name = '', value = ''] of form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)) {
    body.set(name, value);
  }
  for (const scope of scopes ?? field(/name="scope" value="([^"]*)"/g)) body.append('scope', scope);
  const [action = ''] = field(/<form method="post" action="([^"]*)"/g);
  const answer = await fetch(new URL(action, link), { method: 'POST', body, redirect: 'manual' });
  const address = answer.headers.get('location') ?? '';
  const page = await fetch(address).then(
    (response) => response.text(),
    () => null,
  );
  return { address, page };
}
