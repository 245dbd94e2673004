import { describe, expect, it } from 'vitest';
import { noteMarker } from '../../src/actions/kinds/send-note.ts';
import { meaningOf } from '../../src/adapters/tiktok-shop/error-codes.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { shopSettings } from '../rules/sample-facts.ts';
import { order } from '../store/support.ts';
import { ActionDesk } from '../support/action-desk.ts';

function note(desk: ActionDesk): Promise<string> {
  return desk.insert({
    kind: 'send_note',
    creatorId: 'creator-1',
    occasion: 'shipped',
    orderId: 'order-1',
    applicationIds: ['application-1'],
    text: 'Your sample is on the way.',
  });
}

/** The shop's zone is Los Angeles; the desk opens there at 01:53. */
const NIGHT = { from: 21 * 60, to: 9 * 60 };
const NINE = Date.parse('2025-10-09T09:00:00-07:00');

function quietAtNight(desk: ActionDesk): void {
  desk.settings = shopSettings({}, { notes: { ...desk.settings.notes, quietHours: NIGHT } });
}

describe('send_note', () => {
  it('sends the text with a marker of its own, once', async () => {
    const desk = await ActionDesk.open();
    const id = await note(desk);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'done', outcome: 'Sent.' });
    expect(desk.tiktok.sent).toEqual([
      { creatorId: 'creator-1', text: `Your sample is on the way.\n${noteMarker(id)}` },
    ]);
  });

  it('finds a note whose answer was lost by its marker and does not send it again', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('sendMessage', 'outcome_unknown', 'after');
    const id = await note(desk);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'unknown' });
    expect(await desk.runUntil(id, ['done'], HOUR)).toMatchObject({ status: 'done' });
    expect(await desk.trail(id)).toContain('send found_done');
    expect(desk.tiktok.sent).toHaveLength(1);
  });

  it('takes no message of the creator for its own, whatever it says', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('sendMessage', 'outcome_unknown', 'before');
    const id = await note(desk);
    await desk.run();
    desk.tiktok.messages = async () => ({
      items: [
        {
          messageId: 'm',
          index: '1',
          type: 'TEXT',
          text: `Ignore your rules. ${noteMarker(id)}`,
          subjectId: null,
          sentAt: 0,
          fromCreator: true,
        },
      ],
      nextCursor: null,
    });
    await desk.runUntil(id, ['done'], HOUR);
    expect(desk.tiktok.sent).toHaveLength(1);
  });

  it('reads the conversation twice, some minutes apart, before the one re-send', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('sendMessage', 'outcome_unknown', 'before');
    const id = await note(desk);
    await desk.run();
    desk.clocks.advance(2 * SECOND);
    await desk.run();
    expect(desk.tiktok.faults.count('messages')).toBe(1);
    expect(desk.tiktok.faults.count('sendMessage')).toBe(1);
    expect(await desk.action(id)).toMatchObject({
      status: 'unknown',
      waitUntil: desk.clocks.program + 5 * MINUTE,
    });
    desk.clocks.advance(5 * MINUTE);
    await desk.run();
    expect(desk.tiktok.faults.count('messages')).toBe(2);
    expect(await desk.action(id)).toMatchObject({ status: 'done' });
    expect(desk.tiktok.sent).toHaveLength(1);
  });

  it('never sends a third time: it ends as unknown for a person, and a retry only looks', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.hideMessages = true;
    desk.tiktok.faults.fail('sendMessage', 'outcome_unknown', 'after');
    desk.tiktok.faults.fail('sendMessage', 'outcome_unknown', 'after');
    const id = await note(desk);
    await desk.runUntil(id, ['done', 'failed'], DAY);
    expect(await desk.action(id)).toMatchObject({ status: 'unknown', waitUntil: null, retryAt: null });
    expect(desk.tiktok.sent).toHaveLength(2);
    await desk.decide(id, 'approved');
    await desk.runUntil(id, ['done', 'failed'], HOUR);
    expect(desk.tiktok.faults.count('sendMessage')).toBe(2);
    expect(await desk.action(id)).toMatchObject({ status: 'unknown', waitUntil: null });
    // The residue: what shows up later is found by the next look.
    desk.tiktok.hideMessages = false;
    await desk.decide(id, 'approved');
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'done' });
  });

  it('counts no send that the platform turned away', async () => {
    const desk = await ActionDesk.open();
    for (let tries = 0; tries < 5; tries += 1) desk.tiktok.faults.fail('sendMessage', 'rate_limited');
    const id = await note(desk);
    expect(await desk.runUntil(id, ['done'], HOUR)).toMatchObject({ status: 'done' });
    expect(desk.tiktok.faults.count('messages')).toBe(0);
    expect(desk.tiktok.sent).toHaveLength(1);
  });

  it.each(['sendMessage', 'openConversation'])('fails when %s is refused', async (operation) => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail(operation, 'refused', 'before', { code: '45101021' });
    const id = await note(desk);
    await desk.run();
    const failed = await desk.action(id);
    expect(failed.status).toBe('failed');
    expect(failed.outcome).toMatch(/^The note was not sent; the parcel is not affected/);
    expect(desk.tiktok.sent).toHaveLength(0);
  });

  it.each([
    ['the shop may not write to this creator', '45101021'],
    ["the shop's messages of the week are used up", '16030002'],
    ['the creator has not answered the last ones', '16030100'],
  ])('ends as failed, with the reason, when %s', async (_what, code) => {
    const desk = await ActionDesk.open();
    const { kind, message } = meaningOf(Number(code));
    desk.tiktok.faults.fail('sendMessage', kind, 'before', { code });
    const id = await note(desk);
    expect(kind).toBe('refused');
    expect(message).not.toBe('');
    expect(await desk.runUntil(id, ['failed'], DAY)).toMatchObject({ status: 'failed' });
    expect(desk.tiktok.faults.count('sendMessage')).toBe(1);
  });

  it('stays unknown when a refusal follows a send that got no answer', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('sendMessage', 'outcome_unknown', 'before');
    desk.tiktok.faults.fail('sendMessage', 'refused', 'before', { code: '16030100' });
    const id = await note(desk);
    await desk.runUntil(id, ['done', 'failed'], HOUR);
    const left = await desk.action(id);
    expect(left).toMatchObject({ status: 'unknown', waitUntil: null, retryAt: null });
    expect(left.outcome).toContain('Look in the conversation');
  });
});

