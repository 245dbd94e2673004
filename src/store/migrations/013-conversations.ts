import type { Migration } from '../migrate.ts';

export const conversations: Migration = {
  name: '013-conversations',
  sql: `
CREATE TABLE conversations (
  sequence INTEGER PRIMARY KEY,
  shop_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  creator_sender_id TEXT NOT NULL,
  -- NULL until a list showed it: we wrote into it before.
  username TEXT,
  -- Who bears the username, as far as names are known.
  creator_id TEXT,
  unread INTEGER NOT NULL,
  -- As of the last list, either one.
  listed_at INTEGER,
  -- Position in the list of all, and the pass that showed it there; activity moves up.
  place INTEGER,
  placed_at INTEGER,
  -- 1 while the list UNREPLIED shows it.
  unreplied INTEGER NOT NULL,
  unreplied_at INTEGER,
  -- When a sign of something unread was seen; NULL once its messages were read.
  due_at INTEGER,
  -- Begin of a reading of messages that is not whole yet.
  reading_at INTEGER,
  -- Last whole reading, and its newest message: below that nothing is missing.
  read_at INTEGER,
  newest_index TEXT,
  -- By the messages, or by UNREPLIED until they are read.
  unanswered INTEGER NOT NULL,
  waiting_since INTEGER,
  -- The longest unanswered first, then the latest activity.
  age_key INTEGER NOT NULL,
  UNIQUE (shop_id, conversation_id)
) STRICT;

CREATE INDEX conversations_by_age ON conversations (shop_id, age_key);
CREATE INDEX conversations_by_username ON conversations (shop_id, username COLLATE NOCASE);
CREATE INDEX conversations_due ON conversations (shop_id, unanswered DESC, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX conversations_by_reading ON conversations (shop_id, read_at);
CREATE INDEX conversations_unreplied ON conversations (shop_id, unreplied_at) WHERE unreplied = 1;

CREATE TABLE messages (
  shop_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  -- The platform's index in digits of one width, so that texts sort like numbers.
  position_key TEXT NOT NULL,
  message_id TEXT NOT NULL,
  message_index TEXT NOT NULL,
  type TEXT NOT NULL,
  text TEXT,
  subject_id TEXT,
  sent_at INTEGER NOT NULL,
  from_creator INTEGER NOT NULL,
  first_seen_at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, conversation_id, position_key, message_id)
) STRICT, WITHOUT ROWID;

-- What is to be forgotten some day; see retention.ts.
CREATE INDEX messages_with_text ON messages (sent_at) WHERE text IS NOT NULL;

-- What this program sent, known before or after the message is seen.
CREATE TABLE sent_messages (
  shop_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, message_id)
) STRICT, WITHOUT ROWID;
`,
};
