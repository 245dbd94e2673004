import type { NewSilence, Silence } from '../domain/alert.ts';
import { OperatorError } from '../domain/errors.ts';
import { DAY, describeSpan, toIso } from '../domain/time.ts';
import type { Services } from './services.ts';

/** Longer than a season's break; a silence without an end in sight is a rule to change. */
const LONGEST = 90 * DAY;

/**
 * Mutes alerts until a time: they go on, show as silenced, and nobody is told. Needs an author, a reason, an end and
 * at least a rule or a subject. Throws OperatorError of kind input.
 */
export async function silenceAlerts(
  services: Pick<Services, 'store' | 'programClock'>,
  silence: Omit<NewSilence, 'startsAt'>,
): Promise<Silence> {
  const now = services.programClock.now();
  const problem = problemOf({ ...silence, startsAt: now });
  if (problem) throw new OperatorError('input', problem.what, problem.next);
  const { author, reason } = silence;
  return services.store.alerts.addSilence({
    ...silence,
    author: author.trim(),
    reason: reason.trim(),
    startsAt: now,
  });
}

function problemOf(silence: NewSilence): { readonly what: string; readonly next: string } | null {
  if (silence.author.trim() === '')
    return { what: 'A silence needs an author.', next: 'Say who silences it.' };
  if (silence.reason.trim() === '')
    return { what: 'A silence needs a reason.', next: 'Say why, for whoever wonders later.' };
  if (silence.rule === null && silence.subject === null) {
    return {
      what: 'A silence over everything would hide what nobody expects.',
      next: 'Name a rule, or the id that the alert is about.',
    };
  }
  if (silence.endsAt <= silence.startsAt) {
    return {
      what: 'The end of the silence is not ahead.',
      next: `Give an end after ${toIso(silence.startsAt)}.`,
    };
  }
  if (silence.endsAt - silence.startsAt > LONGEST) {
    return {
      what: `A silence lasts ${describeSpan(LONGEST)} at most.`,
      next: 'Give an earlier end; it can be silenced again then.',
    };
  }
  return null;
}

/** Ends a silence now. Throws OperatorError of kind not_found when there is none, or it is over. */
export async function endSilence(
  services: Pick<Services, 'store' | 'programClock'>,
  silenceId: string,
): Promise<Silence> {
  const ended = await services.store.alerts.endSilence(silenceId, services.programClock.now());
  if (ended) return ended;
  throw new OperatorError(
    'not_found',
    `No silence ${silenceId} stands.`,
    'list_alerts shows the silences with their ids and ends.',
  );
}
