import { createTask, type ScheduledTask } from 'node-cron';
import { DAY, HOUR, MINUTE, type Timestamp } from '../domain/time.ts';

/** Every schedule runs daily; an hour more for the night on which the clock goes back. */
const AT_THE_LATEST = DAY + HOUR;

/** What happens at a moment of the schedule, in the order in which it is asked. */
export interface ScheduledRun {
  /** Whether this process is to run it; true holds the lease until `ended`. */
  elect(): Promise<boolean>;
  run(): Promise<void>;
  ended(): Promise<void>;
}

export interface ScheduleLog {
  error(fields: object, message: string): void;
}

/** The moments of a cron expression in a time zone: node-cron rings at each, and tells which have passed. */
export class CycleSchedule {
  readonly timeZone: string;
  readonly #task: ScheduledTask;
  /** How far `passed` has looked, so that it looks at every minute once. */
  #looked = { since: 0, upTo: 0 };

  /** node-cron goes by the machine's clock; where program time is another, `passed` notices within a second. */
  constructor(expression: string, timeZone: string, scheduled: ScheduledRun, log: ScheduleLog) {
    this.timeZone = timeZone;
    this.#task = createTask(expression, () => scheduled.run(), {
      name: 'cycle',
      timezone: timeZone,
      noOverlap: true,
      distributed: true,
      runCoordinator: { shouldRun: () => scheduled.elect(), onComplete: () => scheduled.ended() },
      logger: quiet(log),
      // What was missed is caught up: see `passed`.
      suppressMissedWarning: true,
      unref: true,
    });
    void this.#task.start();
  }

  /** Whether a moment of the schedule lies after `since`, up to `now`. */
  passed(since: Timestamp, now: Timestamp): boolean {
    if (now - since >= AT_THE_LATEST) return true;
    const looked = this.#looked.since === since ? this.#looked.upTo : since;
    for (let at = nextMinute(looked); at <= now; at = nextMinute(at)) {
      if (this.#task.match(new Date(at))) return true;
      this.#looked = { since, upTo: at };
    }
    return false;
  }

  async stop(): Promise<void> {
    await this.#task.destroy();
  }
}

function nextMinute(after: Timestamp): Timestamp {
  return (Math.floor(after / MINUTE) + 1) * MINUTE;
}

/** Its own logger writes to stdout, which is JSON-RPC in a server. */
function quiet(log: ScheduleLog) {
  const nothing = () => undefined;
  const error = (said: string | Error) =>
    log.error({ reason: said instanceof Error ? said.message : said }, 'the schedule met an error');
  return { debug: nothing, info: nothing, warn: nothing, error };
}
