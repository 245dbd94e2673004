import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENDPOINTS, type OperationName } from '../../src/adapters/tiktok-shop/endpoints.ts';
import type { Notice } from '../../src/adapters/tiktok-shop/notices.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { FakeProgramClock } from '../adapters/tiktok-shop/memory-stores.ts';
import { number, TestClient } from '../sandbox/client.ts';
import { answerBreaches } from './breaches.ts';
import { adapterAt } from './desk.ts';
import { type Described, describedAt } from './openapi.ts';
import { runProgramme } from './programme.ts';
import { type Exchange, Relay } from './relay.ts';

const OPERATIONS = Object.keys(ENDPOINTS).filter((name): name is OperationName => name in ENDPOINTS);

/** Where answers leave the documents, and how that is known. */
const EXCEPTIONS: readonly { readonly pattern: RegExp; readonly source: string }[] = [
  {
    pattern: /^search_sample_applications \d+: .*\.creator\.(content_count|ec_video_view) is string/,
    source: 'reference 4.2, S1: numbers may arrive as empty text when the creator did not consent',
  },
];

/** Operations that the sandbox only ever refuses. */
const ONLY_REFUSED: Readonly<Partial<Record<OperationName, string>>> = {
  ship_package:
    'reference 5.3: seller shipping of a package is for other markets, and the sandbox is in the US',
};

interface Answer {
  readonly exchange: Exchange;
  readonly described: Described;
}

let sandbox: Sandbox;
let relay: Relay;
const folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-contract-'));
const answers: Answer[] = [];
const notices: Notice[] = [];

beforeAll(async () => {
  sandbox = await openSandbox({ stateFile: join(folder, 'sandbox.db') });
  relay = await Relay.start(sandbox.url);
  const control = new TestClient(sandbox);
  const clock = new FakeProgramClock(0);
  const readClock = async () => {
    clock.time = number(await control.control('clock'), 'now_ms');
  };
  await readClock();
  const urls = { api: relay.url, auth: relay.url };
  const tiktok = adapterAt(urls, sandbox.credentials, clock, undefined, (one) => notices.push(one));
  const [shop] = await tiktok.authorizedShops();
  if (!shop) throw new Error('The sandbox has no shop.');
  const advance = async (hours: number) => {
    await control.advance(hours);
    await readClock();
  };
  try {
    await runProgramme({ tiktok, shop, control, now: () => clock.now(), advance });
  } finally {
    await tiktok.close();
  }
  for (const exchange of relay.exchanges) {
    const described = describedAt(exchange.method, exchange.path);
    if (described) answers.push({ exchange, described });
  }
}, 120_000);

afterAll(async () => {
  await relay.stop();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const codeOf = ({ answer }: Exchange): unknown =>
  typeof answer === 'object' && answer !== null && 'code' in answer ? answer.code : null;
const accepted = () => answers.filter(({ exchange }) => codeOf(exchange) === 0);
const found = () => [
  ...new Set(accepted().flatMap(({ exchange, described }) => answerBreaches(described, exchange.answer))),
];

describe('what the sandbox answers', () => {
  it('is seen for every operation of the table, in its newest version', () => {
    const seen = new Set(
      accepted().map(({ described: { operation, version } }) => `${operation} ${version}`),
    );
    const missing = OPERATIONS.filter((one) => !seen.has(`${one} ${ENDPOINTS[one].versions[0]}`));
    expect(missing).toEqual(Object.keys(ONLY_REFUSED));
  });

  it('fits what the platform documents, but for the named exceptions', () => {
    const unnamed = found().filter((line) => !EXCEPTIONS.some(({ pattern }) => pattern.test(line)));
    expect(unnamed).toEqual([]);
  });

  it('shows every named exception', () => {
    for (const { pattern } of EXCEPTIONS)
      expect(found().filter((line) => pattern.test(line))).not.toEqual([]);
  });

  it('has no field and no word that the adapter would report', () => {
    expect(notices).toEqual([]);
  });

  it('has the envelope also where it refuses', () => {
    const refusals = answers.filter(({ exchange }) => codeOf(exchange) !== 0);
    expect(refusals.length).toBeGreaterThan(0);
    for (const { exchange } of refusals) {
      expect(exchange.answer).toEqual({
        code: expect.any(Number),
        message: expect.any(String),
        request_id: expect.any(String),
        data: null,
      });
    }
  });
});

describe('shown failing: the check', () => {
  it('names operation and field when any field of any answer is renamed', () => {
    for (const operation of OPERATIONS) {
      const answer = accepted().find(({ described }) => described.operation === operation);
      if (!answer) continue;
      for (const renamed of renamings(answer.exchange.answer)) {
        const lines = answerBreaches(answer.described, renamed.value).join('\n');
        expect(lines).toContain(`${operation} ${answer.described.version}: unknown answer.${renamed.path}`);
      }
    }
  });
});

/** The value with one field renamed, for the first of each field on the way down. */
function renamings(value: unknown, at = ''): { value: unknown; path: string }[] {
  if (Array.isArray(value)) {
    const [head, ...tail] = value;
    return renamings(head, `${at}[]`).map((one) => ({ ...one, value: [one.value, ...tail] }));
  }
  if (typeof value !== 'object' || value === null) return [];
  const object: Readonly<Record<string, unknown>> = { ...value };
  const path = (name: string) => [at, name].filter((part) => part !== '').join('.');
  return Object.entries(object).flatMap(([name, inner]) => {
    const { [name]: _, ...others } = object;
    const here = { value: { ...others, [`${name}_renamed`]: inner }, path: path(`${name}_renamed`) };
    const below = renamings(inner, path(name)).map((one) => ({
      ...one,
      value: { ...object, [name]: one.value },
    }));
    return [here, ...below];
  });
}