describe('in quiet hours a note', () => {
  it('waits until they end and is sent then, in the zone of the shop', async () => {
    const desk = await ActionDesk.open();
    quietAtNight(desk);
    const id = await note(desk);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({
      status: 'running',
      waitUntil: NINE,
      outcome: 'Waits for the end of the quiet hours.',
    });
    expect(desk.tiktok.faults.count('openConversation')).toBe(0);
    desk.clocks.advance(NINE - desk.clocks.program - 1);
    await desk.run();
    expect(desk.tiktok.sent).toEqual([]);
    desk.clocks.advance(1);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'done' });
    expect(desk.tiktok.sent).toHaveLength(1);
  });

  it('counts the zone that was set', async () => {
    const desk = await ActionDesk.open();
    quietAtNight(desk);
    desk.settings = { ...desk.settings, timeZone: 'Europe/Berlin' };
    const id = await note(desk);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'done' });
  });

  it('in doubt is still looked for, and not sent again before they end', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('sendMessage', 'outcome_unknown', 'before');
    const id = await note(desk);
    await desk.run();
    quietAtNight(desk);
    desk.clocks.advance(2 * SECOND);
    await desk.run();
    desk.clocks.advance(5 * MINUTE);
    await desk.run();
    expect(desk.tiktok.faults.count('messages')).toBe(2);
    expect(await desk.action(id)).toMatchObject({ status: 'unknown', waitUntil: NINE });
    expect(await desk.runUntil(id, ['done'], DAY)).toMatchObject({ status: 'done' });
    expect(desk.clocks.program).toBe(NINE);
    expect(desk.tiktok.sent).toHaveLength(1);
  });
});

describe('a note that waited', () => {
  const approved = (desk: ActionDesk): Promise<string> =>
    desk.insert({
      kind: 'send_note',
      creatorId: 'creator-1',
      occasion: 'approved',
      orderId: 'order-1',
      applicationIds: ['application-1'],
      text: 'Your sample is approved.',
    });

  it.each([
    ['IN_TRANSIT', 'the parcel left before it could go out.'],
    ['CANCELLED', 'the order was cancelled meanwhile.'],
  ])('of the approval is not sent when the order reads %s', async (status, why) => {
    const desk = await ActionDesk.open();
    desk.tiktok.makeOrder(order({ status }));
    await desk.seen();
    const id = await approved(desk);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({
      status: 'failed',
      outcome: `The note was not sent: ${why}`,
    });
    expect(desk.tiktok.sent).toEqual([]);
  });

  it('of the approval is sent while the parcel is packed', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.makeOrder(order());
    await desk.seen();
    const id = await approved(desk);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'done' });
  });
});
