import { describe, expect, it } from 'vitest';
import { PROGRAM_WIDE } from '../../src/domain/alert.ts';
import type { StandingMove } from '../../src/domain/automation.ts';
import { readWishes } from '../../src/usecases/automation-wishes.ts';
import {
  type AutomationRequest,
  afterChange,
  planAutomation,
  tightenAtOnce,
} from '../../src/usecases/change-automation.ts';
import { effectiveSettings, sourcedSettings } from '../../src/usecases/effective-settings.ts';
import { pauseWrites } from '../../src/usecases/pause.ts';
import { shopSettings } from '../rules/sample-facts.ts';
import { creator, NOW, SHOP } from '../store/support.ts';
import type { ActionDesk } from '../support/action-desk.ts';
import { readRequests, servicesOf, US_SHOP, usecaseDesk } from '../support/usecase-desk.ts';

const asks = (...changes: readonly string[]): AutomationRequest => ({
  resume: false,
  everything: true,
  changes,
  reason: 'test',
});

const tighten = (desk: ActionDesk, ...changes: readonly string[]) =>
  tightenAtOnce(servicesOf(desk), US_SHOP, asks(...changes), 'anna');

const planned = (desk: ActionDesk, ...changes: readonly string[]) =>
  planAutomation(servicesOf(desk), US_SHOP, asks(...changes), 'anna');

/** Says yes to a plan, as the ladder does once a person did. */
async function confirm(desk: ActionDesk, ...changes: readonly string[]) {
  const [item] = (await planned(desk, ...changes)).items;
  if (!item || !('change' in item.effect)) throw new Error('Nothing would change.');
  return desk.store.automation.apply(item.effect.change, desk.clocks.program);
}

const now = (desk: ActionDesk) =>
  effectiveSettings({ automation: desk.store.automation, settings: desk.programSettings() }, SHOP);

describe('what a call asks for', () => {
  it.each([
    ['minimum_gmv_30d=$1,000+', { to: 100_000 }],
    ['month_cost = 2500.50', { to: 250_050 }],
    ['minimum_fulfilment_percent=62.5 %', { to: 6_250 }],
    ['per_day=15', { to: 15 }],
    ['per_week=pace', { to: null }],
    ['per_creator_open=file', { backToFile: true }],
    ['rule_mode=AUTO', { to: 'auto' }],
    ['block_creator=@anna', { setting: 'blocked_creators', block: 'anna' }],
  ])('%s is understood', (text, wish) => {
    expect(readWishes([text], 'USD')).toMatchObject([wish]);
  });

  it.each([
    ['per_day=-1', 'It takes a whole number from 0 to 100000, "pace"'],
    ['per_day=1.5', 'It takes a whole number'],
    ['per_creator_open=pace', 'It takes a whole number from 1 to 1000, or "file"'],
    ['minimum_fulfilment_percent=101', 'a percentage from 0 to 100'],
    ['maximum_unit_cost=1.234', 'an amount in USD'],
    ['minimum_gmv_30d=1e9', 'an amount in USD'],
    ['rule_mode=on', 'It takes off, watch, ask, auto'],
    ['per_month=3', 'Settings: rule_mode, per_day'],
    ['per_day', 'Settings: rule_mode, per_day'],
    ['block_creator=@', 'Give a creator id'],
  ])('%s is refused with what is allowed', (text, next) => {
    expect(() => readWishes([text], 'USD')).toThrow(
      expect.objectContaining({ kind: 'input', next: expect.stringContaining(next) }),
    );
  });

  it('names a setting once', () => {
    expect(() => readWishes(['per_day=1', 'per_day=2'], 'USD')).toThrow('per_day is named twice.');
    expect(readWishes(['block_creator=a', 'block_creator=b'], 'USD')).toHaveLength(2);
  });

  it('means the minor units of the currency', () => {
    expect(readWishes(['month_cost=2500'], 'JPY')).toMatchObject([{ to: 2_500 }]);
    expect(() => readWishes(['month_cost=2500.5'], 'JPY')).toThrow();
  });
});

