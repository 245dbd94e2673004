/** Conditions joined by AND, with their values in order. Every text comes from this code, every value is bound. */
export class Where {
  readonly #conditions: string[] = [];
  readonly #values: (string | number)[] = [];

  and(condition: string, ...values: readonly (string | number)[]): this {
    this.#conditions.push(condition);
    this.#values.push(...values);
    return this;
  }

  get sql(): string {
    return this.#conditions.length === 0 ? 'TRUE' : this.#conditions.join(' AND ');
  }

  get values(): readonly (string | number)[] {
    return this.#values;
  }
}

/** A LIKE pattern (escape character "\") that matches texts containing `part`, whatever the case of ASCII letters. */
export function containsPattern(part: string): string {
  return `%${part.replace(/[\\%_]/g, '\\$&')}%`;
}
