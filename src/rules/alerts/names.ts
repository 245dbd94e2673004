const LONGEST_TITLE = 60;

/** A username is the only thing of a creator's making in a message; what TikTok Shop's usernames cannot hold is dropped. */
export function creatorName(username: string): string {
  const plain = username.replace(/[^\p{L}\p{N}._]/gu, '').slice(0, 40);
  return plain === '' ? 'a creator' : `@${plain}`;
}

/** The seller's own title, on one line and not too long. */
export function productName(title: string): string {
  const characters = [...title.replace(/[\p{C}\s]+/gu, ' ').trim()];
  return characters.length <= LONGEST_TITLE
    ? characters.join('')
    : `${characters
        .slice(0, LONGEST_TITLE - 1)
        .join('')
        .trimEnd()}…`;
}
