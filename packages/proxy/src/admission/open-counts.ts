/** How many are open, by key. Holds no key of which none is: its size is bounded by what is open. */
export class OpenCounts {
  readonly #counts = new Map<string, number>();

  /** Keys of which at least one is open. */
  get size(): number {
    return this.#counts.size;
  }

  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  add(key: string): void {
    this.#counts.set(key, this.of(key) + 1);
  }

  remove(key: string): void {
    const left = this.of(key) - 1;
    if (left > 0) this.#counts.set(key, left);
    else this.#counts.delete(key);
  }
}
