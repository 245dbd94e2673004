import { WEBHOOK_EVENTS } from '../../adapters/tiktok-shop/webhook.ts';
import { ExternalError, OperatorError } from '../../domain/errors.ts';
import type { Program } from '../../program/open-program.ts';
import { registerWebhooks } from '../../usecases/register-webhooks.ts';
import { type Terminal, UsageError } from '../command.ts';

export interface WebhookAddress {
  readonly host: string;
  readonly port: number;
  /** Where the platform reaches it from outside; null leaves its registrations alone. */
  readonly publicUrl: string | null;
}

/** @throws UsageError when an address is not one */
export function webhookAddress(listen: string, publicUrl: string | undefined): WebhookAddress {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(listen) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || port === undefined || Number(port) > 65_535) {
    throw new UsageError("Option '--webhooks' takes HOST:PORT, for example 127.0.0.1:8787");
  }
  if (publicUrl !== undefined && !URL.canParse(publicUrl)) {
    throw new UsageError(
      "Option '--public-url' takes an address, for example https://hooks.example.com/tiktok",
    );
  }
  return { host, port: Number(port), publicUrl: publicUrl ?? null };
}

/** Listens, and has the platform call the public address. What it refuses is said; polling covers it. */
export async function takeWebhooks(
  program: Program,
  { host, port, publicUrl }: WebhookAddress,
  { err }: Terminal,
): Promise<void> {
  if (publicUrl !== null && !isReachable(publicUrl, program.sandbox)) {
    throw new OperatorError(
      'input',
      'TikTok Shop calls https addresses with a name and without a port, of at most 255 characters.',
      'Give such an address in --public-url, for example that of a tunnel or proxy that leads here.',
    );
  }
  const listener = await program.listenForWebhooks({ host, port }).catch((error: unknown) => {
    throw cannotListen(host, port, error);
  });
  const shown = `http://${host.includes(':') ? `[${host}]` : host}:${listener.port}/`;
  err(`Webhooks are taken at ${shown}. They only shorten a wait: everything is read without them too.\n`);
  if (publicUrl === null) {
    err('TikTok Shop was not told: give --public-url with the https address that leads here.\n');
  } else if (program.mode === 'read-only') {
    err('The mode is read-only, so TikTok Shop was not told of the address.\n');
  } else {
    await register(program, publicUrl, err);
  }
}

async function register(program: Program, url: string, err: Terminal['err']): Promise<void> {
  try {
    for (const shop of await program.outside.tiktokShop.authorizedShops()) {
      const { events, changed, refused } = await registerWebhooks(
        program.outside.tiktokShop,
        shop,
        WEBHOOK_EVENTS,
        url,
      );
      err(`${shop.name}: ${events} of ${WEBHOOK_EVENTS.length} events lead to ${url}, ${changed} newly.\n`);
      for (const { event, reason } of refused) err(`  ${event}: ${reason}\n`);
    }
  } catch (error) {
    if (!(error instanceof ExternalError)) throw error;
    err(`TikTok Shop could not be told of the address: ${error.message} Start again to try again.\n`);
  }
}

/** What the platform documents; a sandbox calls this machine only, and without encryption. */
function isReachable(url: string, sandbox: boolean): boolean {
  const { protocol, hostname, port } = new URL(url);
  if (sandbox) return true;
  const named = hostname.includes('.') && !hostname.startsWith('[') && !/^[\d.]+$/.test(hostname);
  return protocol === 'https:' && named && port === '' && url.length <= 255;
}

function cannotListen(host: string, port: number, error: unknown): OperatorError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return new OperatorError(
    'setup',
    code === 'EADDRINUSE'
      ? `Port ${port} of ${host} is taken by another program.`
      : `Webhooks cannot be taken at ${host}:${port} (${code}).`,
    'Choose another address in --webhooks, or port 0 for a free one.',
    'The monitor has ended again.',
    { cause: error },
  );
}
