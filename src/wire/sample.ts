import type { Condition, Decision } from '../domain/decision.ts';
import { wireMoney } from '../mcp/render.ts';
import { creatorText, plainLine } from '../mcp/untrusted.ts';
import type { StoredApplication } from '../usecases/services.ts';
import { when } from './fields.ts';

export function wireCondition({ name, value, threshold, truth }: Condition) {
  return { name, truth, ...(value !== null && { value }), ...(threshold !== null && { threshold }) };
}

/** A decision for a list: the figures it rests on and whatever is not met. The whole of it is in the sample's resource. */
const FIGURES = new Set(['gmv_30d', 'posts_30d', 'fulfilment']);

export function wireDecision(decision: Decision) {
  const { verdict, reason, conditions } = decision;
  const shown = conditions.filter(({ name, truth }) => truth !== true || FIGURES.has(name));
  return { verdict, reason, conditions: shown.map(wireCondition) };
}

export function wireCreator({ creator }: Pick<StoredApplication, 'creator'>) {
  return {
    creator_id: creator.creatorId,
    username: creator.username,
    ...(creator.followers !== null && { followers: creator.followers }),
    ...(creator.gmv30d && { gmv_30d: wireMoney(creator.gmv30d) }),
    ...(creator.posts30d !== null && { posts_30d: creator.posts30d }),
    ...(creator.fulfilmentBps !== null && { fulfilment_percent: creator.fulfilmentBps / 100 }),
    ...creatorText({ nickname: creator.nickname }),
  };
}

export function wireProduct({ productId, skuId, productTitle }: StoredApplication) {
  return { product_id: productId, sku_id: skuId, title: productTitle };
}

/** A sample request as lists show it. */
export function wireSample(application: StoredApplication) {
  const { decision, disapprovableReasons: reasons } = application;
  return {
    application_id: application.applicationId,
    creator: wireCreator(application),
    product: wireProduct(application),
    ...when('expires_at', application.approveExpiresAt),
    approvable: application.approvable,
    ...(reasons.length > 0 && { not_approvable_because: [...reasons] }),
    ...(application.agencyName !== null && { agency: plainLine(application.agencyName) }),
    ...(decision && { decision: wireDecision(decision) }),
  };
}
