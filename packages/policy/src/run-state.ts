import type { Frame } from "./cel/environment.ts";
import { Fault, Timestamp, type Value } from "./cel/index.ts";
import { formatTimestamp } from "./cel/timestamp.ts";
import type { Cursor } from "./dispatch/dispatch.ts";
import type { AddressIntelligence, ClientHelloFacts, ConnectionFacts, TlsFacts } from "./facts.ts";
import type { Address } from "./net/index.ts";
import type { Host } from "./policy.ts";
import type { Program } from "./program.ts";
import { NOTHING_TOLD, Report } from "./report.ts";
import type { RunWatcher } from "./run-watcher.ts";
import { SharedValues } from "./sharing/shared-values.ts";
import { AddressFact } from "./variables/address-fact.ts";
import { withPrefixes } from "./variables/categories.ts";

/** The ClientHello of a connection that is not TLS: every field reads as `""`. */
export const NOT_TLS: ClientHelloFacts = { sni: "", ja4: "" };

const NOTHING_KNOWN: AddressIntelligence = {};
const NO_CATEGORIES: readonly string[] = [];

/** What a state knows while it is in no run. */
const NOBODY: ConnectionFacts = {
  client: { ip: "", port: 0 },
  server: { ip: "", port: 0, region: "" },
  start: new Date(Number.NaN),
  endpoint: { id: "", protocol: "", host: "", port: 0, url: "" },
  hello: undefined,
  tls: undefined,
  intelligence: undefined,
};

/**
 * One run of a policy over one connection: what it has learnt, what it has set, and where it stands. `begin` and `end`
 * stand around it, and then it may be that of another. What of it outlives a run is what steps refer to: `told`.
 */
export class RunState implements Frame {
  readonly program: Program;
  readonly locals: (Value | Fault | undefined)[] = [];
  cost = 0;
  facts: ConnectionFacts = NOBODY;
  watcher: RunWatcher | undefined = undefined;

  // Where the run stands.
  rule = 0;
  expression = 0;
  action = 0;
  /** The first failed expression of the rule that is being decided: a later `false` may still win over it. */
  fault: Fault | undefined = undefined;
  faultAt = -1;

  /** What conditions that share sub-expressions have computed. */
  readonly shared: SharedValues = new SharedValues();
  /** Where it stands in a dispatch: that of the last run until this one needs another. */
  cursor: Cursor | undefined = undefined;

  // What it has learnt.
  hello: ClientHelloFacts | undefined = undefined;
  isTls = false;
  tls: TlsFacts | undefined = undefined;

  /** What it has set; none until an action sets something. */
  told: Report | undefined = undefined;

  readonly #client = new AddressFact();
  readonly #server = new AddressFact();
  #now: Date | undefined = undefined;
  #random: () => number = Math.random;
  #timeNow: string | Fault | undefined = undefined;
  #clientIntelligence: AddressIntelligence | undefined = undefined;
  #serverIntelligence: AddressIntelligence | undefined = undefined;
  #clientCategories: readonly string[] | undefined = undefined;
  #serverCategories: readonly string[] | undefined = undefined;

  // Of the endpoint of the last run, which is mostly that of this one.
  #endpointHost = "";
  #endpointPort = 0;
  #endpointAddress: string | undefined = undefined;

  constructor(program: Program) {
    this.program = program;
  }

  begin(facts: ConnectionFacts, host: Host, watcher: RunWatcher | undefined): void {
    this.facts = facts;
    this.hello = facts.hello;
    this.isTls = facts.hello !== undefined;
    this.tls = facts.tls;
    this.watcher = watcher;
    this.#random = host.random ?? Math.random;
    this.#now = this.program.readsClock ? (host.now ?? new Date()) : undefined;
  }

