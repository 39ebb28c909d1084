import type { ValueSet } from "./value-set.ts";

/** The texts that a subject can be: any, but perhaps not all of them (a server name has no upper case), or one of a few. */
export type TextBounds =
  | { readonly kind: "any"; readonly isPossible: (text: string) => boolean }
  | { readonly kind: "one-of"; readonly texts: ReadonlySet<string> };

/** A few texts, or all but a few. */
export class Texts implements ValueSet {
  /** Of a subject that is one of a few texts, always `only`. */
  readonly kind: "only" | "all-but";
  readonly bounds: TextBounds;
  readonly #own: Set<string>;

  constructor(bounds: TextBounds, kind: "only" | "all-but", texts: Iterable<string>) {
    this.bounds = bounds;
    if (bounds.kind === "one-of") {
      const given = new Set(texts);
      this.kind = "only";
      this.#own = new Set([...bounds.texts].filter((text) => given.has(text) === (kind === "only")));
    } else {
      this.kind = kind;
      this.#own = new Set([...texts].filter(bounds.isPossible));
    }
  }

  get texts(): ReadonlySet<string> {
    return this.#own;
  }

  get isEmpty(): boolean {
    return this.kind === "only" && this.texts.size === 0;
  }

  get isAll(): boolean {
    if (this.kind === "all-but") return this.texts.size === 0;
    return this.bounds.kind === "one-of" && this.texts.size === this.bounds.texts.size;
  }

  complement(): Texts {
    return new Texts(this.bounds, this.kind === "only" ? "all-but" : "only", this.texts);
  }

  intersect(other: Texts): Texts {
    if (this.kind === "all-but" && other.kind === "all-but") {
      return new Texts(this.bounds, "all-but", [...this.texts, ...other.texts]);
    }
    const [few, rest] = this.kind === "only" ? [this, other] : [other, this];
    return new Texts(
      this.bounds,
      "only",
      [...few.texts].filter((text) => rest.has(text)),
    );
  }

  union(other: Texts): Texts {
    if (this.kind === "only" && other.kind === "only") {
      return new Texts(this.bounds, "only", [...this.texts, ...other.texts]);
    }
    const [few, rest] = this.kind === "all-but" ? [this, other] : [other, this];
    return new Texts(
      this.bounds,
      "all-but",
      [...few.texts].filter((text) => !rest.has(text)),
    );
  }

  absorb(other: Texts): Texts {
    if (this.kind !== "only" || other.kind !== "only") return this.union(other);
    for (const text of other.texts) this.#own.add(text);
    return this;
  }

  includes(other: Texts): boolean {
    if (other.kind === "only") return [...other.texts].every((text) => this.has(text));
    return this.kind === "all-but" && [...this.texts].every((text) => !other.has(text));
  }

  has(text: string): boolean {
    return this.texts.has(text) === (this.kind === "only");
  }
}
