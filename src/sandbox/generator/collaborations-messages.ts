import { DAY, MINUTE } from '../clock.ts';
import type { CreatorRow, MessageRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { conversationWith, openConversation, writeMessage } from '../world/messages.ts';

const CONVERSATIONS = 6;

type Line = readonly [MessageRow['sender'], string, object];

interface Subject {
  application_id: string;
  product_id: string;
  target_collaboration_id: string;
}

/** Every type of message that a history may hold (platform reference 4.8). */
const SCRIPTS: readonly ((subject: Subject) => readonly Line[])[] = [
  (subject) => [
    ['seller', 'PRODUCT_CARD', { product_id: subject.product_id }],
    ['creator', 'TEXT', { content: 'Oh nice, I have been looking for one of these.' }],
    ['creator', 'FREE_SAMPLE_CARD', { apply_id: subject.application_id }],
    ['platform', 'NOTIFICATION', { content: 'The creator has requested a free sample.' }],
    ['seller', 'TEXT', { content: 'Great, we will look at it today.' }],
  ],
  (subject) => [
    ['seller', 'TARGET_COLLABORATION_CARD', { invitation_group_id: subject.target_collaboration_id }],
    ['platform', 'SYSTEM', { content: 'This conversation is monitored for your safety.' }],
    ['creator', 'EMOTICONS', { emoji: '[wow]' }],
    ['creator', 'TEXT', { content: 'What would the commission be on lives?' }],
  ],
  (subject) => [
    ['creator', 'TEXT', { content: 'Look what arrived today!' }],
    ['creator', 'IMAGE', { url: 'https://cdn.example.com/im/parcel.webp', width: 1080, height: 1440 }],
    [
      'seller',
      'CRM_TEXT_WITH_IMAGE_CARD',
      { content: 'New season, new colours.', image_url: 'https://cdn.example.com/im/season.webp' },
    ],
    [
      'seller',
      'CRM_TEXT_WITH_PRODUCTS_CARD',
      { content: 'These go well together.', product_ids: [subject.product_id] },
    ],
  ],
];

/** Conversations with cards, pictures and lines of the platform, among creators who had none. */
export function writeCardConversations(moment: Moment): void {
  const { state, random } = moment;
  const deal = state.one<{ id: string }>(
    'SELECT max(target_collaboration_id) AS id FROM target_collaborations',
  );
  const creators = state.all<CreatorRow & { application_id: string; product_id: string }>(
    `SELECT c.*, max(application_id) AS application_id, a.product_id FROM creators c JOIN applications a USING (creator_open_id)
     WHERE creator_open_id NOT IN (SELECT creator_open_id FROM conversations) AND a.status = 'COMPLETED'
     GROUP BY c.creator_open_id ORDER BY c.rowid LIMIT ?`,
    CONVERSATIONS,
  );
  creators.forEach((creator, index) => {
    const script = SCRIPTS[index % SCRIPTS.length];
    if (script === undefined) return;
    const subject = { ...creator, target_collaboration_id: deal?.id ?? '' };
    const days = 2 + 30 * random.fraction('cards', creator.creator_open_id);
    let now = moment.now - Math.round(days * DAY);
    openConversation({ ...moment, now }, creator.creator_open_id, 'creator_conversation');
    for (const [sender, type, content] of script(subject)) {
      now += random.integer(3, 400, 'card after', creator.creator_open_id, type) * MINUTE;
      const conversation = conversationWith(moment, creator.creator_open_id);
      if (conversation === undefined) return;
      const message = { sender, type, content: JSON.stringify(content), beforeStart: true };
      writeMessage({ ...moment, now }, conversation, message, 'creator_message');
    }
  });
}
