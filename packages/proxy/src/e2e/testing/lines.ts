/** What a program says, line by line, and those who wait for it. */
export class Lines {
  readonly #all: string[] = [];
  readonly #waiting: { readonly pattern: RegExp; resolve(line: string): void; reject(error: Error): void }[] = [];
  #taken = 0;
  #ended = false;

  put(line: string): void {
    this.#all.push(line);
    this.#serve();
  }

  end(): void {
    this.#ended = true;
    this.#serve();
  }

  /** The next line that matches, after the one that was waited for before. Rejects once there can be none. */
  said(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ pattern, resolve, reject });
      this.#serve();
    });
  }

  /** Everything so far. */
  toString(): string {
    return this.#all.join("\n");
  }

  #serve(): void {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const { pattern } = first;
      const found = this.#all.findIndex((line, index) => index >= this.#taken && pattern.test(line));
      const line = this.#all[found];
      if (line === undefined && !this.#ended) return;
      this.#waiting.shift();
      if (line === undefined) first.reject(new Error(`nothing like ${pattern} was said:\n${this}`));
      else {
        this.#taken = found + 1;
        first.resolve(line);
      }
    }
  }
}
