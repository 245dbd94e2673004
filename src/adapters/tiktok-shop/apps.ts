/** The affiliate app has what is about creators; the connector, where there is one, orders and products. */
export type AppRole = 'affiliate' | 'connector';

export interface AppPair {
  readonly role: AppRole;
  readonly appKey: string;
  readonly appSecret: string;
}

/** An app of the seller, with the refresh token that the environment gives for it, if any. */
export interface AppCredentials extends AppPair {
  readonly refreshToken: string | null;
}

/** Where an operator sets what an app has, for example its APP_KEY. */
export function variableOf(role: AppRole, what: string): string {
  return `TIKTOK_SHOP_${role === 'connector' ? 'CONNECTOR_' : ''}${what}`;
}
