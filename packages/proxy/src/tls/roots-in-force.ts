import type { RootsFailure } from "../traffic-proxy.ts";
import { type LoadRoots, loadTrustRoots, type RootsResult, type TrustRoots } from "./roots.ts";

export type NextRoots =
  | { readonly ok: true; readonly roots: TrustRoots }
  | { readonly ok: false; readonly failure: RootsFailure };

/** The roots of a running proxy: read anew with every configuration, always from the same source. */
export class RootsInForce {
  readonly #given: TrustRoots | LoadRoots | undefined;
  #source: string | undefined;

  /** `given`: what is taken instead of the system's. */
  constructor(given: TrustRoots | LoadRoots | undefined) {
    this.#given = given;
  }

  /** What would be in force next. Fails where that comes from elsewhere: nobody has asked for other roots. */
  async next(): Promise<NextRoots> {
    if (typeof this.#given === "function") return unlessFailed(await this.#given());
    if (this.#given) return { ok: true, roots: this.#given };
    const loaded = await loadTrustRoots();
    if (!loaded.ok || this.#source === undefined || loaded.roots.source === this.#source) return unlessFailed(loaded);
    const [next, now] = [loaded.roots.source, this.#source];
    const what = "the roots that upstreams are verified against";
    const message = `${what} would be those of ${next}, no longer those of ${now}; start again for that`;
    return { ok: false, failure: { kind: "roots", message, moved: true } };
  }

  /** These are in force from now on; `undefined`: nobody needs any. */
  use(roots: TrustRoots | undefined): void {
    this.#source = roots?.source;
  }
}

function unlessFailed(loaded: RootsResult): NextRoots {
  return loaded.ok ? loaded : { ok: false, failure: { kind: "roots", message: loaded.message } };
}
