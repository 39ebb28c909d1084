/**
 * Values by host name, `*.name` patterns included. Exact names win, then the longest pattern; a pattern stands for one
 * or more labels. The one matcher of routing and of certificates, so that the two cannot disagree.
 */
export class NameTable<T> {
  readonly #exact = new Map<string, T>();
  /** By what follows `*.`. */
  readonly #wildcards = new Map<string, T>();

  /** The value that stands under exactly this name or pattern. */
  get(pattern: string): T | undefined {
    return pattern.startsWith("*.") ? this.#wildcards.get(pattern.slice(2)) : this.#exact.get(pattern);
  }

  set(pattern: string, value: T): void {
    if (pattern.startsWith("*.")) this.#wildcards.set(pattern.slice(2), value);
    else this.#exact.set(pattern, value);
  }

  /** The value for a name, given as `normalizeServerName` makes it. Costs a lookup a label. */
  match(name: string): T | undefined {
    const exact = this.#exact.get(name);
    if (exact !== undefined || this.#wildcards.size === 0) return exact;
    for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) {
      // A name that starts with a dot has no label for the star to stand for.
      if (dot === 0) continue;
      const found = this.#wildcards.get(name.slice(dot + 1));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  values(): T[] {
    return [...this.#exact.values(), ...this.#wildcards.values()];
  }
}
