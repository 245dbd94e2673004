import type { z } from 'zod';
import type { ShipBobCall } from './call.ts';
import type { ShipBobClient } from './client.ts';
import { badAnswer } from './errors.ts';

/** Far beyond what a search for one SKU or a list of channels fills; a list that circles ends here. */
const MAX_PAGES = 40;

/** The pages of a list, by its `next` address. */
export async function* pages<T extends { next?: string | null | undefined }>(
  client: ShipBobClient,
  call: ShipBobCall,
  schema: z.ZodType<T>,
): AsyncGenerator<T> {
  let target = call.target;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await client.get({ ...call, target }, schema);
    yield answer;
    if (!answer.next) return;
    target = client.nextPage(call, answer.next);
  }
  throw badAnswer(call, `the list has more than ${MAX_PAGES} pages`);
}
