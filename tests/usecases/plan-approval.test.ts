import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { decideSamples } from '../../src/usecases/decide-samples.ts';
import { type ApprovalRequest, planApproval } from '../../src/usecases/plan-approval.ts';
import { shopSettings } from '../rules/sample-facts.ts';
import { application, creator, NOW, SHOP } from '../store/support.ts';
import type { ActionDesk } from '../support/action-desk.ts';
import { readRequests, US_SHOP, usecaseDesk } from '../support/usecase-desk.ts';

function plan(desk: ActionDesk, applicationIds: readonly string[], changes: Partial<ApprovalRequest> = {}) {
  return planApproval(
    {
      samples: desk.store.samples,
      actions: desk.store.actions,
      rules: desk.store.rules,
      automation: desk.store.automation,
      programClock: desk.clocks.programClock,
      settings: desk.programSettings(),
    },
    US_SHOP,
    { applicationIds, allRecommended: false, overrideReason: null, note: null, ...changes },
  );
}

const reasons = (made: Awaited<ReturnType<typeof plan>>) => made.refused.map(({ reason }) => reason);

function caps(changes: Partial<ReturnType<typeof shopSettings>['caps']>) {
  return shopSettings(
    {},
    { caps: { perCreatorOpen: 2, perDay: 50, perWeek: 50, monthCostMinor: 1_000_000, ...changes } },
  );
}

