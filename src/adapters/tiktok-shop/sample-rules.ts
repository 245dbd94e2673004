import { z } from 'zod';
import type { SampleRequestRule, SampleThresholds } from '../../domain/collaboration.ts';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { failure } from './failures.ts';
import { toSeconds } from './units.ts';
import { answerOf, type BodyOf, count, flag, id, list, requiredText, text, time } from './wire.ts';

const ruleSchema = z.object({
  product_id: id,
  status: requiredText,
  sample_quota: count,
  available_quantity: count,
  is_sample_time_unlimited: flag,
  start_time: time,
  end_time: time,
  thresholds: z
    .object({
      minimum_follower_count: count,
      minimum_gmv: count,
      avg_ec_video_views: count,
      category_ids: list(id),
      predicted_fulfillment_rank: text,
    })
    .nullish(),
});
const rulesSchema = answerOf<'get_sample_rules'>()(z.object({ sample_rules: list(ruleSchema) }));
const linkSchema = answerOf<'create_sample_link'>()(z.object({ deeplink: requiredText }));
const nothingSchema = z.unknown();

type WireRule = NonNullable<BodyOf<'set_sample_rule'>['sample_rule']>;
type NewRule = Pick<SampleRequestRule, 'quota' | 'startsAt' | 'endsAt' | 'thresholds'>;
type SampleRules = Pick<TikTokShop, 'sampleRequestRules' | 'setSampleRequestRule' | 'sampleRequestLink'>;

export function createSampleRules(client: Client): SampleRules {
  return {
    async sampleRequestRules(shop, productIds) {
      if (productIds.length === 0) return [];
      const query = { product_ids: [...productIds] };
      const data = await client.call('get_sample_rules', { shop, query }, rulesSchema);
      return data.sample_rules.map(toRule);
    },

    async setSampleRequestRule(shop, productId, rule) {
      const body = { product_id: productId, sample_rule: ruleBody(rule) };
      await client.call('set_sample_rule', { shop, body }, nothingSchema);
    },

    async sampleRequestLink(shop, { productId, skuId, collaborationId, validDays }) {
      const query = {
        product_id: productId,
        sku_id: skuId,
        ...(collaborationId !== undefined && { collaboration_id: collaborationId }),
        valid_days: validDays,
      };
      return (await client.call('create_sample_link', { shop, query }, linkSchema)).deeplink;
    },
  };
}

function ruleBody(rule: NewRule | null): WireRule {
  if (rule === null) return { activate_status: 'DEACTIVATE' };
  const { quota, startsAt, endsAt, thresholds } = rule;
  if ((startsAt === null) !== (endsAt === null)) {
    throw failure(
      'invalid',
      'A sample rule needs both a start and an end, or neither. Nothing was changed.',
      { operation: 'set_sample_rule' },
    );
  }
  return {
    activate_status: 'ACTIVATE',
    ...(quota !== null && { sample_quota: quota }),
    is_sample_time_unlimited: startsAt === null,
    ...(startsAt !== null && { start_time: toSeconds(startsAt) }),
    ...(endsAt !== null && { end_time: toSeconds(endsAt) }),
    thresholds: thresholdsBody(thresholds),
  };
}

function thresholdsBody(thresholds: SampleThresholds): NonNullable<WireRule['thresholds']> {
  const { minimumFollowers, minimumGmv, averageVideoViews, categoryIds, fulfilmentRank } = thresholds;
  return {
    ...(minimumFollowers !== null && { minimum_follower_count: minimumFollowers }),
    ...(minimumGmv !== null && { minimum_gmv: minimumGmv }),
    ...(averageVideoViews !== null && { avg_ec_video_views: averageVideoViews }),
    ...(categoryIds.length > 0 && { category_ids: [...categoryIds] }),
    ...(fulfilmentRank !== null && { predicted_fulfillment_rank: fulfilmentRank }),
  };
}

function toRule(wire: z.output<typeof ruleSchema>): SampleRequestRule {
  const { thresholds } = wire;
  return {
    productId: wire.product_id,
    status: wire.status,
    quota: wire.sample_quota,
    available: wire.available_quantity,
    startsAt: wire.is_sample_time_unlimited ? null : wire.start_time,
    endsAt: wire.is_sample_time_unlimited ? null : wire.end_time,
    thresholds: {
      minimumFollowers: thresholds?.minimum_follower_count ?? null,
      minimumGmv: thresholds?.minimum_gmv ?? null,
      averageVideoViews: thresholds?.avg_ec_video_views ?? null,
      categoryIds: thresholds?.category_ids ?? [],
      fulfilmentRank: thresholds?.predicted_fulfillment_rank ?? null,
    },
  };
}
