import { describe, expect, it } from 'vitest';
import { PROGRAM_WIDE } from '../../src/domain/alert.ts';
import { DAY } from '../../src/domain/time.ts';
import { actByRule } from '../../src/usecases/act-by-rule.ts';
import { pauseWrites } from '../../src/usecases/pause.ts';
import { limitRules, sampleLimitState } from '../../src/usecases/sample-limits.ts';
import { shopSettings } from '../rules/sample-facts.ts';
import { application, creator, NOW, SHOP } from '../store/support.ts';
import type { ActionDesk } from '../support/action-desk.ts';
import { readRequests, US_SHOP, usecaseDesk } from '../support/usecase-desk.ts';

async function autoDesk(
  requests: number,
  caps: Partial<ReturnType<typeof shopSettings>['caps']> = {},
): Promise<ActionDesk> {
  const desk = await usecaseDesk(100);
  desk.settings = shopSettings(
    { mode: 'auto' },
    { caps: { perCreatorOpen: 2, perDay: 5, perWeek: 50, monthCostMinor: 1_000_000, ...caps } },
  );
  desk.limits = async () =>
    limitRules(US_SHOP, await sampleLimitState(desk.store, US_SHOP, desk.settings, desk.clocks.program));
  await readRequests(desk, requests);
  return desk;
}

const act = (desk: ActionDesk) =>
  actByRule(
    { store: desk.store, programClock: desk.clocks.programClock, settings: desk.programSettings() },
    US_SHOP,
  );

const ofRule = async (desk: ActionDesk) =>
  (await desk.store.actions.list({ shopId: SHOP, proposedBy: 'sample_request', limit: 50 })).items;

describe('the sample rule in auto', () => {
  it('approves what it approves, in its own name, those that run out first, up to the cap of the day', async () => {
    const desk = await autoDesk(8);
    desk.tiktok.change('application-7', { approveExpiresAt: NOW + 1_000 });
    await desk.seen();
    expect(await act(desk)).toEqual({ approved: 5, rejected: 0, withdrawn: 0 });
    const actions = await ofRule(desk);
    expect(actions.map(({ subject }) => subject)).toContain('application-7');
    expect(actions[0]).toMatchObject({ kind: 'approve_sample', actionClass: 'C', status: 'approved' });
    expect(actions[0]?.plan).toMatchObject({ overrideReason: null, costCeiling: { amountMinor: 2_400 } });
  });

  it('acts once on a request, however often it looks, and never past a cap', async () => {
    const desk = await autoDesk(12, { perDay: 4 });
    for (let look = 0; look < 3; look += 1) {
      await act(desk);
      await desk.run();
    }
    expect(desk.tiktok.faults.count('approve')).toBe(4);
    desk.clocks.advance(DAY);
    await desk.seen();
    await desk.store.catalog.recordStock(
      SHOP,
      [{ productId: 'product-1', skuId: 'sku-1', available: 96 }],
      desk.clocks.program,
    );
    await act(desk);
    await desk.run();
    expect(desk.tiktok.approved()).toHaveLength(8);
  });

  it.each([
    ['the week', { perDay: 9, perWeek: 3 }, 3],
    ['the money of the month', { monthCostMinor: 5_000 }, 2],
  ])('keeps to %s', async (_what, caps, approved) => {
    expect(await act(await autoDesk(9, caps))).toMatchObject({ approved });
  });

  it('keeps to what one creator may have unfinished', async () => {
    const desk = await autoDesk(0);
    for (const id of ['a-1', 'a-2', 'a-3']) desk.tiktok.set(application({ applicationId: id }));
    await desk.seen();
    expect(await act(desk)).toMatchObject({ approved: 2 });
    expect(await act(desk)).toMatchObject({ approved: 0 });
  });

  it('leaves the last units that its line keeps', async () => {
    const desk = await autoDesk(5);
    await desk.store.catalog.recordStock(
      SHOP,
      [{ productId: 'product-1', skuId: 'sku-1', available: 7 }],
      NOW,
    );
    expect(await act(desk)).toMatchObject({ approved: 3 });
    expect(await act(desk)).toEqual({ approved: 0, rejected: 0, withdrawn: 0 });
  });

  it('rejects blocked creators by itself and nobody else', async () => {
    const desk = await autoDesk(3);
    const { sampleRule } = desk.settings;
    desk.settings = { ...desk.settings, sampleRule: { ...sampleRule, blockedCreators: ['user2'] } };
    desk.tiktok.change('application-3', {
      creator: creator({ creatorId: 'creator-3', username: 'user3', posts30d: 1 }),
    });
    await desk.seen();
    expect(await act(desk)).toMatchObject({ approved: 1, rejected: 1 });
    const rejected = (await ofRule(desk)).find(({ kind }) => kind === 'reject_sample');
    expect(rejected).toMatchObject({ subject: 'application-2', reason: 'On your blocklist.' });
  });

  it.each(['off', 'watch', 'ask'] as const)('does nothing by itself in mode %s', async (mode) => {
    const desk = await autoDesk(3);
    desk.settings = { ...desk.settings, sampleRule: { ...desk.settings.sampleRule, mode } };
    expect(await act(desk)).toEqual({ approved: 0, rejected: 0, withdrawn: 0 });
  });

  it('does nothing in read-only mode and nothing while paused', async () => {
    const desk = await autoDesk(3);
    desk.mode = 'read-only';
    expect(await act(desk)).toMatchObject({ approved: 0 });
    desk.mode = 'confirm';
    const everything = { shopId: PROGRAM_WIDE, author: 'anna', reason: 'test' };
    await pauseWrites(desk.store.automation, everything, NOW);
    expect(await act(desk)).toMatchObject({ approved: 0 });
  });

  it('takes back what it queued once it would not do it any more, and comes back to it when it would', async () => {
    const desk = await autoDesk(3);
    expect(await act(desk)).toMatchObject({ approved: 3 });
    const auto = desk.settings;
    desk.settings = { ...auto, sampleRule: { ...auto.sampleRule, mode: 'ask' } };
    expect(await act(desk)).toEqual({ approved: 0, rejected: 0, withdrawn: 3 });
    await desk.run();
    expect(desk.tiktok.faults.count('approve')).toBe(0);
    desk.settings = auto;
    expect(await act(desk)).toMatchObject({ approved: 3 });
  });

  it('takes back what a cap stopped at the gate instead of leaving it to a person', async () => {
    const desk = await autoDesk(3);
    await act(desk);
    desk.settings = { ...desk.settings, caps: { ...desk.settings.caps, perDay: 1 } };
    await desk.run();
    expect(desk.tiktok.faults.count('approve')).toBe(1);
    expect(await act(desk)).toEqual({ approved: 0, rejected: 0, withdrawn: 2 });
  });

  it('leaves a request alone on which a person said no or an action failed', async () => {
    const desk = await autoDesk(2);
    await act(desk);
    const [later, first] = await ofRule(desk);
    await desk.decide(later?.actionId ?? '', 'cancelled');
    desk.tiktok.faults.fail('approve', 'refused');
    await desk.run();
    expect((await desk.action(first?.actionId ?? '')).status).toBe('failed');
    expect(await act(desk)).toEqual({ approved: 0, rejected: 0, withdrawn: 0 });
  });
});
