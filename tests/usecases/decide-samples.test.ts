import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newAction } from '../../src/actions/new-actions.ts';
import type { SampleApplication } from '../../src/domain/sample-application.ts';
import type { SampleRuleSettings } from '../../src/domain/settings.ts';
import { HOUR } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store/index.ts';
import { openStore } from '../../src/store/index.ts';
import { decideSamples } from '../../src/usecases/decide-samples.ts';
import { limitRules, sampleLimitState } from '../../src/usecases/sample-limits.ts';
import { NOW, sampleFacts, shopSettings, usd } from '../rules/sample-facts.ts';

const SHOP = { shopId: 'shop-1', region: 'US' };
const PROCESS = { processId: 'process-1', pid: process.pid, host: 'test' };

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'decide-samples-'));
  let last = 0;
  const next = (prefix: string) => {
    last += 1;
    return `${prefix}_${String(last).padStart(26, '0')}`;
  };
  store = openStore({
    file: join(folder, 'data.db'),
    secretKey: new Uint8Array(32),
    ids: { next },
    machineNow: () => NOW,
  });
  await readCatalog(2_499);
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function readCatalog(priceMinor: number): Promise<void> {
  const sku = { skuId: 'S-1', sellerSku: 'SERUM-30', price: usd(priceMinor) };
  const product = {
    productId: 'P-1',
    title: 'Serum',
    status: 'ACTIVATE',
    categoryId: null,
    categoryName: null,
  };
  await store.catalog.recordProducts(SHOP.shopId, [{ ...product, skus: [sku], updatedAt: NOW }], NOW);
  await store.catalog.recordStock(SHOP.shopId, [{ productId: 'P-1', skuId: 'S-1', available: 38 }], NOW);
}

/** A request of a creator of its own, approved by the default rule. */
function request(index: number, posts30d = 17): SampleApplication {
  const { application } = sampleFacts();
  return {
    ...application,
    applicationId: idOf(index),
    creator: { ...application.creator, creatorId: `C-${index}`, username: `creator${index}`, posts30d },
  };
}

function idOf(index: number): string {
  return `A-${String(index).padStart(6, '0')}`;
}

async function readRequests(count: number, seenAt = NOW): Promise<void> {
  const requests = Array.from({ length: count }, (_, index) => request(index));
  await store.samples.record(SHOP.shopId, requests, seenAt);
}

const decide = (rule: Partial<SampleRuleSettings> = {}, now = NOW) =>
  decideSamples(store, SHOP, shopSettings(rule), now);

const decision = async (index: number) => (await store.samples.get(idOf(index)))?.decision;

const limits = () => sampleLimitState(store, SHOP, shopSettings(), NOW);

/** Lets the gate claim approvals of the given requests, as the dispatcher does. */
async function claimApprovals(indexes: readonly number[]) {
  const actions = indexes.map((index) =>
    newAction(
      {
        kind: 'approve_sample',
        applicationId: idOf(index),
        creatorId: `C-${index}`,
        productId: 'P-1',
        skuId: 'S-1',
        sellerSku: 'SERUM-30',
        quantity: 1,
        route: 'direct_create',
        costCeiling: usd(2_499),
        ruleVersion: 1,
        overrideReason: null,
        note: null,
      },
      { shopId: SHOP.shopId, actionClass: 'C', proposedBy: 'operator', reason: 'test' },
    ),
  );
  const inserted = await store.actions.insert(actions, NOW);
  const rules = limitRules(SHOP, await limits());
  const claim = () =>
    store.actions.claimNext({
      process: PROCESS,
      leaseMs: HOUR,
      machineNow: NOW,
      programNow: NOW,
      limits: rules,
    });
  let claimed = 0;
  while ((await claim()) !== null) claimed += 1;
  const standing = await Promise.all(inserted.map(({ action }) => store.actions.get(action.actionId)));
  return { claimed, blocked: standing.flatMap((action) => action?.blocked ?? []) };
}

