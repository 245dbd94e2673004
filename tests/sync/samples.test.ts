import { expect, test } from 'vitest';
import { MINUTE } from '../../src/domain/time.ts';
import { application, order, trouble } from './fake-platform.ts';
import { feedOf, Programme, START, seeded } from './programme.ts';

test('an application approved outside, withdrawn or expired is picked up in the same cycle', async () => {
  const programme = seeded();
  await programme.cycle();
  programme.platform.setStatus('open-1', 'AWAITING_SHIPMENT', 'order-new');
  programme.platform.setStatus('open-2', 'WITHDRAW_CANCELLED');
  programme.platform.setStatus('open-3', 'OVERDUE_CANCELLED');
  programme.platform.orders.push(order('order-new', START + 5 * MINUTE));

  const report = await programme.nextCycle();
  expect(programme.status('open-1')).toBe('AWAITING_SHIPMENT');
  expect(programme.status('open-2')).toBe('WITHDRAW_CANCELLED');
  expect(programme.status('open-3')).toBe('OVERDUE_CANCELLED');
  expect(programme.store.orderRows.has('order-new')).toBe(true);
  expect(feedOf(report, 'samples:moved')).toMatchObject({ requests: 3, read: 3, changed: 3 });
});

test('one the platform no longer shows stays as it was, with its old time', async () => {
  const programme = seeded();
  await programme.cycle();
  const before = programme.store.applications.get('open-4');
  programme.platform.applications = programme.platform.applications.filter(
    ({ applicationId }) => applicationId !== 'open-4',
  );
  await programme.nextCycle();
  await programme.nextCycle();
  expect(programme.store.applications.get('open-4')).toEqual(before);
});

test('a row that slips between two pages is read on its own and keeps its status', async () => {
  const programme = seeded();
  await programme.cycle();
  programme.platform.beforeAnswer = ({ operation, detail }) => {
    // open-0 leaves the list between the first and the second page, so open-2 moves onto the page already read.
    if (operation === 'searchSampleApplications' && detail === 'PENDING') {
      if (programme.platform.count(operation, detail) === 6)
        programme.platform.setStatus('open-0', 'REJECT_CANCELLED');
    }
  };
  const report = await programme.nextCycle();
  const slipped = programme.store.applications.get('open-2');
  expect(slipped?.status).toBe('PENDING');
  expect(slipped?.asOf).toBeGreaterThan(report.startedAt);
  expect(feedOf(report, 'samples:moved').read).toBe(1);
});

test('a hundred approved outside at once come by the list of approved samples, not one by one', async () => {
  const programme = new Programme();
  const ids = Array.from({ length: 100 }, (_, n) => `a-${n}`);
  programme.platform.applications = ids.map((id) => application(id));
  await programme.cycle();
  for (const id of ids) programme.platform.setStatus(id, 'AWAITING_SHIPMENT', `order-${id}`);
  const report = await programme.nextCycle();
  expect(ids.filter((id) => programme.status(id) !== 'AWAITING_SHIPMENT')).toEqual([]);
  expect(feedOf(report, 'samples:moved').requests).toBe(2);
});

test('samples under way that ended outside are read again in the cycle after their list', async () => {
  const programme = seeded();
  await programme.cycle();
  programme.platform.setStatus('owes-0', 'COMPLETED');
  programme.now += 31 * MINUTE;
  await programme.cycle();
  await programme.nextCycle();
  expect(programme.status('owes-0')).toBe('COMPLETED');
});

test('a list that is suddenly empty changes nothing and does not use up the requests', async () => {
  const programme = new Programme();
  const ids = Array.from({ length: 60 }, (_, n) => `a-${n}`);
  programme.platform.applications = ids.map((id) => application(id));
  await programme.cycle();
  programme.platform.applications = [];
  const report = await programme.nextCycle();
  expect(ids.filter((id) => programme.status(id) !== 'PENDING')).toEqual([]);
  expect(feedOf(report, 'samples:moved').requests).toBeLessThanOrEqual(21);
});

test('a bulk of moved applications is spread over cycles, and all arrive', async () => {
  const programme = new Programme();
  const ids = Array.from({ length: 450 }, (_, n) => `a-${n}`);
  programme.platform.applications = ids.map((id) => application(id));
  await programme.cycle();
  for (const id of ids) programme.platform.setStatus(id, 'OVERDUE_CANCELLED');
  const left = async () => {
    await programme.nextCycle();
    return ids.filter((id) => programme.status(id) === 'PENDING').length;
  };
  expect([await left(), await left(), await left()]).toEqual([250, 50, 0]);
});

test('a sweep that did not end says nothing about what moved', async () => {
  const programme = seeded();
  await programme.cycle();
  programme.platform.beforeAnswer = ({ operation }) => {
    if (operation === 'searchSampleApplications' && programme.platform.count(operation, 'PENDING') === 6) {
      throw trouble('unavailable');
    }
  };
  const report = await programme.nextCycle();
  expect(feedOf(report, 'samples:PENDING').failure).not.toBeNull();
  expect(feedOf(report, 'samples:moved').requests).toBe(0);
});

test('all statuses share the requests of one cycle', async () => {
  const programme = new Programme();
  const open = Array.from({ length: 150 }, (_, n) => application(`open-${n}`));
  const sent = Array.from({ length: 150 }, (_, n) => application(`sent-${n}`, 'SHIPPED'));
  programme.platform.applications = [...open, ...sent];
  await programme.cycle();
  for (const { applicationId } of sent)
    programme.platform.setStatus(applicationId, 'UNFULFILLABLE_CANCELLED');
  programme.now += 31 * MINUTE;
  await programme.cycle();
  for (const { applicationId } of open) programme.platform.setStatus(applicationId, 'WITHDRAW_CANCELLED');
  await programme.nextCycle();
  expect(programme.platform.count('findSampleApplication')).toBe(200);
  await programme.nextCycle();
  expect(programme.platform.count('findSampleApplication')).toBe(300);
});
