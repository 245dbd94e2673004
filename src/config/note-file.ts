import { z } from 'zod';
import { type NoteOccasion, noteTemplateProblem } from '../domain/note.ts';
import type { NoteSettings } from '../domain/settings.ts';
import { section, text } from './fields.ts';

/** Ours: TikTok Shop documents no longest message, and nobody reads more in a chat. */
const LONGEST_TEXT = 1_000;

function note(occasion: NoteOccasion, when: string, placeholders: string) {
  const tooLong = { error: `must have at most ${LONGEST_TEXT} characters` };
  return section({
    on: z
      .exactOptional(z.boolean({ error: 'must be true or false' }))
      .describe(`Whether the creator gets a note ${when}.`),
    text: z
      .exactOptional(
        text('must be the text of the note')
          .max(LONGEST_TEXT, tooLong)
          .superRefine((template, context) => {
            // An empty one was told already.
            const problem = template === '' ? null : noteTemplateProblem(occasion, template);
            if (problem !== null) context.addIssue({ code: 'custom', message: problem });
          }),
      )
      .describe(`Its text. ${placeholders} A sentence is left out while something in it is not known.`),
  });
}

const timeError = 'must be a time of day in quotes, from "00:00" to "23:59"';
const timeOfDay = () =>
  z
    .string({ error: timeError })
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: timeError })
    .meta({ examples: ['21:00'] });

const everyone = '{creator}, {product}, {shop}';

/** What creators are told, each once an order. */
export const noteSettings = () =>
  section({
    approved: z
      .exactOptional(
        note(
          'approved',
          'when the order of an approved sample is seen, whoever approved it',
          `Placeholders: ${everyone}.`,
        ),
      )
      .describe('After the approval.'),
    shipped: z
      .exactOptional(
        note('shipped', 'when the parcel has left', `Placeholders: ${everyone}, {carrier}, {tracking}.`),
      )
      .describe('After the parcel left.'),
    arrived: z
      .exactOptional(
        note(
          'arrived',
          'when TikTok Shop shows the order as delivered. It is meant as the first of the messages that follow up a sample; those do not exist yet',
          `Placeholders: ${everyone}, {carrier}, {tracking}, {deadline} (the day by which to post).`,
        ),
      )
      .describe('After the parcel arrived.'),
    quiet_hours: z
      .exactOptional(
        section({
          from: z.exactOptional(timeOfDay()).describe('From this time of the shop no note is sent.'),
          to: z
            .exactOptional(timeOfDay())
            .describe('From this time on what waited is sent. The same time twice means no quiet hours.'),
        }),
      )
      .describe('When creators are left in peace.'),
  });

type Complete<Section> = { readonly [Key in keyof Section]-?: Exclude<Section[Key], undefined> };
type Sections = z.infer<ReturnType<typeof noteSettings>>;

/** Complete sections in the form that the program works with. */
export function toNoteSettings(
  notes: {
    readonly [Key in keyof Sections]-?: Complete<Exclude<Sections[Key], undefined>>;
  },
): NoteSettings {
  const { approved, shipped, arrived, quiet_hours: quiet } = notes;
  return { approved, shipped, arrived, quietHours: { from: minuteOf(quiet.from), to: minuteOf(quiet.to) } };
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
