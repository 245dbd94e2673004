import type { Assistant, ToolAnswer } from '../../support/assistants.ts';

/** One call of the assistant. */
export type Said = (tool: string, args?: Record<string, unknown>) => Promise<ToolAnswer>;

const MOST_CALLS = 2;
/** Lines of an answer that are shown; the rest is counted. */
const MOST_LINES = 14;
const WIDTH = 150;

/** Plays what an operator says through a client, prints it, and remembers what did not hold. */
export class Transcript {
  readonly #client: Assistant;
  readonly #print: (line: string) => void;
  readonly #wrong: string[] = [];
  #number = 0;

  constructor(client: Assistant, print: (line: string) => void) {
    this.#client = client;
    this.#print = print;
  }

  async tell(words: string, answer: (say: Said) => Promise<void>): Promise<void> {
    this.#number += 1;
    this.#print(`\n${this.#number}. Operator: ${words}`);
    let calls = 0;
    const say: Said = async (tool, args = {}) => {
      calls += 1;
      const made = await this.#client.call(tool, args);
      this.#print(`   ${tool} ${trimmed(JSON.stringify(shown(args)), WIDTH)}`);
      for (const line of excerpt(made.text)) this.#print(`   | ${line}`);
      if (made.failed) throw new Error(`${tool} refused: ${made.text}`);
      return made;
    };
    try {
      await answer(say);
      if (calls > MOST_CALLS) throw new Error(`it took ${calls} calls`);
      this.#print(`   = ${calls} ${calls === 1 ? 'call' : 'calls'}`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#wrong.push(words);
      this.#print(`   = WRONG after ${calls} ${calls === 1 ? 'call' : 'calls'}: ${why}`);
    }
  }

  /** The exit code. */
  end(): number {
    const held = this.#number - this.#wrong.length;
    this.#print(`\n${held} of ${this.#number} are answered in at most ${MOST_CALLS} calls each.`);
    for (const words of this.#wrong) this.#print(`not: ${words}`);
    return this.#wrong.length === 0 ? 0 : 1;
  }
}

/** A token is as long as it is dull. */
function shown(args: Record<string, unknown>): Record<string, unknown> {
  return { ...args, ...('confirm_token' in args && { confirm_token: '…' }) };
}

function excerpt(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const more = lines.length - MOST_LINES;
  return [
    ...lines.slice(0, MOST_LINES).map((line) => trimmed(line, WIDTH)),
    ...(more > 0 ? [`… and ${more} lines more`] : []),
  ];
}

const trimmed = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text;
