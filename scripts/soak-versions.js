/** The configurations of the proxy, by the variant that their log actions tell, and when each was in force for certain. By the system's clock. */
export class Versions {
  #all;

  constructor(first) {
    this.#all = [{ variant: first, from: Number.NEGATIVE_INFINITY, certain: Number.NEGATIVE_INFINITY }];
  }

  /** It is about to be told to go over to this one. */
  asked(variant) {
    this.#all.push({ variant, from: Date.now(), certain: Number.POSITIVE_INFINITY });
  }

  /** It has said that it did, or that it did not. */
  answered(isReloaded) {
    if (isReloaded) this.#all.at(-1).certain = Date.now();
    else this.#all.pop();
  }

  /** Whether a connection that was accepted at this moment may have got that one. */
  allows(variant, at) {
    const last = this.#all.findLastIndex(({ certain }) => certain < at);
    return this.#all.slice(last).some((each) => each.variant === variant && each.from <= at);
  }
}
