import type { Endpoint } from "../endpoints/endpoint.ts";
import type { ShadowPolicyObject } from "../events/event.ts";
import { shadowObject } from "./shadow-object.ts";
import type { Witness } from "./witness.ts";

/** What the shadow policy of one endpoint has come to. */
export interface ToldShadow {
  readonly endpoint: Endpoint;
  readonly object: ShadowPolicyObject;
}

/** The shadow policies of one connection: what they are to be shown until they have run, then only what they came to. */
export class Shadows {
  #witnesses: Witness[] = [];
  readonly #told: ToldShadow[] = [];

  add(witness: Witness): void {
    this.#witnesses.push(witness);
  }

  /** The run of an enforced policy has thrown, and that is what refuses the connection. */
  threw(message: string): void {
    for (const witness of this.#witnesses) witness.threw(message);
  }

  /** Runs those that have not run. `isSecret`: URLs that the enforced policies have from secrets. */
  run(isSecret: (url: string) => boolean): readonly ToldShadow[] {
    const witnesses = this.#witnesses;
    this.#witnesses = [];
    for (const witness of witnesses) {
      this.#told.push({ endpoint: witness.endpoint, object: shadowObject(witness, isSecret) });
    }
    return this.#told;
  }
}
