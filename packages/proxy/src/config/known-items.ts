/** An item of a list, as it was read before. */
export interface KnownItem {
  readonly text: string;
}

/** Items that were read before, in their order: most stand where they stood. Each is found once. */
export class KnownItems<K extends KnownItem> {
  readonly #items: readonly K[];
  readonly #taken: Uint8Array;
  #next = 0;
  #byText: Map<string, number[]> | undefined;

  constructor(items: readonly K[]) {
    this.#items = items;
    this.#taken = new Uint8Array(items.length);
  }

  /**
   * The one that is to be expected next, if its text starts at this place: the one behind the last that was found, or, where one was
   * removed, the one behind that. `isWhole`: whether an item may end at that place.
   */
  at(text: string, at: number, isWhole: (end: number) => boolean): K | undefined {
    for (let index = this.#next; index < this.#next + 2; index++) {
      const item = this.#items[index];
      if (!item || this.#taken[index] === 1) continue;
      const end = at + item.text.length;
      // A tenth of the time that `startsWith` takes (Node 20).
      if (text.slice(at, end) === item.text && isWhole(end)) return this.#take(index);
    }
    return undefined;
  }

  /** The first with this text, wherever it stood. */
  withText(text: string): K | undefined {
    this.#byText ??= this.#indexed();
    const index = this.#byText.get(text)?.find((each) => this.#taken[each] === 0);
    return index === undefined ? undefined : this.#take(index);
  }

  #take(index: number): K | undefined {
    this.#taken[index] = 1;
    this.#next = index + 1;
    return this.#items[index];
  }

  #indexed(): Map<string, number[]> {
    const byText = new Map<string, number[]>();
    for (const [index, { text }] of this.#items.entries()) {
      const known = byText.get(text);
      if (known) known.push(index);
      else byText.set(text, [index]);
    }
    return byText;
  }
}
