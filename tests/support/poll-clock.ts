/** A clock whose waits end when the test says so. */
export class PollClock {
  readonly #waits = new Set<() => void>();

  /** How many wait now. */
  get waiting(): number {
    return this.#waits.size;
  }

  wait(_milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waits.add(resolve);
      signal?.addEventListener(
        'abort',
        () => {
          this.#waits.delete(resolve);
          reject(signal.reason);
        },
        { once: true },
      );
    });
  }

  tick(): void {
    const ended = [...this.#waits];
    this.#waits.clear();
    for (const end of ended) end();
  }
}
