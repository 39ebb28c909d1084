import type { Entry } from "./admission.ts";
import type { Ledger } from "./ledger.ts";
import type { Overload } from "./limits.ts";

/** One connection in the ledger of this process: its answers are there at once. */
export class LocalEntry implements Entry {
  readonly #ledger: Ledger;
  /** From then on nothing is counted, since nobody would give it back: an answer may come after the client is gone. */
  #hasLeft = false;
  /** What it is counted for. Most connections are for nothing but themselves. */
  #entered = false;
  #client: string | undefined;
  #prefix: string | undefined;
  #endpoints: Set<string> | undefined;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  enter(): Overload | undefined {
    const ledger = this.#ledger;
    const overload = ledger.overloaded();
    if (overload || this.#hasLeft) return overload;
    this.#entered = true;
    ledger.open += 1;
    ledger.admitted += 1;
    return undefined;
  }

  asClient(address: string): Overload | undefined {
    const ledger = this.#ledger;
    const overload = ledger.overloadedFor(address);
    if (overload || this.#hasLeft) return overload;
    if (ledger.limits.perClient?.maxConnections !== undefined) {
      this.#client = address;
      ledger.clients.add(address);
    }
    this.#prefix = ledger.prefixOf(address);
    if (this.#prefix !== undefined) ledger.prefixes.add(this.#prefix);
    return undefined;
  }

  atEndpoint(id: string, most: number | undefined): Overload | undefined {
    if (most === undefined || this.#endpoints?.has(id)) return undefined;
    const overload = this.#ledger.overloadedAt(id, most);
    if (overload || this.#hasLeft) return overload;
    this.#endpoints ??= new Set();
    this.#endpoints.add(id);
    this.#ledger.endpoints.add(id);
    return undefined;
  }

  leaveEndpoint(id: string): void {
    if (this.#endpoints?.delete(id)) this.#ledger.endpoints.remove(id);
  }

  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    const ledger = this.#ledger;
    if (this.#entered) ledger.open -= 1;
    if (this.#client !== undefined) ledger.clients.remove(this.#client);
    if (this.#prefix !== undefined) ledger.prefixes.remove(this.#prefix);
    if (this.#endpoints) for (const id of this.#endpoints) ledger.endpoints.remove(id);
  }
}
