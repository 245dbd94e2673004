import { z } from 'zod';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { answerOf, atEitherDepth, count, flag, timeInMillis } from './wire.ts';

const quotaSchema = z.object({
  unlimited: flag,
  quota_use: count,
  quota_sum: count,
  start_time: timeInMillis,
  end_time: timeInMillis,
});
const deeperSchema = answerOf<'get_outreach_quota'>()(z.object({ data: quotaSchema }));
const answerSchema = atEitherDepth(deeperSchema.shape.data);

export function createOutreach(client: Client): Pick<TikTokShop, 'outreachQuota'> {
  return {
    async outreachQuota(shop) {
      const quota = await client.call('get_outreach_quota', { shop }, answerSchema);
      return {
        unlimited: quota.unlimited,
        used: quota.quota_use,
        total: quota.quota_sum,
        startsAt: quota.start_time,
        endsAt: quota.end_time,
      };
    },
  };
}
