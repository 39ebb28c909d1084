import { Cidr, parseAddress } from "@sluice/policy";
import type { Clock } from "../clock.ts";
import { AcceptRates } from "./accept-rates.ts";
import type { AdmissionLimits, Overload, OverloadCode } from "./limits.ts";
import { OpenCounts } from "./open-counts.ts";

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
  readonly refused: Readonly<Partial<Record<OverloadCode, number>>>;
}

/** An IPv6 host has a /64 to choose from. */
const HOST_PREFIX_6 = 64;

/** One whose answers are there at once. */
export interface LocalEntry extends Entry {
  enter(): Overload | undefined;
  asClient(address: string): Overload | undefined;
  atEndpoint(id: string, most: number | undefined): Overload | undefined;
}

/** Counts what this process serves. */
export class LocalAdmission implements Admission {
  readonly #clock: Clock;
  readonly #room: number;
  #limits: AdmissionLimits = {};
  #open = 0;
  #admitted = 0;
  readonly #refused = new Map<OverloadCode, number>();
  readonly #clients = new OpenCounts();
  readonly #prefixes = new OpenCounts();
  readonly #endpoints = new OpenCounts();
  readonly #rates = new AcceptRates();

  /** `room`: how many connections this process has descriptors for. */
  constructor(clock: Clock, room: number = Number.POSITIVE_INFINITY) {
    this.#clock = clock;
    this.#room = room;
  }

  use(limits: AdmissionLimits): void {
    this.#limits = limits;
  }

  get counts(): AdmissionCounts {
    return { open: this.#open, admitted: this.#admitted, refused: Object.fromEntries(this.#refused) };
  }

  /** Keys that are remembered: bounded by what is open, and for rates by a number. */
  get remembered(): number {
    return this.#clients.size + this.#prefixes.size + this.#endpoints.size + this.#rates.size;
  }

  entry(): LocalEntry {
    /** How to give back what it was counted for; none once it has left: an answer may come after the client is gone. */
    let counted: (() => void)[] | undefined = [];
    /** An endpoint may be come to more than once, by one forward after another. */
    const endpoints = new Set<string>();
    const count = (counts: OpenCounts, key: string): undefined => {
      if (!counted) return;
      counts.add(key);
      counted.push(() => counts.remove(key));
    };
    return {
      enter: () => {
        const most = this.#limits.maxConnections ?? Number.POSITIVE_INFINITY;
        if (this.#open >= most) {
          return this.#refuse("max-connections", `${most} connections are open, the most there may be`);
        }
        if (this.#open >= this.#room) {
          return this.#refuse(
            "descriptors",
            `${this.#room} connections are open, and there are no descriptors for more`,
          );
        }
        if (!counted) return undefined;
        this.#open += 1;
        this.#admitted += 1;
        counted.push(() => {
          this.#open -= 1;
        });
        return undefined;
      },
      asClient: (address) => {
        const refusal = this.#refusalOfClient(address);
        if (refusal) return refusal;
        const { perClient, perPrefix } = this.#limits;
        if (perClient?.maxConnections !== undefined) count(this.#clients, address);
        if (perPrefix) count(this.#prefixes, prefixOf(address, perPrefix.ipv4, perPrefix.ipv6));
        return undefined;
      },
      atEndpoint: (id, most) => {
        if (most === undefined || endpoints.has(id)) return undefined;
        if (this.#endpoints.of(id) >= most) {
          return this.#refuse("max-connections-endpoint", `the endpoint has ${most} connections, the most it may have`);
        }
        endpoints.add(id);
        return count(this.#endpoints, id);
      },
      leave: () => {
        for (const giveBack of counted ?? []) giveBack();
        counted = undefined;
      },
    };
  }

  #refusalOfClient(address: string): Overload | undefined {
    const { perClient, perPrefix } = this.#limits;
    if (perPrefix) {
      const prefix = prefixOf(address, perPrefix.ipv4, perPrefix.ipv6);
      if (this.#prefixes.of(prefix) >= perPrefix.maxConnections) {
        const message = `${prefix} has ${perPrefix.maxConnections} connections, the most it may have`;
        return this.#refuse("max-connections-prefix", message);
      }
    }
    const most = perClient?.maxConnections;
    if (most !== undefined && this.#clients.of(address) >= most) {
      return this.#refuse("max-connections-client", `${address} has ${most} connections, the most it may have`);
    }
    const rate = perClient?.acceptRate;
    // Last, so that who is refused for another reason has not used it up.
    if (rate && !this.#rates.take(prefixOf(address, 32, HOST_PREFIX_6), rate, this.#clock.elapsed())) {
      return this.#refuse("accept-rate", `${address} connects more often than ${rate.perSecond} times a second`);
    }
    return undefined;
  }

  #refuse(code: OverloadCode, message: string): Overload {
    this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1);
    return { code, message };
  }
}

/** `10.1.2.0/24`; the text itself where it is no address. */
function prefixOf(address: string, ipv4: number, ipv6: number): string {
  const parsed = parseAddress(address);
  return parsed ? new Cidr(parsed, parsed.family === 4 ? ipv4 : ipv6).text : address;
}
