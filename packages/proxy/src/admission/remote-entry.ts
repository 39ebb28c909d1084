import type { Answer, Entry } from "./admission.ts";
import type { LocalEntry } from "./local-entry.ts";
import type { AdmissionStep, CounterLine, RemoteAdmission } from "./remote.ts";

export interface RemoteEntryOptions {
  /** What this process itself has room for. */
  readonly own: LocalEntry;
  /** What the connection is called where it is counted. */
  readonly number: number;
  readonly line: CounterLine;
}

/** One connection that is counted in another process. */
export class RemoteEntry implements Entry {
  readonly #admission: RemoteAdmission;
  readonly #own: LocalEntry;
  readonly #number: number;
  readonly #line: CounterLine;
  #hasAsked = false;
  #hasLeft = false;
  /** Those that were asked about. */
  #endpoints: Set<string> | undefined;

  constructor(admission: RemoteAdmission, { own, number, line }: RemoteEntryOptions) {
    this.#admission = admission;
    this.#own = own;
    this.#number = number;
    this.#line = line;
  }

  enter(): Answer {
    const overload = this.#own.enter();
    if (overload || this.#admission.limits.maxConnections === undefined) return overload;
    return this.#ask({ kind: "enter" });
  }

  asClient(address: string): Answer {
    const { perClient, perPrefix } = this.#admission.limits;
    return perClient || perPrefix ? this.#ask({ kind: "client", address }) : undefined;
  }

  atEndpoint(id: string, most: number | undefined): Answer {
    if (most === undefined) return undefined;
    this.#endpoints ??= new Set();
    this.#endpoints.add(id);
    return this.#ask({ kind: "endpoint", id, most });
  }

  leaveEndpoint(id: string): void {
    if (this.#endpoints?.delete(id) && !this.#hasLeft) this.#line.leaveEndpoint(this.#number, id);
  }

  leave(): void {
    this.#own.leave();
    if (this.#hasAsked && !this.#hasLeft) this.#line.leave(this.#number);
    this.#hasLeft = true;
  }

  #ask(step: AdmissionStep): Answer {
    // Nobody would give it back again.
    if (this.#hasLeft) return undefined;
    this.#hasAsked = true;
    return this.#admission.ask(this.#number, step);
  }
}
