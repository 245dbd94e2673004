import type { Migration } from '../migrate.ts';
import { firstSchema } from './001-first-schema.ts';

/** In order; the schema version is the number of migrations applied. A released one is never edited. */
export const MIGRATIONS: readonly Migration[] = [firstSchema];
