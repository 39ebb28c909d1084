/** An item of a list, as it was read before. */
export interface KnownItem {
  readonly text: string;
}

/** Where an item stands now. */
interface Place<K> {
  readonly start: number;
  readonly end: number;
  /** The one that has this text and was read before. */
  readonly known?: K | undefined;
}

/** Items that were read before, in their order: most stand where they stood. Each is found once. */
export class KnownItems<K extends KnownItem> {
  readonly #items: readonly K[];
  readonly #taken: Uint8Array;
  #next = 0;
  #left: number;

  constructor(items: readonly K[]) {
    this.#items = items;
    this.#taken = new Uint8Array(items.length);
    this.#left = items.length;
  }

  /**
   * The one that is to be expected next, if its text starts at this place: the one behind the last that was found, or, where one was
   * removed, the one behind that. `isWhole`: whether an item may end at that place.
   */
  at(text: string, at: number, isWhole: (end: number) => boolean): K | undefined {
    for (let index = this.#next; index < this.#next + 2; index++) {
      const item = this.#items[index];
      if (!item) return undefined;
      const end = at + item.text.length;
      // A tenth of the time that `startsWith` takes (Node 20).
      if (text.slice(at, end) === item.text && isWhole(end)) {
        this.#next = index + 1;
        return this.#take(index);
      }
    }
    return undefined;
  }

  /** The items of a text, those with it that stood elsewhere before. To be called once. */
  complete<P extends Place<K>>(items: readonly P[], text: string): readonly (P | Place<K>)[] {
    if (this.#left === 0) return items;
    const byText = this.#leftByText();
    return items.map((item) => {
      if (item.known) return item;
      const { start, end } = item;
      const index = byText.get(text.slice(start, end))?.shift();
      return index === undefined ? item : { start, end, known: this.#take(index) };
    });
  }

  #take(index: number): K | undefined {
    this.#taken[index] = 1;
    this.#left -= 1;
    return this.#items[index];
  }

  #leftByText(): Map<string, number[]> {
    const byText = new Map<string, number[]>();
    for (const [index, { text }] of this.#items.entries()) {
      if (this.#taken[index] === 1) continue;
      const known = byText.get(text);
      if (known) known.push(index);
      else byText.set(text, [index]);
    }
    return byText;
  }
}
