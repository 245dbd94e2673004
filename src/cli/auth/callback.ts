import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type Answer, readAnswer } from './answer.ts';

/** What the browser shows at the end. */
export interface Page {
  readonly title: string;
  readonly text: string;
}

/** An answer with the browser that waits for its page. */
export interface Redirect {
  readonly answer: Extract<Answer, { kind: 'code' | 'refused' }>;
  show(page: Page): void;
}

export interface Callback {
  readonly url: string;
  close(): Promise<void>;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function send(response: ServerResponse, status: number, { title, text }: Page): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    connection: 'close',
  });
  response.end(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:3em auto;padding:0 1em}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(text)}</p></body></html>
`);
}

/**
 * Listens on this machine for the redirect that ends an authorisation. Whatever does not carry our state is turned away
 * and the wait goes on. Null when the port is taken or may not be listened on.
 */
export async function listenForRedirect(
  port: number,
  state: string,
  onRedirect: (redirect: Redirect) => void,
): Promise<Callback | null> {
  const server = createServer((request, response) => {
    const answer = request.method === 'GET' ? readAnswer(request.url ?? '', state, true) : null;
    if (answer?.kind === 'code' || answer?.kind === 'refused') {
      onRedirect({ answer, show: (page) => send(response, 200, page) });
    } else if (answer?.kind === 'wrong_state') {
      send(response, 400, {
        title: 'This is not the answer we wait for',
        text: 'It does not belong to the link that affiliate-ops printed. Open that link, in this browser, and nothing else.',
      });
    } else {
      send(response, 404, { title: 'Nothing here', text: 'affiliate-ops waits here for TikTok Shop.' });
    }
  });
  server.listen({ host: '127.0.0.1', port });
  try {
    await once(server, 'listening');
  } catch {
    return null;
  }
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}/callback`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeIdleConnections();
      }),
  };
}