describe('a change that only tightens', () => {
  it.each([
    ['minimum_gmv_30d=900', 'minimum_posts_30d=9'],
    ['per_day=3', 'per_creator_open=1'],
    ['month_cost=100', 'maximum_unit_cost=10'],
    ['minimum_stock=6', 'minimum_fulfilment_percent=61'],
    ['rule_mode=watch'],
    ['rule_mode=off'],
    ['block_creator=@anna.bakes'],
    ['ghost_samples=1', 'ghost_memory_days=200', 'repeat_window_days=100'],
    ['minimum_post_rate_percent=70', 'minimum_mature_samples=4'],
  ])('%s holds at once', async (...changes) => {
    const desk = await usecaseDesk();
    expect(await tighten(desk, ...changes)).toHaveLength(changes.length);
    expect(await desk.store.automation.standing(SHOP)).toMatchObject(
      changes.map(() => ({ author: 'anna', reason: 'test', at: NOW })),
    );
  });

  it.each([
    ['minimum_gmv_30d=400'],
    ['minimum_posts_30d=0'],
    ['minimum_fulfilment_percent=59'],
    ['minimum_stock=4'],
    ['maximum_unit_cost=60'],
    ['month_cost=2001'],
    ['per_creator_open=3'],
    ['per_day=15'],
    ['per_week=50'],
    ['rule_mode=auto'],
    ['ghost_samples=3'],
    ['repeat_window_days=30'],
  ])('%s does not: it waits for a yes and changes nothing before', async (text) => {
    const desk = await usecaseDesk();
    expect(await tighten(desk, text)).toBeNull();
    expect(await desk.store.automation.history(SHOP, 10)).toEqual([]);
    expect(await planned(desk, text)).toMatchObject({ actionClass: 'D', items: [{ key: 'automation' }] });
  });

  it('waits as a whole when a part of it loosens, and says so', async () => {
    const desk = await usecaseDesk();
    expect(await tighten(desk, 'minimum_gmv_30d=1000', 'minimum_posts_30d=0')).toBeNull();
    const { items } = await planned(desk, 'minimum_gmv_30d=1000', 'minimum_posts_30d=0');
    expect(items).toHaveLength(1);
    expect(items[0]?.text).toContain('minimum_gmv_30d $500 → $1,000; minimum_posts_30d 8 → 0.');
    expect(items[0]?.text).toContain('The stricter part waits with the rest; alone it holds at once.');
  });

  it('counts the implied day: a wider week is looser, a day that follows it too', async () => {
    const desk = await usecaseDesk();
    expect(await tighten(desk, 'per_week=5')).toHaveLength(1);
    expect(await tighten(desk, 'per_week=5')).toEqual([]);
    expect(await tighten(desk, 'per_week=pace')).toHaveLength(1);
    expect(await tighten(desk, 'per_week=100')).toBeNull();
  });

  it('unblocking, and giving a stricter setting back to the file, wait for a yes', async () => {
    const desk = await usecaseDesk();
    await tighten(desk, 'block_creator=@anna', 'minimum_stock=9');
    expect(await tighten(desk, 'unblock_creator=anna')).toBeNull();
    expect(await tighten(desk, 'minimum_stock=file')).toBeNull();
    await confirm(desk, 'minimum_stock=file', 'unblock_creator=anna');
    expect(await now(desk)).toEqual(desk.settings);
    expect(await tighten(desk, 'minimum_stock=file')).toEqual([]);
  });

  it('that would make the rule reject by itself waits for a yes', async () => {
    const desk = await usecaseDesk();
    await confirm(desk, 'rule_mode=auto');
    expect(await tighten(desk, 'block_creator=anna.bakes')).toBeNull();
    const { items } = await planned(desk, 'block_creator=anna.bakes');
    expect(items[0]?.text).toContain('reject 1.');
    expect(await tighten(desk, 'block_creator=somebody.else')).toHaveLength(1);
  });
});

