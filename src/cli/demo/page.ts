import { styleText } from 'node:util';

/** Lines fit a terminal of 100 columns. */
const WIDTH = 98;
const INDENT = '  ';

type Style = 'bold' | 'cyan' | 'dim' | 'green';

/** Prints the walk: plain text that is calm to read, colour only where a person watches. */
export class Page {
  readonly #write: (text: string) => void;
  readonly #colour: boolean;
  #silent = false;

  constructor(write: (text: string) => void, colour: boolean) {
    this.#write = write;
    this.#colour = colour;
  }

  /** Prints nothing more: the walk was interrupted, or nobody reads. */
  silence(): void {
    this.#silent = true;
  }

  title(text: string): void {
    this.#line(this.#styled('bold', text));
  }

  /** Opens a step: the time of the programme and the operator's words. */
  heading(when: string, words: string): void {
    this.#line('');
    this.#line(`${this.#styled('dim', when)}  ${this.#styled('bold', words)}`);
    this.#line('');
  }

  /** A call as the operator's assistant makes it. */
  call(name: string, args: Readonly<Record<string, unknown>>): void {
    const shown = Object.entries(args).map(([key, value]) => `${key}: ${shortened(key, value)}`);
    this.#paragraph(`> ${name}${shown.length === 0 ? '' : ` { ${shown.join(', ')} }`}`, {
      hanging: '    ',
      style: 'cyan',
    });
  }

  text(text: string): void {
    for (const line of text.split('\n')) {
      const [margin = ''] = /^ *(?:- )?/.exec(line) ?? [];
      this.#paragraph(line, { hanging: INDENT + ' '.repeat(margin.length) });
    }
  }

  /** What the demo says about itself, as opposed to what a tool answered. */
  aside(text: string): void {
    this.#paragraph(text, { style: 'dim' });
  }

  /** Text that is to be copied: it stays as it is, however wide. */
  verbatim(text: string): void {
    for (const line of text.split('\n')) this.#line(line === '' ? '' : `${INDENT}${line}`);
  }

  facts(rows: readonly (readonly [label: string, value: string])[]): void {
    const width = Math.max(...rows.map(([label]) => label.length)) + 2;
    for (const [label, value] of rows) {
      this.#paragraph(`${label.padEnd(width)}${value}`, { hanging: `${INDENT}${' '.repeat(width)}` });
    }
  }

  success(text: string): void {
    this.#paragraph(text, { style: 'green' });
  }

  blank(): void {
    this.#line('');
  }

  #paragraph(text: string, options: { indent?: string; hanging?: string; style?: Style }): void {
    const { indent = INDENT, hanging = indent, style } = options;
    for (const line of wrap(printable(text), indent, hanging)) {
      this.#line(style === undefined ? line : this.#styled(style, line));
    }
  }

  #styled(style: Style, text: string): string {
    // Whether a terminal watches was decided by who made this page.
    return this.#colour ? styleText(style, text, { validateStream: false }) : text;
  }

  #line(text: string): void {
    if (!this.#silent) this.#write(`${text}\n`);
  }
}

/** A token is for the server, not for reading. */
function shortened(key: string, value: unknown): string {
  const text = JSON.stringify(value);
  return key === 'confirm_token' ? `${text.slice(0, 14)}…"` : text;
}

/** Names and texts came from outside: nothing in them may steer the terminal. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, ' ');

/** Breaks at spaces; a run of spaces inside the first line stays, since it may align a column. */
export function wrap(text: string, indent: string, hanging: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const part of text.split(/(?<=\S)(?= )/)) {
    const word = empty && lines.length > 0 ? part.trimStart() : part;
    if (!empty && line.length + word.length > WIDTH) {
      lines.push(line);
      line = hanging + word.trimStart();
    } else {
      line += word;
    }
    empty = false;
  }
  return [...lines, line].map((one) => one.trimEnd());
}
