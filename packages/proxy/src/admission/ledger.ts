import { Cidr, parseAddress } from "@sluice/policy";
import type { Clock } from "../clock.ts";
import { AcceptRates } from "./accept-rates.ts";
import type { AdmissionLimits, Overload, OverloadCode } from "./limits.ts";
import { OpenCounts } from "./open-counts.ts";

/** An IPv6 host has a /64 to choose from. */
const HOST_PREFIX_6 = 64;

/** What is open, and what of it the limits allow. */
export class Ledger {
  limits: AdmissionLimits = {};
  open = 0;
  admitted = 0;
  readonly refused: Map<OverloadCode, number> = new Map();
  readonly clients: OpenCounts = new OpenCounts();
  readonly prefixes: OpenCounts = new OpenCounts();
  readonly endpoints: OpenCounts = new OpenCounts();
  readonly rates: AcceptRates = new AcceptRates();
  readonly #clock: Clock;
  readonly #room: number;

  constructor(clock: Clock, room: number) {
    this.#clock = clock;
    this.#room = room;
  }

  /** Why there is no room for one more at all. */
  overloaded(): Overload | undefined {
    const most = this.limits.maxConnections ?? Number.POSITIVE_INFINITY;
    if (this.open >= most)
      return this.#refuse("max-connections", `${most} connections are open, the most there may be`);
    if (this.open < this.#room) return undefined;
    return this.#refuse("descriptors", `${this.#room} connections are open, and there are no descriptors for more`);
  }

  /** Why this client may not have one more. */
  overloadedFor(address: string): Overload | undefined {
    const { perClient, perPrefix } = this.limits;
    if (perPrefix) {
      const prefix = prefixOf(address, perPrefix.ipv4, perPrefix.ipv6);
      if (this.prefixes.of(prefix) >= perPrefix.maxConnections) {
        const message = `${prefix} has ${perPrefix.maxConnections} connections, the most it may have`;
        return this.#refuse("max-connections-prefix", message);
      }
    }
    const most = perClient?.maxConnections;
    if (most !== undefined && this.clients.of(address) >= most) {
      return this.#refuse("max-connections-client", `${address} has ${most} connections, the most it may have`);
    }
    const rate = perClient?.acceptRate;
    // Last, so that who is refused for another reason has not used it up.
    if (rate && !this.rates.take(prefixOf(address, 32, HOST_PREFIX_6), rate, this.#clock.elapsed())) {
      return this.#refuse("accept-rate", `${address} connects more often than ${rate.perSecond} times a second`);
    }
    return undefined;
  }

  /** Why this endpoint may not have one more than `most`. */
  overloadedAt(endpoint: string, most: number): Overload | undefined {
    if (this.endpoints.of(endpoint) < most) return undefined;
    return this.#refuse("max-connections-endpoint", `the endpoint has ${most} connections, the most it may have`);
  }

  /** The prefix that the address is counted by; none where none is. */
  prefixOf(address: string): string | undefined {
    const { perPrefix } = this.limits;
    return perPrefix && prefixOf(address, perPrefix.ipv4, perPrefix.ipv6);
  }

  #refuse(code: OverloadCode, message: string): Overload {
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
    return { code, message };
  }
}

/** `10.1.2.0/24`; the text itself where it is no address. */
function prefixOf(address: string, ipv4: number, ipv6: number): string {
  const parsed = parseAddress(address);
  return parsed ? new Cidr(parsed, parsed.family === 4 ? ipv4 : ipv6).text : address;
}
