import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/domain/alert.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/time.ts';
import { advanceAlerts } from '../../../src/rules/alerts/lifecycle.ts';
import { muteOf } from '../../../src/rules/alerts/mute.ts';
import { planNotices } from '../../../src/rules/alerts/notices.ts';
import { evaluation, finding, NOW, SETTINGS, silence } from './support.ts';

const STEP = 15 * MINUTE;

/** What an evaluation saw: found, clean, or unknown. */
type Seen = 'found' | 'clean' | 'unknown';

/** Alerts carried through evaluations a quarter of an hour apart, as the store would keep them. */
class Story {
  alerts: Alert[] = [];
  now = NOW;
  #last = 0;

  see(seen: Seen, forMs = 0): void {
    const findings = seen === 'unknown' ? null : seen === 'found' ? [finding({ forMs })] : [];
    const { opened, updated, dropped } = advanceAlerts(this.alerts, [evaluation(findings)], this.now);
    const byId = new Map(updated.map((alert) => [alert.alertId, alert]));
    const gone = new Set(dropped.map(({ alertId }) => alertId));
    this.alerts = this.alerts
      .filter(({ alertId }) => !gone.has(alertId))
      .map((alert) => byId.get(alert.alertId) ?? alert);
    for (const alert of opened) {
      this.#last += 1;
      this.alerts.push({ ...alert, alertId: `alr_${this.#last}`, notifiedAt: null, endTold: false });
    }
  }

  /** Messages that go out now. */
  tell(silences = [] as ReturnType<typeof silence>[]) {
    const { notices, marks } = planNotices(this.alerts, silences, SETTINGS, this.now);
    this.alerts = this.alerts.map((alert) => ({
      ...alert,
      notifiedAt: marks.notified.includes(alert.alertId) ? this.now : alert.notifiedAt,
      endTold: alert.endTold || marks.endTold.includes(alert.alertId),
    }));
    return notices;
  }

  get states(): string[] {
    return this.alerts.map(({ state }) => state);
  }
}

function play(seen: readonly Seen[], forMs = 0): Story {
  const story = new Story();
  for (const one of seen) {
    story.see(one, forMs);
    story.now += STEP;
  }
  return story;
}

describe('the life of an alert', () => {
  const f = 'found';
  const c = 'clean';
  const u = 'unknown';
  it.each<[string, Seen[], number, string[]]>([
    ['fires at once without a time to hold', [f], 0, ['firing']],
    ['waits for its time', [f, f], 30 * MINUTE, ['pending']],
    ['fires after its time', [f, f, f], 30 * MINUTE, ['firing']],
    ['is dropped when it ends while pending', [f, c], 30 * MINUTE, []],
    ['goes on after one clean evaluation', [f, c], 0, ['firing']],
    ['goes on when it comes back', [f, c, f, c], 0, ['firing']],
    ['is over after two clean evaluations', [f, c, c], 0, ['resolved']],
    ['is another one the next time', [f, c, c, f], 0, ['resolved', 'firing']],
    ['stands still while nothing is known', [f, u, u, u], 0, ['firing']],
    ['does not end by what is not known', [f, c, u, u], 0, ['firing']],
    ['does not begin by what is not known', [u, u], 0, []],
    ['has to hold anew after a gap', [f, f, u, f], 30 * MINUTE, ['pending']],
  ])('%s', (_name, seen, forMs, states) => {
    expect(play(seen, forMs).states).toEqual(states);
  });

  it('shows what the last evaluation found', () => {
    const story = play(['found']);
    const worse = finding({ title: 'Worse', severity: 'critical' });
    const { updated } = advanceAlerts(story.alerts, [evaluation([worse])], story.now);
    expect(updated).toMatchObject([
      { alertId: 'alr_1', title: 'Worse', severity: 'critical', startedAt: NOW },
    ]);
  });

  it('is left alone by rules and shops that were not evaluated', () => {
    const { updated, dropped } = advanceAlerts(
      play(['found']).alerts,
      [evaluation([], 'ship_sla')],
      NOW + HOUR,
    );
    expect([...updated, ...dropped]).toEqual([]);
  });
});

