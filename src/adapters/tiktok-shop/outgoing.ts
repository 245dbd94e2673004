import { randomUUID } from 'node:crypto';
import type { Timestamp } from '../../domain/time.ts';
import type { HttpRequest } from './http.ts';
import { sign } from './sign.ts';
import { toSeconds } from './units.ts';

/** One file of a multipart body. */
export interface FilePart {
  /** The name of the form field. */
  readonly field: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Serialised once: these bytes are sent, and signed where they are JSON (reference 2). */
export interface OutgoingBody {
  readonly bytes: string | Uint8Array;
  readonly signed: string;
  readonly contentType: string;
}

export function jsonBody(value: unknown): OutgoingBody {
  const text = value === undefined ? '' : JSON.stringify(value);
  return { bytes: text, signed: text, contentType: 'application/json' };
}

/** The bytes of a multipart body are never part of a signature. */
export function fileBody({ field, fileName, mediaType, bytes }: FilePart): OutgoingBody {
  const boundary = `affiliate-ops-${randomUUID()}`;
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${fileName}"\r\ncontent-type: ${mediaType}\r\n\r\n`;
  return {
    bytes: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    signed: '',
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

export interface Outgoing {
  readonly method: HttpRequest['method'];
  readonly path: string;
  /** Without timestamp and signature. */
  readonly query: Readonly<Record<string, string>>;
  readonly body: OutgoingBody;
}

/** A new timestamp and signature for each try. */
export function signedRequest(
  { method, path, query: unsigned, body }: Outgoing,
  { appSecret, accessToken, now }: { appSecret: string; accessToken: string; now: Timestamp },
): HttpRequest {
  const query = { ...unsigned, timestamp: String(toSeconds(now)) };
  const all = { ...query, sign: sign({ path, query, body: body.signed }, appSecret) };
  const encoded = Object.entries(all).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return {
    method,
    target: `${path}?${encoded.join('&')}`,
    headers: {
      'x-tts-access-token': accessToken,
      'content-type': body.contentType,
      accept: 'application/json',
    },
    body: body.bytes,
  };
}

export function fillPath(template: string, parameters: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}

/**
 * The parameter that is missing, blank, or would change the path around it; null when all fit. The platform answers such
 * a path like a retired version.
 */
export function unfitParameter(
  template: string,
  parameters: Readonly<Record<string, string>>,
): string | null {
  const names = [...template.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
  return names.find((name) => !/^(?!\.+$)[^/\\\s]+$/.test(parameters[name] ?? '')) ?? null;
}

/** Lists become one comma-joined value (reference 2); what is undefined is left out. */
export function queryTexts(query: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}
