/** The moments of a sample at which its creator can get a note, in order. */
export const NOTE_OCCASIONS = ['approved', 'shipped', 'arrived'] as const;
export type NoteOccasion = (typeof NOTE_OCCASIONS)[number];

export type Placeholder = 'creator' | 'product' | 'shop' | 'carrier' | 'tracking' | 'deadline';

/** What can be known at each moment: a parcel has a number once it left, a deadline once it arrived. */
const ALLOWED: Readonly<Record<NoteOccasion, readonly Placeholder[]>> = {
  approved: ['creator', 'product', 'shop'],
  shipped: ['creator', 'product', 'shop', 'carrier', 'tracking'],
  arrived: ['creator', 'product', 'shop', 'carrier', 'tracking', 'deadline'],
};

/** Known for every sample; a sentence with another one is left out while that is unknown. */
const ALWAYS_KNOWN: readonly Placeholder[] = ['creator', 'product', 'shop'];

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Null stands for what is not known. */
export type NoteValues = Readonly<Record<Placeholder, string | null>>;

/** What is wrong with a template, for the person who wrote it; null when nothing is. */
export function noteTemplateProblem(occasion: NoteOccasion, text: string): string | null {
  const names: readonly string[] = ALLOWED[occasion];
  const allowed = names.map((name) => `{${name}}`).join(', ');
  const unknown = placeholdersIn(text).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    return `has no placeholder ${unknown.map((name) => `"{${name}}"`).join(', ')}; allowed: ${allowed}`;
  }
  if (/[{}]/.test(text.replace(PLACEHOLDER, ''))) {
    return `has a brace that belongs to no placeholder; allowed: ${allowed}`;
  }
  const always = text
    .split('\n')
    .flatMap(sentencesOf)
    .some((sentence) => sentence.trim() !== '' && placeholdersIn(sentence).every(isAlwaysKnown));
  if (always) return null;
  const mayMiss = names.filter((name) => !isAlwaysKnown(name)).map((name) => `{${name}}`);
  return mayMiss.length === 0
    ? 'must hold a sentence'
    : `must hold a sentence without ${mayMiss.join(', ')}: it is what goes out while those are not known`;
}

/**
 * The text for one creator. A sentence with a value that is not known is left out, and a line of which nothing
 * is left with it. Values are put in as they are: braces in them mean nothing.
 */
export function writeNote(template: string, values: NoteValues): string {
  const known = new Map<string, string | null>(Object.entries(values));
  const isKnown = (sentence: string): boolean =>
    placeholdersIn(sentence).every((name) => (known.get(name) ?? null) !== null);
  return template
    .split('\n')
    .map((line) => ({ line, kept: sentencesOf(line).filter(isKnown) }))
    .filter(({ line, kept }) => line.trim() === '' || kept.length > 0)
    .map(({ kept }) => kept.join(' ').replace(PLACEHOLDER, (_whole, name: string) => known.get(name) ?? ''))
    .join('\n')
    .trim();
}

function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}

/** A sentence ends where white space follows its mark, so that addresses and amounts stay whole. */
function sentencesOf(line: string): string[] {
  return line.split(/(?<=[.!?])\s+/);
}

function isAlwaysKnown(name: string): boolean {
  return ALWAYS_KNOWN.some((known) => known === name);
}
