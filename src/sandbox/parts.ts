import { z } from 'zod';
import { FRAME_PART } from './frame.ts';
import { COLLABORATIONS_PART } from './generator/collaborations.ts';
import { SALES_PART } from './generator/sales.ts';
import { seeded } from './random.ts';
import type { Part, State } from './state.ts';

/**
 * In the order in which they are added; a later one may read what an earlier one wrote. New ones go to the end.
 * A part takes the type Part from state.ts, since this file imports the parts.
 */
const PARTS: readonly Part[] = [FRAME_PART, COLLABORATIONS_PART, SALES_PART];

/**
 * Gives the state file every part it does not have yet: all of them after the programme was generated, the newer ones
 * when a file of an older version is opened. They are filled at the file's clock. Call inside a transaction.
 */
export function addMissingParts(state: State): void {
  const known = z.array(z.string()).parse(JSON.parse(state.metaOrNull('parts') ?? '[]'));
  const missing = PARTS.filter((part) => !known.includes(part.name));
  if (missing.length === 0) return;
  const moment = { state, random: seeded(Number(state.meta('seed'))), now: Number(state.meta('clock_ms')) };
  for (const part of missing) {
    state.execute(part.schema);
    part.fill(moment);
  }
  state.setMeta('parts', JSON.stringify([...known, ...missing.map((part) => part.name)]));
}
