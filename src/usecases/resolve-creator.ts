import { OperatorError } from '../domain/errors.ts';
import type { CreatorNameStore } from '../ports/store/index.ts';

export interface FoundCreator {
  readonly creatorId: string;
  /** The present one, whatever the creator was asked for by. */
  readonly username: string;
}

/** Named when a text fits several. */
const ASKED_BACK = 5;

/**
 * The creator that an operator means: by id, username, old username or a part that only one has.
 * @throws OperatorError `input` when several fit, naming them, `not_found` when none does
 */
export async function requireCreator(
  creators: Pick<CreatorNameStore, 'find'>,
  shopId: string,
  text: string,
): Promise<FoundCreator> {
  const found = await creators.find(shopId, text, ASKED_BACK + 1);
  const [creator, second] = found;
  if (creator && !second) return creator;
  if (!creator) {
    throw new OperatorError(
      'not_found',
      `No creator of this shop matches "${text}".`,
      'Give the username or the creator id, or a part of the name.',
    );
  }
  const names = found.slice(0, ASKED_BACK).map((one) => `@${one.username} (${one.creatorId})`);
  const more = found.length > ASKED_BACK ? ' and others' : '';
  throw new OperatorError(
    'input',
    `"${text}" fits several creators.`,
    `Ask which one is meant and give the id: ${names.join(', ')}${more}.`,
  );
}