  /** As it was before `begin`, but for what every run sets before it looks: whatever a connection has told is let go. */
  end(): void {
    const { locals } = this;
    for (let i = 0; i < locals.length; i++) locals[i] = undefined;
    this.cost = 0;
    this.facts = NOBODY;
    this.watcher = undefined;
    this.expression = 0;
    this.action = 0;
    this.fault = undefined;
    this.cursor?.reset();
    this.shared.forget();
    this.hello = undefined;
    this.tls = undefined;
    this.told = undefined;
    this.#client.forget();
    this.#server.forget();
    this.#now = undefined;
    this.#random = Math.random;
    this.#timeNow = undefined;
    this.#clientIntelligence = undefined;
    this.#serverIntelligence = undefined;
    this.#clientCategories = undefined;
    this.#serverCategories = undefined;
  }

  /** What a step shows that ends the run. */
  report(): Report {
    return this.told ?? NOTHING_TOLD;
  }

  /** To set something, and for a step that the run goes on from: its report tells that, too. */
  telling(): Report {
    this.told ??= new Report(this.program);
    return this.told;
  }

  random(): number {
    return this.#random();
  }

  timeNow(): string | Fault {
    if (this.#timeNow === undefined) {
      const now = readDate(this.#now ?? this.facts.start);
      this.#timeNow = now instanceof Fault ? now : formatTimestamp(now);
    }
    return this.#timeNow;
  }

  /** The state's own, or the host's: the former is that of another connection once the run has ended. */
  clientAddress(): Address | Fault {
    return this.#client.address(this.facts.client);
  }

  /** As `clientAddress`. */
  serverAddress(): Address | Fault {
    return this.#server.address(this.facts.server);
  }

  clientIp(): string | Fault {
    return this.#client.text(this.facts.client);
  }

  serverIp(): string | Fault {
    return this.#server.text(this.facts.server);
  }

  intelligence(side: "client" | "server"): AddressIntelligence {
    if (side === "client") {
      this.#clientIntelligence ??= this.facts.intelligence?.client() ?? NOTHING_KNOWN;
      return this.#clientIntelligence;
    }
    this.#serverIntelligence ??= this.facts.intelligence?.server() ?? NOTHING_KNOWN;
    return this.#serverIntelligence;
  }

  categories(side: "client" | "server"): readonly string[] {
    if (side === "client") {
      this.#clientCategories ??= this.#categories(this.intelligence(side));
      return this.#clientCategories;
    }
    this.#serverCategories ??= this.#categories(this.intelligence(side));
    return this.#serverCategories;
  }

  /** Variables outlive the run, and the host may use its list again: where there are any, what they may hold is a copy. */
  #categories({ categories = NO_CATEGORIES }: AddressIntelligence): readonly string[] {
    const all = withPrefixes(categories);
    return all === categories && this.program.variables.length > 0 ? [...all] : all;
  }

  endpointAddress(): string {
    const { host, port } = this.facts.endpoint;
    if (this.#endpointAddress === undefined || host !== this.#endpointHost || port !== this.#endpointPort) {
      this.#endpointHost = host;
      this.#endpointPort = port;
      this.#endpointAddress = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
    }
    return this.#endpointAddress;
  }

  goTo(rule: number): void {
    this.rule = rule;
    this.expression = 0;
    this.action = 0;
    this.fault = undefined;
  }
}

const INVALID_TIME = new Fault("invalid-argument", "a time is not valid");

/** An invalid `Date` compares as false with everything: a condition on it would pass over the connection. */
export function readDate(date: Date): Timestamp | Fault {
  return Number.isNaN(date.getTime()) ? INVALID_TIME : Timestamp.fromDate(date);
}

/** The order of `readDate` to another timestamp, without making one. */
export function orderOfDate(date: Date, seconds: number, nanos: number): number | Fault {
  const milliseconds = date.getTime();
  if (Number.isNaN(milliseconds)) return INVALID_TIME;
  const whole = Math.floor(milliseconds / 1000);
  // One of a few small integers: what is larger would be a number of its own on the heap.
  if (whole !== seconds) return whole < seconds ? -1 : 1;
  return Math.sign((milliseconds - whole * 1000) * 1_000_000 - nanos);
}