describe('deciding open requests', () => {
  it('goes through every page once and saves each decision', async () => {
    await readRequests(1_203);
    expect(await decide()).toEqual({ evaluated: 1_203, changed: 1_203 });
    expect(await store.samples.pendingCounts(SHOP.shopId, NOW)).toMatchObject({
      open: 1_203,
      approve: 1_203,
    });
    expect(await decision(0)).toMatchObject({
      verdict: 'approve',
      rule: 'sample_request',
      version: 1,
      reason: 'Sells: $8,424 in 30 days, 17 posts, 91.7 % fulfilled; 38 left in stock.',
    });
  });

  it('ends when the last page was full, and when there is none', async () => {
    expect(await decide()).toEqual({ evaluated: 0, changed: 0 });
    await readRequests(1_000);
    expect(await decide()).toEqual({ evaluated: 1_000, changed: 1_000 });
  });

  it('saves nothing again while nothing changed, though facts got newer', async () => {
    await readRequests(3);
    await decide();
    await readRequests(3, NOW + HOUR);
    expect(await decide({}, NOW + HOUR)).toEqual({ evaluated: 3, changed: 0 });
    expect((await store.samples.get(idOf(0)))?.decidedAt).toBe(NOW);
  });

  it('saves the one whose facts changed, even when the verdict did not', async () => {
    await readRequests(3);
    await decide();
    await store.samples.record(SHOP.shopId, [request(1, 18)], NOW + HOUR);
    expect(await decide({}, NOW + HOUR)).toEqual({ evaluated: 3, changed: 1 });
    expect(await decision(1)).toMatchObject({
      verdict: 'approve',
      reason: expect.stringContaining('18 posts'),
    });
    expect((await store.samples.get(idOf(0)))?.decidedAt).toBe(NOW);
  });

  it('saves what the reason does not show: a value, and a line that moved', async () => {
    await readRequests(2);
    await decide();
    const reason = (await decision(1))?.reason;
    await readCatalog(1_999);
    expect(await decide()).toEqual({ evaluated: 2, changed: 2 });
    expect(await decide({ minimumStock: 4 })).toEqual({ evaluated: 2, changed: 2 });
    expect((await decision(1))?.reason).toBe(reason);
  });

  it('makes a version of changed settings and decides by it', async () => {
    await readRequests(2);
    await decide();
    expect(await decide({ minimumGmvMinor: 900_000 })).toEqual({ evaluated: 2, changed: 2 });
    expect(await decision(0)).toMatchObject({ verdict: 'ask', version: 2 });
  });

  it('leaves requests of other shops alone', async () => {
    await store.samples.record('shop-2', [request(7)], NOW);
    expect(await decide()).toEqual({ evaluated: 0, changed: 0 });
    expect(await decision(7)).toBeNull();
  });

  it('decides nothing while the rule is off', async () => {
    await readRequests(2);
    expect(await decide({ mode: 'off' })).toEqual({ evaluated: 0, changed: 0 });
    expect(await decision(0)).toBeNull();
  });

  it('records while it only watches', async () => {
    await readRequests(1);
    expect(await decide({ mode: 'watch' })).toEqual({ evaluated: 1, changed: 1 });
  });

  it('lets a server answer between two pages', async () => {
    await readRequests(1_203);
    let working = true;
    let answers = 0;
    const answer = () => {
      if (!working) return;
      answers += 1;
      setImmediate(answer);
    };
    setImmediate(answer);
    await decide();
    working = false;
    expect(answers).toBeGreaterThanOrEqual(2);
  });
});

describe('caps between the gate and the verdict', () => {
  it('approves while there is room, and asks once the gate has given the day away', async () => {
    await readRequests(8);
    await decide();
    expect(await claimApprovals([0, 1, 2, 3])).toEqual({ claimed: 4, blocked: [] });
    await decide();
    expect(await decision(7)).toMatchObject({ verdict: 'approve' });

    expect(await claimApprovals([4, 5])).toEqual({
      claimed: 1,
      blocked: [expect.objectContaining({ who: 'operator', why: "Today's cap of 5 samples is used up." })],
    });
    expect((await limits()).perDay).toMatchObject({ cap: 5, used: 5 });
    expect((await limits()).monthCost.used).toBe(5 * 2_499);
    await decide();
    expect(await decision(7)).toMatchObject({
      verdict: 'ask',
      reason: expect.stringContaining("but today's cap of 5 samples is used up"),
    });
    expect(await decide()).toMatchObject({ changed: 0 });
  });
});
