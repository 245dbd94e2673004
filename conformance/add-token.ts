import { createServer, request } from 'node:http';
import { pipeline } from 'node:stream';

export interface TokenGate {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Stands in front of a server and adds the bearer token to each request, since the suite cannot send one. Everything
 * else passes as it is, the Host and Origin of the suite's rebinding attack included.
 */
export async function addToken(target: string, token: string): Promise<TokenGate> {
  const { hostname, port, pathname } = new URL(target);
  const gate = createServer((incoming, answer) => {
    const outgoing = request(
      {
        host: hostname,
        port,
        path: incoming.url,
        method: incoming.method,
        headers: { ...incoming.headers, authorization: `Bearer ${token}` },
        setHost: false,
      },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        // Streams without a message yet are open already.
        answer.flushHeaders();
        pipeline(response, answer, () => {});
      },
    );
    outgoing.on('error', () => answer.destroy());
    answer.on('close', () => outgoing.destroy());
    pipeline(incoming, outgoing, () => {});
  });
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  const address = gate.address();
  if (address === null || typeof address === 'string') throw new Error('The gate has no port.');
  return {
    url: `http://127.0.0.1:${address.port}${pathname}`,
    close: async () => {
      const closed = new Promise((resolve) => gate.close(resolve));
      gate.closeAllConnections();
      await closed;
    },
  };
}
