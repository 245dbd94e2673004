import type { AlertRule, AlertSeverity } from '../domain/alert.ts';
import type { Timestamp } from '../domain/time.ts';

export interface NotifiedAlert {
  readonly alertId: string;
  readonly title: string;
  readonly state: 'firing' | 'resolved';
  readonly startedAt: Timestamp;
  readonly deadline: Timestamp | null;
}

/** A message as people read it, with its facts for machines. Holds no address and no text of a creator. */
export interface NotifyMessage {
  readonly kind: 'alert' | 'digest';
  /** One line that stands alone. */
  readonly subject: string;
  readonly lines: readonly string[];
  readonly severity: AlertSeverity;
  /** Null for the digest. */
  readonly rule: AlertRule | null;
  /** Null for what belongs to no single shop. */
  readonly shop: { readonly shopId: string; readonly name: string } | null;
  readonly sandbox: boolean;
  /** Program time. */
  readonly at: Timestamp;
  readonly alerts: readonly NotifiedAlert[];
}

/** `failed` is to be tried again; `why` is ours and safe to show: no address, no text of the other side. */
export type SendResult =
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed'; readonly why: string; readonly retryAfterMs?: number };

/** One way out. Never throws: trouble is part of the result. */
export interface NotifyChannel {
  /** The operator's name for it. */
  readonly name: string;
  /** `deliveryId` is the same on every try, so that a receiver can drop a repeat. */
  send(deliveryId: string, message: NotifyMessage): Promise<SendResult>;
  close(): Promise<void>;
}
