import { SECOND } from '../../domain/time.ts';
import type { NotifyChannel, NotifyMessage, SendResult } from '../../ports/notify.ts';

export interface EmailOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. Otherwise STARTTLS is required, except on this machine. */
  readonly secure: boolean;
  readonly user: string | null;
  readonly password: string | null;
  readonly from: string;
  readonly to: readonly string[];
}

const PATIENCE_MS = 15 * SECOND;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

/** Plain text over SMTP. The message id stays the same on every try: most mailboxes show a repeat once. */
export function createEmail(options: EmailOptions): NotifyChannel {
  let opened: Promise<Transport> | null = null;
  return {
    name: options.name,
    async send(deliveryId, message): Promise<SendResult> {
      try {
        opened ??= openTransport(options);
        const transport = await opened;
        await transport.sendMail({
          from: options.from,
          to: [...options.to],
          subject: message.subject,
          text: mailText(message),
          messageId: `<${deliveryId}@affiliate-ops.invalid>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { kind: 'sent' };
      } catch (error) {
        return { kind: 'failed', why: reasonOf(error) };
      }
    },
    async close() {
      const transport = await opened?.catch(() => null);
      transport?.close();
    },
  };
}

type Transport = Awaited<ReturnType<typeof openTransport>>;

/** Imported on first use: most programmes never send mail. */
async function openTransport({ host, port, secure, user, password }: EmailOptions) {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    host,
    port,
    secure,
    requireTLS: !secure && !LOOPBACK.has(host),
    ...(user !== null && password !== null && { auth: { user, pass: password } }),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function mailText({ subject, lines }: NotifyMessage): string {
  return `${[subject, '', ...lines.map((line) => `- ${line}`)].join('\n')}\n`;
}

/** By the library's code: its texts quote addresses and what the server said. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'EAUTH':
    case 'ENOAUTH':
      return 'The mail server refused user or password.';
    case 'EENVELOPE':
    case 'EMESSAGE':
      return 'The mail server refused the sender or a recipient.';
    case 'ETLS':
      return 'The mail server offers no encryption.';
    default:
      return 'The mail server could not be reached or broke off.';
  }
}