describe('planning approvals', () => {
  it('takes no sentence for the creator that no note would carry', async () => {
    const desk = await usecaseDesk();
    const { notes } = desk.settings;
    const off = { ...notes, shipped: { ...notes.shipped, on: false } };
    desk.settings = shopSettings({}, { notes: off });
    await expect(plan(desk, ['application-1'], { note: 'Enjoy!' })).rejects.toThrow(
      'Every note to creators is off for this shop',
    );
    expect((await plan(desk, ['application-1'])).items).toHaveLength(1);
    desk.settings = shopSettings({}, { notes: { ...off, approved: { ...off.approved, on: true } } });
    expect((await plan(desk, ['application-1'], { note: 'Enjoy!' })).items).toHaveLength(1);
  });

  it('says what a yes would do, at which ceiling, and binds it', async () => {
    const desk = await usecaseDesk();
    const made = await plan(desk, ['application-1'], { note: 'Enjoy!' });
    expect(made).toMatchObject({
      actionClass: 'C',
      headline: 'Approve and ship 1 sample',
      refused: [],
      costCeiling: { amountMinor: 2_400, currency: 'USD' },
    });
    const [item] = made.items;
    expect(item?.text).toMatch(/^@anna\.bakes: Vitamin C Serum, up to \$24\.00\. Rule says /);
    expect(item?.binds).toMatchObject({
      applicationId: 'application-1',
      productId: 'product-1',
      skuId: 'sku-1',
      quantity: 1,
      route: 'direct_create',
      costCeiling: { amountMinor: 2_400, currency: 'USD' },
      note: 'Enjoy!',
      ruleVersion: 1,
    });
    expect(item?.effect).toMatchObject({
      insert: { businessKey: 'approve_sample:application-1:1', status: 'approved', proposedBy: 'operator' },
    });
  });

  it('costs unit and parcel where the operator gave them', async () => {
    const desk = await usecaseDesk();
    desk.settings = {
      ...shopSettings(),
      unitCostMinor: { 'SERUM-30': 900 },
      shipping: { route: 'direct_create', shippingMethod: 'Standard', parcelCostMinor: 670 },
    };
    expect((await plan(desk, ['application-1'])).costCeiling).toEqual({
      amountMinor: 1_570,
      currency: 'USD',
    });
  });

  it('is bulk from six', async () => {
    const desk = await usecaseDesk();
    desk.settings = caps({});
    const ids = await readRequests(desk, 6);
    expect((await plan(desk, ids.slice(0, 5))).actionClass).toBe('C');
    expect((await plan(desk, ids)).actionClass).toBe('D');
  });

  it('counts day, week and creator caps through the list, and an override reason passes them', async () => {
    const desk = await usecaseDesk(100);
    const ids = await readRequests(desk, 4);
    desk.settings = caps({ perDay: 3 });
    const day = await plan(desk, ids);
    expect(day.items).toHaveLength(3);
    expect(reasons(day)).toEqual(["Today's cap of 3 samples is reached. Pass it with override_reason."]);
    expect((await plan(desk, ids, { overrideReason: 'A launch.' })).items).toHaveLength(4);
    desk.settings = caps({ perWeek: 2 });
    expect(reasons(await plan(desk, ids))).toEqual(
      Array(2).fill("This week's cap of 2 samples is reached. Pass it with override_reason."),
    );
    desk.settings = caps({ perCreatorOpen: 1 });
    const same = await readRequests(desk, 2, { creator: creator() });
    expect(reasons(await plan(desk, same))).toEqual([
      'The creator already has 1 sample unfinished; your cap is 1. Pass it with override_reason.',
    ]);
  });

  it('lets nobody past the money ceiling', async () => {
    const desk = await usecaseDesk(100);
    desk.settings = caps({ monthCostMinor: 5_000 });
    const ids = await readRequests(desk, 3);
    const made = await plan(desk, ids, { overrideReason: 'A launch.' });
    expect(made.items).toHaveLength(2);
    expect(made.costCeiling).toEqual({ amountMinor: 4_800, currency: 'USD' });
    expect(reasons(made)[0]).toContain('money ceiling of $50.00, which nobody passes');
  });

  it('counts stock through the list, and what earlier approvals hold', async () => {
    const desk = await usecaseDesk(2);
    desk.settings = caps({});
    const ids = await readRequests(desk, 3);
    expect(reasons(await plan(desk, ids))).toEqual(['Out of stock: 2 left, 2 promised already.']);
    await desk.approve({ applicationId: 'application-3' });
    expect(reasons(await plan(desk, ids))).toEqual([
      'Out of stock: 2 left, 2 promised already.',
      'Approval under way (approved): action act_000001.',
    ]);
  });

  it.each([
    ['an expired one', { approveExpiresAt: NOW - 2 * HOUR }, /^Expired 2 h ago\.$/],
    ['an agency request', { agencyName: 'Agency' }, /only the agency can approve it/],
    [
      'one the platform will not approve',
      { approvable: false, disapprovableReasons: ['Product is offline'] },
      /Product is offline/,
    ],
    ['one that was withdrawn', { status: 'WITHDRAW_CANCELLED' }, /^Not open any more: withdrawn/],
    ['one of an unread price', { productId: 'product-9' }, /price of this product has not been read/],
  ])('refuses %s with the reason, and the rest proceed', async (_what, changes, reason) => {
    const desk = await usecaseDesk();
    desk.settings = caps({});
    await readRequests(desk, 1);
    desk.tiktok.set(application({ applicationId: 'application-2', ...changes }));
    await desk.seen();
    const made = await plan(desk, ['application-2', 'application-1', 'application-1']);
    expect(made.items.map(({ key }) => key)).toEqual(['application-1']);
    expect(made.refused).toHaveLength(1);
    expect(reasons(made)[0]).toMatch(reason);
  });

  it('refuses what it does not know, what belongs to another shop, and what no warehouse could know', async () => {
    const desk = await usecaseDesk();
    await desk.store.samples.record('shop-2', [application({ applicationId: 'application-7' })], NOW);
    expect(reasons(await plan(desk, ['application-7', 'nothing']))).toEqual([
      'This request belongs to another shop; name it in "shop".',
      'No request with this id is known. list_pending_samples shows the open ones.',
    ]);
    const nameless = { skuId: 'sku-1', sellerSku: '', price: { amountMinor: 100, currency: 'USD' } };
    await desk.store.catalog.recordProducts(
      SHOP,
      [
        {
          productId: 'product-1',
          title: 'Serum',
          status: 'ACTIVATE',
          categoryId: null,
          categoryName: null,
          skus: [nameless],
          updatedAt: NOW + 1,
        },
      ],
      NOW + 1,
    );
    expect(reasons(await plan(desk, ['application-1']))[0]).toContain('no seller SKU');
    desk.settings = { ...desk.settings, shipping: { ...desk.settings.shipping, route: 'native_sync' } };
    expect((await plan(desk, ['application-1'])).items).toHaveLength(1);
  });

  it('refuses a repeat under way or done, but not one that failed', async () => {
    const desk = await usecaseDesk();
    const id = await desk.approve();
    expect(reasons(await plan(desk, ['application-1']))[0]).toBe(
      `Approval under way (approved): action ${id}.`,
    );
    await desk.decide(id, 'cancelled');
    expect((await plan(desk, ['application-1'])).items).toHaveLength(1);
    const reject = await desk.insert({
      kind: 'reject_sample',
      applicationId: 'application-1',
      creatorId: 'creator-1',
      productId: 'product-1',
      rejectReason: 'OTHER',
    });
    expect(reasons(await plan(desk, ['application-1']))[0]).toBe(
      `Rejection under way (approved): action ${reject}.`,
    );
  });

  it('resolves "all recommended" to a fixed list, the next to expire first', async () => {
    const desk = await usecaseDesk();
    desk.settings = caps({});
    await readRequests(desk, 3);
    desk.tiktok.change('application-3', { approveExpiresAt: NOW + HOUR });
    desk.tiktok.change('application-2', { creator: creator({ creatorId: 'creator-2', posts30d: 0 }) });
    await desk.seen();
    await decideSamples(desk.store, US_SHOP, desk.settings, NOW);
    const made = await plan(desk, [], { allRecommended: true });
    expect(made.items.map(({ key }) => key)).toEqual(['application-3', 'application-1']);
    expect(made.context.applicationIds).toEqual(['application-3', 'application-1']);
    // What is recommended later is not in the yes that was asked for this list.
    desk.clocks.advance(DAY / 24);
    expect((await plan(desk, made.context.applicationIds, { allRecommended: true })).items).toHaveLength(1);
  });

  it('says so when nothing can be approved', async () => {
    const desk = await usecaseDesk();
    expect(await plan(desk, ['nothing'])).toMatchObject({
      headline: 'Nothing to approve',
      items: [],
      costCeiling: null,
    });
  });
});
