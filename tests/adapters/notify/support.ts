import { once } from 'node:events';
import { createServer as createHttp, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { onTestFinished } from 'vitest';
import type { NotifyMessage } from '../../../src/ports/notify.ts';

export interface Posted {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: Posted[];
  /** The next answers; 200 when there are none left. */
  readonly answers: { status: number; headers?: Record<string, string> }[];
}

/** A receiver of webhooks on loopback. */
export async function httpReceiver(): Promise<Receiver> {
  const received: Posted[] = [];
  const answers: Receiver['answers'] = [];
  const server = createHttp((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      const { status, headers = {} } = answers.shift() ?? { status: 200 };
      response.writeHead(status, headers).end('what the receiver says: secret-canary');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = portOf(server.address());
  return { url: `http://127.0.0.1:${port}/hook/path-canary`, port, received, answers };
}

export interface MailServer {
  readonly port: number;
  readonly mails: { from: string; to: string[]; text: string }[];
  readonly logins: string[];
}

/** As much of an SMTP server (RFC 5321, AUTH PLAIN) as a mail on loopback needs. */
export async function mailServer(options: { refuses?: 'recipients' | 'login' } = {}): Promise<MailServer> {
  const mails: MailServer['mails'] = [];
  const logins: string[] = [];
  const server = createTcp((socket) => {
    let mail = { from: '', to: [] as string[], text: '' };
    let inData = false;
    let pending = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    const answer = (line: string): void => {
      if (inData) {
        if (line !== '.') mail.text += `${line}\n`;
        else {
          inData = false;
          mails.push(mail);
          mail = { from: '', to: [], text: '' };
          say('250 ok');
        }
      } else if (/^EHLO/i.test(line)) {
        say('250-loopback');
        say('250 AUTH PLAIN');
      } else if (/^AUTH PLAIN /i.test(line)) {
        logins.push(Buffer.from(line.slice(11), 'base64').toString().replaceAll('\0', ' ').trim());
        say(options.refuses === 'login' ? '535 wrong password-canary' : '235 ok');
      } else if (/^MAIL FROM:/i.test(line)) {
        mail.from = line.slice(10);
        say('250 ok');
      } else if (/^RCPT TO:/i.test(line)) {
        mail.to.push(line.slice(8));
        say(options.refuses === 'recipients' ? '550 no such user' : '250 ok');
      } else if (/^DATA/i.test(line)) {
        inData = true;
        say('354 go on');
      } else if (/^QUIT/i.test(line)) {
        say('221 bye');
        socket.end();
      } else say('250 ok');
    };
    say('220 loopback');
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (part: string) => {
      pending += part;
      const lines = pending.split('\r\n');
      pending = lines.pop() ?? '';
      for (const line of lines) answer(line);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: portOf(server.address()), mails, logins };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

export function notifyMessage(overrides: Partial<NotifyMessage> = {}): NotifyMessage {
  return {
    kind: 'alert',
    subject: 'Glow: 2 sample requests run out soon',
    lines: ['The request of @anna for Serum <30 ml> & more runs out; 5 h left', 'What to do: decide them.'],
    severity: 'high',
    rule: 'approvals_expiring',
    shop: { shopId: '749', name: 'Glow' },
    sandbox: false,
    at: 1_760_000_000_000,
    alerts: [
      {
        alertId: 'alr_1',
        title: 'The request of @anna for Serum runs out',
        state: 'firing',
        startedAt: 1_760_000_000_000,
        deadline: 1_760_018_000_000,
      },
    ],
    ...overrides,
  };
}
