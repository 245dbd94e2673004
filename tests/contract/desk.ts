import { createTikTokShop } from '../../src/adapters/tiktok-shop/index.ts';
import type { NoticeLog } from '../../src/adapters/tiktok-shop/notices.ts';
import type { ProgramClock } from '../../src/ports/clock.ts';
import {
  FakeMachineClock,
  MemoryCredentials,
  MemoryLeases,
  MemoryRequests,
} from '../adapters/tiktok-shop/memory-stores.ts';

export interface App {
  readonly appKey: string;
  readonly appSecret: string;
  readonly refreshToken: string | null;
}

/** Rates are another test's matter. */
class UnhurriedRequests extends MemoryRequests {
  override async take(): Promise<number> {
    return 0;
  }
}

/** The adapter as the program has it, on stores in memory; waiting takes no time. */
export function adapterAt(
  urls: { api: string; auth: string },
  app: App,
  programClock: ProgramClock,
  credentials = new MemoryCredentials(app.appKey),
  notice: NoticeLog = () => {},
) {
  return createTikTokShop({
    apiUrl: urls.api,
    authUrl: urls.auth,
    apps: [{ role: 'affiliate', ...app }],
    programClock,
    machineClock: new FakeMachineClock(),
    process: { processId: 'contract', pid: 1, host: 'test' },
    credentials,
    leases: new MemoryLeases(),
    requests: new UnhurriedRequests(),
    dailyRequestBudget: 100_000,
    log: () => {},
    notice,
  });
}
