import { hash } from "node:crypto";

/** What stands for the hash of an empty text. */
const NOTHING = "0".repeat(12);
/** How many are remembered, of texts of how many characters: a list of a hundred numbers. */
const MOST = 256;
const LONGEST = 512;

/**
 * The first twelve digits of SHA-256, as JA4 has them, of texts that come again: few programs connect, each of them often. A text is a client's
 * choice, though, so that what is remembered neither becomes many nor long.
 */
export class ShortHashes {
  readonly #known = new Map<string, string>();

  /** How many are remembered. */
  get size(): number {
    return this.#known.size;
  }

  of(text: string): string {
    if (text === "") return NOTHING;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const short = hash("sha256", text).slice(0, NOTHING.length);
    if (text.length <= LONGEST) {
      if (this.#known.size === MOST) this.#known.clear();
      this.#known.set(text, short);
    }
    return short;
  }
}
