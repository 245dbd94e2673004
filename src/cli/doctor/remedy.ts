import type { ExternalError } from '../../domain/errors.ts';
import { describeSpan } from '../../domain/time.ts';

const IP_NOT_ALLOWED = '36009033';
const SIGNATURE_WRONG = '106001';
/** Of the authorisation host, for a key or secret that it does not know. */
const PAIR_WRONG = '36009004';

/** What to do about trouble with TikTok Shop or the warehouse. */
export function remedyFor({ kind, details }: ExternalError): string {
  if (details.system === 'wms') return warehouseRemedy(kind);
  switch (kind) {
    case 'auth':
      return authRemedy(details.code);
    case 'scope':
      return `Enable ${details.missingScope ?? 'the scope'} for the app in Partner Center, then run "affiliate-ops auth".`;
    case 'clock_skew':
      return 'Switch on setting the time automatically: TikTok Shop refuses requests with a wrong time.';
    case 'quota':
      return 'Wait until 00:00 UTC, or raise daily_request_budget in mcp.config.json if TikTok Shop allows you more.';
    case 'gone':
      return 'Update affiliate-ops.';
    case 'rate_limited':
      return `Run "affiliate-ops doctor" again in ${describeSpan(details.retryAfterMs ?? 60_000)}.`;
    case 'unavailable':
    case 'bad_answer':
    case 'outcome_unknown':
      return 'Check the connection of this machine; if it is good, TikTok Shop has trouble: try again in a few minutes.';
    case 'refused':
    case 'not_found':
    case 'invalid':
      return 'Update affiliate-ops; if it stays, report it with the code.';
  }
}

function authRemedy(code: string | undefined): string {
  if (code === IP_NOT_ALLOWED) {
    return "Add this machine's address to the app's IP allow list in Partner Center, or switch the list off.";
  }
  if (code === SIGNATURE_WRONG || code === PAIR_WRONG) {
    return 'Copy app key and app secret of one and the same app from Partner Center into the environment, and restart.';
  }
  return 'affiliate-ops auth';
}

function warehouseRemedy(kind: ExternalError['kind']): string {
  if (kind === 'auth' || kind === 'scope')
    return 'Make a new token at the warehouse, put it into the environment, and restart.';
  return 'Check SHIPBOB_CHANNEL_ID and the connection of this machine, and run "affiliate-ops doctor" again.';
}
