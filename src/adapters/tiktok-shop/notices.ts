import type { EndpointFamily } from './endpoints.ts';

/** What an operator may want to know although no call failed because of it. Names only, never content. */
export type Notice =
  /** Fields the platform's documents do not have, or words we do not know: taken as they are. */
  | {
      readonly kind: 'answer_differs';
      readonly operation: string;
      readonly fields: readonly string[];
      readonly words: readonly string[];
    }
  | {
      readonly kind: 'version_gone';
      readonly operation: string;
      readonly version: string;
      /** What is used instead; null when nothing is left. */
      readonly next: string | null;
    }
  | {
      readonly kind: 'breaker_opened';
      readonly family: EndpointFamily;
      readonly shopId: string | null;
      readonly timesInARow: number;
      readonly restMs: number;
    }
  | { readonly kind: 'breaker_closed'; readonly family: EndpointFamily; readonly shopId: string | null };

export type NoticeLog = (notice: Notice) => void;
