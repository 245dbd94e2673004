import type { CallToolResult } from '@modelcontextprotocol/server';
import type * as z from 'zod';
import { ExternalError, LeaseLostError, OperatorError } from '../domain/errors.ts';
import { describeSpan } from '../domain/time.ts';
import type { McpLog } from './call.ts';
import { cleanText } from './untrusted.ts';

const NOTHING_CHANGED = 'Nothing was changed.';

export interface FailedCall {
  /** Tool name or resource URI. */
  readonly subject: string;
  /** What had been committed when the error came, as a sentence; null when nothing. */
  readonly changed: string | null;
  readonly writes: boolean;
  /** Writes outside the confirm ladder, which leaves no trace of how far it came. */
  readonly mayHaveWritten: boolean;
  readonly cancelled: boolean;
  readonly log: McpLog;
}

interface Explanation {
  readonly happened: string;
  readonly changed: string;
  readonly next: string;
}

/** An error result whose text alone says what happened, whether anything was changed, and what to do next. */
export function errorResult(error: unknown, call: FailedCall): CallToolResult {
  return textError(explainError(error, call));
}

export function inputErrorResult(tool: string, error: z.ZodError): CallToolResult {
  const problems = error.issues.slice(0, 10).map((issue) => {
    const field = issue.path.map(String).join('.');
    return `${field === '' ? '' : `${field}: `}${issue.message}`;
  });
  return textError(
    [
      `The arguments of ${tool} do not fit. ${cleanText(problems.join('; '), 1_000).text}.`,
      NOTHING_CHANGED,
      'Correct the fields named here and call again.',
    ].join(' '),
  );
}

/** One paragraph for the person or model that called; internal errors go to the log under a reference. */
export function explainError(error: unknown, call: FailedCall): string {
  const { happened, changed, next } = explanation(error, call);
  return [happened, call.changed ?? changed, next].filter((part) => part !== '').join(' ');
}

function explanation(error: unknown, call: FailedCall): Explanation {
  if (call.cancelled) {
    return { happened: `The client cancelled ${call.subject}.`, changed: NOTHING_CHANGED, next: '' };
  }
  if (error instanceof OperatorError) {
    return { happened: error.message, changed: error.changed, next: error.next };
  }
  if (error instanceof ExternalError) return explainExternal(error, call);
  if (error instanceof LeaseLostError) {
    return {
      happened: 'Another process took over this work and carries it on.',
      changed: 'This call changed nothing more.',
      next: 'Look at list_actions to see how it stands.',
    };
  }
  return explainInternal(error, call);
}

function explainExternal(error: ExternalError, call: FailedCall): Explanation {
  const { details } = error;
  call.log.warn({ ...details, subject: call.subject }, 'an outside system answered with trouble');
  const codes = [details.code && `code ${details.code}`, details.requestId && `request ${details.requestId}`];
  const known = codes.filter((part) => part !== undefined && part !== '').join(', ');
  return {
    happened: `${error.message}${known === '' ? '' : ` (${known})`}`,
    changed: error.kind === 'outcome_unknown' ? 'It may have happened or not.' : NOTHING_CHANGED,
    next: externalRemedy(error),
  };
}

function externalRemedy(error: ExternalError): string {
  const { details } = error;
  const name = details.system === 'wms' ? 'the warehouse' : 'TikTok Shop';
  switch (error.kind) {
    case 'auth':
      return details.system === 'wms'
        ? `Authorise ${name} again and put the new credentials in the environment; program_status shows when it works.`
        : 'Run "affiliate-ops auth" in a terminal to authorise the app again; program_status shows when it works.';
    case 'scope':
      return `Give the app the scope ${details.missingScope ?? `that ${details.operation} needs`} and authorise the shop again.`;
    case 'clock_skew':
      return 'Set this machine’s clock by a time server, then try again.';
    case 'rate_limited':
      return `Try again in ${describeSpan(details.retryAfterMs ?? 10_000)}.`;
    case 'quota':
      return 'Wait until the ration that is named renews; program_status shows the requests of the day.';
    case 'gone':
      return 'Update affiliate-ops; until then this does not work.';
    case 'unavailable':
    case 'bad_answer':
      return `Try again in ${describeSpan(details.retryAfterMs ?? 60_000)}; if it stays, look at program_status.`;
    case 'outcome_unknown':
      return 'Do not repeat it: it is settled by reading back; look at list_actions.';
    case 'not_found':
      return `Check the id; ${name} does not know it.`;
    case 'refused':
    case 'invalid':
      return 'Look at program_status for how things stand before trying again.';
  }
}

function explainInternal(error: unknown, call: FailedCall): Explanation {
  const reference = crypto.randomUUID().slice(0, 8);
  const shown = error instanceof Error ? error : new Error('a value that is no error was thrown');
  call.log.error(
    { reference, subject: call.subject, name: shown.name, reason: shown.message, stack: shown.stack },
    'internal error',
  );
  return {
    happened: `${call.subject} failed inside the server (reference ${reference}).`,
    changed: call.mayHaveWritten
      ? 'Whether it took effect is not known: look before you repeat it.'
      : NOTHING_CHANGED,
    next: call.writes
      ? 'Check list_actions before trying again, and give the reference to whoever runs this server if it stays.'
      : 'Try once more, and give the reference to whoever runs this server if it stays.',
  };
}

function textError(text: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text }] };
}
