import { type LoadRoots, loadTrustRoots, type RootsResult, type TrustRoots } from "./roots.ts";

/** The roots of a running proxy: read anew with every configuration, always from the same source. */
export class RootsInForce {
  readonly #given: TrustRoots | LoadRoots | undefined;
  #now: TrustRoots | undefined;

  /** `given`: what is taken instead of the system's. */
  constructor(given: TrustRoots | LoadRoots | undefined) {
    this.#given = given;
  }

  /** What would be in force next. Fails where that comes from elsewhere: nobody has asked for other roots. */
  async next(): Promise<RootsResult> {
    if (typeof this.#given === "function") return this.#given();
    if (this.#given) return { ok: true, roots: this.#given };
    const loaded = await loadTrustRoots(process.env, undefined, this.#now);
    if (!loaded.ok || !this.#now || loaded.roots.source === this.#now.source) return loaded;
    const [next, now] = [loaded.roots.source, this.#now.source];
    const what = "the roots that upstreams are verified against";
    return { ok: false, message: `${what} would be those of ${next}, no longer those of ${now}; start again for that` };
  }

  /** These are in force from now on; `undefined`: nobody needs any. */
  use(roots: TrustRoots | undefined): void {
    this.#now = roots;
  }
}
