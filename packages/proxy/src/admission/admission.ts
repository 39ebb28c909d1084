import type { Clock } from "../clock.ts";
import { Ledger } from "./ledger.ts";
import type { AdmissionLimits, Overload, OverloadCode } from "./limits.ts";
import { LocalEntry } from "./local-entry.ts";

/** An answer that is there at once where the counters are in this process. */
export type Answer = Overload | undefined | Promise<Overload | undefined>;

/** The way of one connection past the limits. Each answer is why it is refused; `undefined`: it may go on. */
export interface Entry {
  /** Whether there is room for one more at all. */
  enter(): Answer;
  /** Once its address is certain; a PROXY header may have told it. */
  asClient(address: string): Answer;
  /** Once its endpoint is known. `most`: how many connections that may have. */
  atEndpoint(id: string, most: number | undefined): Answer;
  /** Gives back what this endpoint has counted: the connection goes on without it. */
  leaveEndpoint(id: string): void;
  /** Gives back what it was counted for. Called once it is closed, however far it came. */
  leave(): void;
}

/** Who counts. */
export interface Admission {
  entry(): Entry;
  /** Goes over to other limits. Nobody who is served already is refused for them. */
  use(limits: AdmissionLimits): void;
  readonly counts: AdmissionCounts;
}

/** What was admitted and refused since the start, and what is open. */
export interface AdmissionCounts {
  readonly open: number;
  readonly admitted: number;
  /** How often each limit said no. A connection may have been told so by several members of a pool, and served by another. */
  readonly refused: Readonly<Partial<Record<OverloadCode, number>>>;
}

/** Counts what this process serves. */
export class LocalAdmission implements Admission {
  readonly #ledger: Ledger;

  /** `room`: how many connections this process has descriptors for. */
  constructor(clock: Clock, room: number = Number.POSITIVE_INFINITY) {
    this.#ledger = new Ledger(clock, room);
  }

  use(limits: AdmissionLimits): void {
    this.#ledger.limits = limits;
  }

  get counts(): AdmissionCounts {
    const { open, admitted, refused } = this.#ledger;
    return { open, admitted, refused: Object.fromEntries(refused) };
  }

  /** Keys that are remembered: bounded by what is open, and for rates by a number. */
  get remembered(): number {
    const { clients, prefixes, endpoints, rates } = this.#ledger;
    return clients.size + prefixes.size + endpoints.size + rates.size;
  }

  entry(): LocalEntry {
    return new LocalEntry(this.#ledger);
  }
}
