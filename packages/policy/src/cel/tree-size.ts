import { MAX_CHAIN, MAX_DEPTH, MAX_NODES } from "./limits.ts";

/** What a level of a tree costs, in links of a chain: every stage recurses on both. */
const LEVEL: number = MAX_CHAIN / MAX_DEPTH;

/** How large a tree is that is being built from its leaves. */
export class TreeSize {
  /** Of the node that was made last, in links of a chain. */
  height = 0;
  #nodes = 0;
  readonly #refuse: () => void;

  /** `refuse` is called when the tree gets too large or too high. */
  constructor(refuse: () => void) {
    this.#refuse = refuse;
  }

  leaf(): void {
    this.height = 0;
    this.#count();
  }

  /** A node above others, of which the highest is so high. */
  above(height: number): void {
    this.#rise(height + LEVEL);
  }

  /** One more link of a chain, whose left side is so high; the right side was made last. */
  link(left: number): void {
    this.#rise(Math.max(left + 1, this.height + LEVEL));
  }

  #rise(height: number): void {
    this.height = height;
    this.#count();
    if (height > MAX_CHAIN) this.#refuse();
  }

  #count(): void {
    if (++this.#nodes > MAX_NODES) this.#refuse();
  }
}
