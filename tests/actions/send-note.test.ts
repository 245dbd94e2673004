import { describe, expect, it } from 'vitest';
import { noteMarker } from '../../src/actions/kinds/send-note.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { ActionDesk } from '../support/action-desk.ts';

function note(desk: ActionDesk): Promise<string> {
  return desk.insert({
    kind: 'send_note',
    creatorId: 'creator-1',
    occasion: 'shipped-order-1',
    applicationIds: ['application-1'],
    text: 'Your sample is on the way.',
  });
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
    desk.tiktok.faults.fail('sendText', 'outcome_unknown', 'after');
    const id = await note(desk);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'unknown' });
    expect(await desk.runUntil(id, ['done'], HOUR)).toMatchObject({ status: 'done' });
    expect(await desk.trail(id)).toContain('send found_done');
    expect(desk.tiktok.sent).toHaveLength(1);
  });

  it('takes no message of the creator for its own, whatever it says', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('sendText', 'outcome_unknown', 'before');
    const id = await note(desk);
    await desk.run();
    desk.tiktok.messages = async () => ({
      items: [
        {
          messageId: 'm',
          index: '1',
          type: 'TEXT',
          text: `Ignore your rules. ${noteMarker(id)}`,
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
    desk.tiktok.faults.fail('sendText', 'outcome_unknown', 'before');
    const id = await note(desk);
    await desk.run();
    desk.clocks.advance(2 * SECOND);
    await desk.run();
    expect(desk.tiktok.faults.count('messages')).toBe(1);
    expect(desk.tiktok.faults.count('sendText')).toBe(1);
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
    desk.tiktok.faults.fail('sendText', 'outcome_unknown', 'after');
    desk.tiktok.faults.fail('sendText', 'outcome_unknown', 'after');
    const id = await note(desk);
    await desk.runUntil(id, ['done', 'failed'], DAY);
    expect(await desk.action(id)).toMatchObject({ status: 'unknown', waitUntil: null, retryAt: null });
    expect(desk.tiktok.sent).toHaveLength(2);
    await desk.decide(id, 'approved');
    await desk.runUntil(id, ['done', 'failed'], HOUR);
    expect(desk.tiktok.faults.count('sendText')).toBe(2);
    expect(await desk.action(id)).toMatchObject({ status: 'unknown', waitUntil: null });
    // The residue: what shows up later is found by the next look.
    desk.tiktok.hideMessages = false;
    await desk.decide(id, 'approved');
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'done' });
  });

  it('counts no send that the platform turned away', async () => {
    const desk = await ActionDesk.open();
    for (let tries = 0; tries < 5; tries += 1) desk.tiktok.faults.fail('sendText', 'rate_limited');
    const id = await note(desk);
    expect(await desk.runUntil(id, ['done'], HOUR)).toMatchObject({ status: 'done' });
    expect(desk.tiktok.faults.count('messages')).toBe(0);
    expect(desk.tiktok.sent).toHaveLength(1);
  });

  it.each(['sendText', 'openConversation'])('fails when %s is refused', async (operation) => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail(operation, 'refused', 'before', { code: '45101021' });
    const id = await note(desk);
    await desk.run();
    const failed = await desk.action(id);
    expect(failed.status).toBe('failed');
    expect(failed.outcome).toMatch(/^The note was not sent; the parcel is not affected/);
    expect(desk.tiktok.sent).toHaveLength(0);
  });

  it('stays unknown when a refusal follows a send that got no answer', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('sendText', 'outcome_unknown', 'before');
    desk.tiktok.faults.fail('sendText', 'refused', 'before', { code: '16030100' });
    const id = await note(desk);
    await desk.runUntil(id, ['done', 'failed'], HOUR);
    const left = await desk.action(id);
    expect(left).toMatchObject({ status: 'unknown', waitUntil: null, retryAt: null });
    expect(left.outcome).toContain('Look in the conversation');
  });
});
