import type { OperationName } from './endpoints.ts';
import { ANSWER_FIELDS } from './generated/answer-fields.ts';
import type { NoticeLog } from './notices.ts';
import { KNOWN_WORDS } from './words.ts';

/** Looks at an accepted answer for what the platform's documents do not have. Never throws, changes nothing. */
export type AnswerWatch = (operation: OperationName, data: unknown) => void;

/** Names beyond this many say nothing new about an operation. */
const MOST_REPORTED = 40;
/** What a name looks like; anything else could be content, for example a map keyed by somebody's name. */
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/;
const ENUM_WORD = /^[A-Z][A-Z_0-9]{0,39}$/;

/** Each name is reported once per process and operation. */
export function createAnswerWatch(notice: NoticeLog): AnswerWatch {
  const reported = new Map<OperationName, Set<string>>();

  function unreported(operation: OperationName, names: ReadonlySet<string>): string[] {
    const known = reported.get(operation) ?? new Set();
    reported.set(operation, known);
    const fresh = [...names].filter((name) => !known.has(name)).slice(0, MOST_REPORTED - known.size);
    for (const name of fresh) known.add(name);
    return fresh;
  }

  return (operation, data) => {
    const fields = unreported(operation, undocumentedFields(data, documentedFields(operation)));
    const words = unreported(operation, unknownWords(operation, data));
    if (fields.length + words.length > 0) notice({ kind: 'answer_differs', operation, fields, words });
  };
}

const documented = new Map<OperationName, ReadonlySet<string>>();

function documentedFields(operation: OperationName): ReadonlySet<string> {
  const known = documented.get(operation) ?? new Set(ANSWER_FIELDS[operation].split(' '));
  documented.set(operation, known);
  return known;
}

function undocumentedFields(data: unknown, known: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const look = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      // Items have the same fields, and another one is first on the next page: a first sync reads half a million.
      look(value[0], `${path}[]`);
    } else if (isObject(value) && (path === '' || known.has(`${path}.`))) {
      for (const [name, inner] of Object.entries(value)) {
        const at = path === '' ? name : `${path}.${name}`;
        if (known.has(at)) look(inner, at);
        else if (FIELD_NAME.test(name)) found.add(at);
      }
    }
  };
  look(data, '');
  return found;
}

function unknownWords(operation: OperationName, data: unknown): Set<string> {
  const found = new Set<string>();
  for (const { path, steps, known } of wordsOf(operation)) {
    const look = (value: unknown, step: number): void => {
      const name = steps[step];
      if (name === undefined) {
        if (typeof value === 'string' && !known.has(value) && ENUM_WORD.test(value)) {
          found.add(`${path} ${value}`);
        }
      } else if (name === EACH) {
        if (Array.isArray(value)) for (const item of value) look(item, step + 1);
      } else if (isObject(value)) look(value[name], step + 1);
    };
    look(data, 0);
  }
  return found;
}

const EACH = '[]';

interface WordField {
  readonly path: string;
  readonly steps: readonly string[];
  readonly known: ReadonlySet<string>;
}

const wordFields = new Map<OperationName, readonly WordField[]>();

function wordsOf(operation: OperationName): readonly WordField[] {
  const ready = wordFields.get(operation);
  if (ready) return ready;
  const fields = Object.entries(KNOWN_WORDS[operation] ?? {}).map(([path, known]) => {
    return { path, steps: path.replaceAll(EACH, `.${EACH}`).split('.'), known };
  });
  wordFields.set(operation, fields);
  return fields;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
