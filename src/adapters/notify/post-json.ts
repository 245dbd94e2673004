import { Agent, request } from 'undici';
import { SECOND } from '../../domain/time.ts';
import type { SendResult } from '../../ports/notify.ts';

const PATIENCE_MS = 10 * SECOND;
/** Receivers answer with a word; more is not read. */
const MOST_ANSWER_BYTES = 64 * 1024;
const LONGEST_RETRY_AFTER_S = 3_600;

export interface JsonPoster {
  /** Never throws and never follows a redirect. What failed is told without the address, which may be a secret. */
  post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<SendResult>;
  close(): Promise<void>;
}

export function createPoster(): JsonPoster {
  const agent = new Agent({
    connect: { timeout: PATIENCE_MS / 2 },
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
    maxResponseSize: MOST_ANSWER_BYTES,
  });
  return {
    async post(url, body, headers) {
      try {
        const response = await request(url, {
          dispatcher: agent,
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body,
        });
        await response.body.dump({ limit: MOST_ANSWER_BYTES });
        return answered(response.statusCode, response.headers['retry-after']);
      } catch {
        return { kind: 'failed', why: 'The receiver could not be reached or did not answer in time.' };
      }
    },
    close: () => agent.close(),
  };
}

function answered(status: number, retryAfter: string | string[] | undefined): SendResult {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  const why = `The receiver answered ${status}.`;
  const seconds = Number(retryAfter);
  return Number.isFinite(seconds) && seconds > 0
    ? { kind: 'failed', why, retryAfterMs: Math.min(seconds, LONGEST_RETRY_AFTER_S) * SECOND }
    : { kind: 'failed', why };
}
