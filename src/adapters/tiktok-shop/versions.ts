import { DAY, type Timestamp } from '../../domain/time.ts';
import type { ProgramClock } from '../../ports/clock.ts';
import { ENDPOINTS, type OperationName } from './endpoints.ts';

/** A retired version is asked about again after this: a gateway can say "gone" by mistake. Program time. */
const REMEMBERED_MS = DAY;

export interface Versions {
  /** The newest version that is not known to be gone; null when all are. */
  current(operation: OperationName): string | null;
  /** Remembers, in this process, that the platform does not answer it any more. */
  retire(operation: OperationName, version: string): void;
}

export function createVersions(programClock: ProgramClock): Versions {
  const goneUntil = new Map<string, Timestamp>();
  return {
    current(operation) {
      const now = programClock.now();
      const isKnownGone = (version: string) => (goneUntil.get(`${operation} ${version}`) ?? 0) > now;
      return ENDPOINTS[operation].versions.find((version) => !isKnownGone(version)) ?? null;
    },
    retire(operation, version) {
      goneUntil.set(`${operation} ${version}`, programClock.now() + REMEMBERED_MS);
    },
  };
}
