/** What running operations wait for, for whoever asked for them. Kept in memory: only the newest matter. */
export class ProgressLog {
  readonly #lines: { number: number; text: string }[] = [];
  #number = 0;

  /** Adds a line, unless it repeats the last one. */
  add(text: string): void {
    if (this.#lines.at(-1)?.text === text) return;
    this.#number += 1;
    this.#lines.push({ number: this.#number, text });
    if (this.#lines.length > 50) this.#lines.shift();
  }

  /** The newest lines, newest last. */
  lines(): { number: number; text: string }[] {
    return [...this.#lines];
  }
}