const anySeen = fc.array(fc.constantFrom<Seen>('found', 'clean', 'unknown'), { maxLength: 40 });

describe('whatever is seen', () => {
  it('an alert is over only after two clean evaluations since it was last found', () => {
    fc.assert(
      fc.property(anySeen, (seen) => {
        const story = new Story();
        let clean = 0;
        for (const one of seen) {
          const before = new Set(
            story.alerts.filter(({ state }) => state === 'resolved').map((a) => a.alertId),
          );
          story.see(one);
          if (one === 'clean') clean += 1;
          if (one === 'found') clean = 0;
          const ended = story.alerts.filter((a) => a.state === 'resolved' && !before.has(a.alertId));
          if (ended.length > 0) expect([one, clean]).toEqual(['clean', 2]);
          story.now += STEP;
        }
      }),
    );
  });

  it('an alert fires only when it was found, for its whole time without a gap', () => {
    fc.assert(
      fc.property(anySeen, fc.integer({ min: 0, max: 8 }), (seen, steps) => {
        const story = new Story();
        let held = 0;
        for (const one of seen) {
          const before = new Set(
            story.alerts.filter(({ firedAt }) => firedAt !== null).map((a) => a.alertId),
          );
          story.see(one, steps * STEP);
          held = one === 'found' ? held + 1 : 0;
          const fired = story.alerts.filter((a) => a.firedAt !== null && !before.has(a.alertId));
          if (fired.length > 0) expect(held).toBeGreaterThanOrEqual(steps === 0 ? 1 : steps);
          story.now += STEP;
        }
      }),
    );
  });

  it('at most one alert of a kind is open', () => {
    fc.assert(
      fc.property(anySeen, (seen) => {
        const open = play(seen).alerts.filter(({ state }) => state !== 'resolved');
        expect(open.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('no message is about a muted alert, an alert that does not fire, or twice within the interval', () => {
    const day = fc.record({ seen: fc.constantFrom<Seen>('found', 'clean', 'unknown'), quiet: fc.boolean() });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 80 }), (days) => {
        const story = new Story();
        let lastTold = Number.NEGATIVE_INFINITY;
        for (const { seen, quiet } of days) {
          story.see(seen);
          const silences = quiet ? [silence({ startsAt: story.now, endsAt: story.now + 1 })] : [];
          const notices = story.tell(silences);
          if (quiet) expect(notices).toEqual([]);
          for (const notice of notices) {
            for (const alert of notice.firing) {
              expect(alert.state).toBe('firing');
              expect(muteOf(alert, story.alerts, silences, story.now)).toBeNull();
              expect(story.now - (alert.firedAt ?? story.now)).toBeGreaterThanOrEqual(SETTINGS.groupWaitMs);
            }
            for (const alert of notice.ended) expect(alert.notifiedAt).not.toBeNull();
            if (notice.firing.some(({ notifiedAt }) => notifiedAt !== null)) {
              expect(story.now - lastTold).toBeGreaterThanOrEqual(SETTINGS.groupIntervalMs);
            }
          }
          if (notices.length > 0) lastTold = story.now;
          story.now += STEP * 3;
        }
      }),
    );
  });

  it('what is told as firing is told as over, once, when it ends unmuted', () => {
    const story = play(['found']);
    story.now += STEP;
    expect(story.tell()).toMatchObject([{ firing: [{}], ended: [] }]);
    story.see('clean');
    story.see('clean');
    story.now += 5 * HOUR;
    expect(story.tell()).toEqual([]);
    story.now += DAY;
    expect(story.tell()).toMatchObject([{ firing: [], ended: [{ state: 'resolved' }] }]);
    story.now += DAY;
    expect(story.tell()).toEqual([]);
  });
});