describe('the difference in a plan', () => {
  it('"anyone with 1,000+ GMV, at most 15 a day" is one plan that says what it changes', async () => {
    const desk = await usecaseDesk(100);
    const ids = await readRequests(desk, 12);
    // Four sell and post little; three hide what they post; five are fine anyway.
    for (const [index, applicationId] of ids.entries()) {
      const who = { creatorId: `creator-${index + 1}`, username: `user${index + 1}` };
      if (index < 4) desk.tiktok.change(applicationId, { creator: creator({ ...who, posts30d: 1 }) });
      else if (index < 7)
        desk.tiktok.change(applicationId, { creator: creator({ ...who, fulfilmentBps: null }) });
    }
    await desk.seen();
    const wish = [
      'rule_mode=auto',
      'minimum_gmv_30d=1000',
      'minimum_posts_30d=0',
      'minimum_fulfilment_percent=0',
      'per_day=15',
    ];
    const { items, cannotBeUndone } = await planned(desk, ...wish);
    expect(items[0]?.text).toContain(
      'Of 12 open requests 7 are judged differently: 4 from reject to approve, 3 from ask to approve.',
    );
    expect(items[0]?.text).toContain(
      'the rule would approve and ship 5 by itself for up to $120.00, inside the caps, and reject 0.',
    );
    expect(items[0]?.text).toContain('The cap of 5 a week comes before 15 a day: change per_week too');
    expect(items[0]?.detail.difference).toMatchObject({ open_requests: 12, judged_differently: 7 });
    expect(cannotBeUndone).toContain('stays so');

    await confirm(desk, ...wish, 'per_week=60');
    await afterChange(servicesOf(desk), US_SHOP);
    expect(await desk.store.samples.pendingCounts(SHOP, NOW)).toMatchObject({ open: 12, approve: 12 });
    const settings = await now(desk);
    expect(settings.sampleRule).toMatchObject({
      mode: 'auto',
      minimumGmvMinor: 100_000,
      minimumPosts30d: 0,
      minimumFulfilmentBps: 0,
    });
    expect(settings.caps).toMatchObject({ perDay: 15, perWeek: 60 });
  });

  it('binds what was seen: a change by somebody else in between is another plan', async () => {
    const desk = await usecaseDesk();
    const before = await planned(desk, 'per_day=15');
    await tighten(desk, 'per_day=2');
    const after = await planned(desk, 'per_day=15');
    expect(after.items[0]?.binds).not.toEqual(before.items[0]?.binds);
    const [item] = before.items;
    if (!item || !('change' in item.effect)) throw new Error('Nothing would change.');
    expect(await desk.store.automation.apply(item.effect.change, NOW)).toBeNull();
    expect((await now(desk)).caps.perDay).toBe(2);
  });

  it('a resume names what goes on; of one shop while everything is paused it is refused', async () => {
    const desk = await usecaseDesk();
    await desk.approve();
    await pauseWrites(desk.store.automation, { shopId: PROGRAM_WIDE, author: 'a', reason: 'b' }, NOW);
    const request = { ...asks(), resume: true };
    const { items } = await planAutomation(servicesOf(desk), US_SHOP, request, 'anna');
    expect(items[0]?.text).toBe('resume everything. 1 approved action goes on.');
    await expect(
      planAutomation(servicesOf(desk), US_SHOP, { ...request, everything: false }, 'anna'),
    ).rejects.toThrow('Everything is paused, not only this shop.');
  });
});

describe('the settings that hold', () => {
  it('are the last change of each setting, whatever came before, over what the file says', async () => {
    const desk = await usecaseDesk();
    const random = mulberry(7);
    const last = new Map<string, StandingMove>();
    for (let step = 0; step < 120; step += 1) {
      const names = ['per_day', 'per_creator_open', 'minimum_stock', 'minimum_posts_30d', 'month_cost'];
      const name = names[Math.floor(random() * names.length)] ?? 'per_day';
      const value = random() < 0.2 ? 'file' : String(1 + Math.floor(random() * 20));
      const wish = `${name}=${value}`;
      const made = (await tighten(desk, wish)) ?? (await confirm(desk, wish)) ?? [];
      for (const move of made) last.set(move.setting, move);
    }
    const settings = await now(desk);
    const chosen = (name: string, file: number | null) => {
      const move = last.get(name);
      return !move || move.reset ? file : move.to;
    };
    expect(settings.caps).toEqual({
      perDay: chosen('per_day', null),
      perWeek: null,
      perCreatorOpen: chosen('per_creator_open', 2),
      monthCostMinor: chosen('month_cost', 200_000),
    });
    expect(settings.sampleRule.minimumStock).toBe(chosen('minimum_stock', 5));
    expect(settings.sampleRule.minimumPosts30d).toBe(chosen('minimum_posts_30d', 8));
    // The audit has every step: each begins where the one before it ended.
    const history = (await desk.store.automation.history(SHOP, 1_000)).toReversed();
    for (const name of last.keys()) {
      const moves = history.filter(({ setting }) => setting === name);
      for (const [index, move] of moves.entries())
        if (index > 0) expect(move.from).toEqual(moves[index - 1]?.to);
    }
  });

  it('say where each comes from', async () => {
    const desk = await usecaseDesk();
    await tighten(desk, 'minimum_stock=7');
    const sources = { 'defaults.caps.per_day': 'file' } as const;
    const deps = { automation: desk.store.automation, settings: desk.programSettings(), sources };
    const names = ['minimum_stock', 'per_day', 'month_cost'] as const;
    expect(await sourcedSettings(deps, SHOP, names)).toMatchObject([
      { setting: 'minimum_stock', value: 7, source: 'chat', fileValue: 5, change: { author: 'anna' } },
      { setting: 'per_day', value: null, source: 'file', change: null },
      { setting: 'month_cost', value: 200_000, source: 'default' },
    ]);
  });

  it('follow the file again after it was given back, also when the file is edited later', async () => {
    const desk = await usecaseDesk();
    await tighten(desk, 'minimum_stock=7');
    await confirm(desk, 'minimum_stock=file');
    desk.settings = shopSettings({ minimumStock: 3 });
    expect((await now(desk)).sampleRule.minimumStock).toBe(3);
  });
});

/** Small and seeded, so that a failure comes again. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
