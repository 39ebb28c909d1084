import type { Frame } from "./cel/environment.ts";
import { Fault, Timestamp, type Value } from "./cel/index.ts";
import { formatTimestamp } from "./cel/timestamp.ts";
import type { Cursor, Dispatch } from "./dispatch/dispatch.ts";
import type { AddressIntelligence, ClientHelloFacts, ConnectionFacts, TlsFacts } from "./facts.ts";
import { type Address, parseSocketAddress } from "./net/index.ts";
import type { Host } from "./policy.ts";
import type { Program } from "./program.ts";
import { Report } from "./report.ts";
import type { RunWatcher } from "./run-watcher.ts";
import type { JsonValue } from "./step.ts";

/** The ClientHello of a connection that is not TLS: every field reads as `""`. */
export const NOT_TLS: ClientHelloFacts = { sni: "", ja4: "" };

/** One run of a policy over one connection: what it has learnt, what it has set, and where it stands. */
export class RunState implements Frame {
  readonly locals: (Value | Fault | undefined)[] = [];
  cost = 0;
  readonly program: Program;
  readonly facts: ConnectionFacts;
  readonly watcher: RunWatcher | undefined;
  /** What steps show of this run. */
  readonly report: Report = new Report(this);

  // Where the run stands.
  rule = 0;
  expression = 0;
  action = 0;
  /** The first failed expression of the rule that is being decided: a later `false` may still win over it. */
  fault: Fault | undefined = undefined;
  faultAt = -1;

  /** Where it stands in `dispatch`. */
  cursor: Cursor | undefined = undefined;
  dispatch: Dispatch | undefined = undefined;

  // What it has learnt.
  hello: ClientHelloFacts | undefined;
  isTls: boolean;
  tls: TlsFacts | undefined;

  // What it has set.
  readonly slots: (Value | undefined)[] = [];
  readonly results: Map<string, unknown> = new Map();
  readonly logged: { readonly [key: string]: JsonValue }[] = [];

  readonly #now: Date | undefined;
  readonly #random: () => number;
  #timeNow: string | Fault | undefined = undefined;
  #client: Address | Fault | undefined = undefined;
  #server: Address | Fault | undefined = undefined;
  #clientIp: string | Fault | undefined = undefined;
  #serverIp: string | Fault | undefined = undefined;
  #clientIntelligence: AddressIntelligence | undefined = undefined;
  #serverIntelligence: AddressIntelligence | undefined = undefined;

  constructor(program: Program, facts: ConnectionFacts, host: Host, watcher?: RunWatcher) {
    this.program = program;
    this.facts = facts;
    this.hello = facts.hello;
    this.isTls = facts.hello !== undefined;
    this.tls = facts.tls;
    this.watcher = watcher;
    this.#random = host.random ?? Math.random;
    this.#now = host.now ?? (program.readsClock ? new Date() : undefined);
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

  clientAddress(): Address | Fault {
    this.#client ??= readAddress(this.facts.client.ip);
    return this.#client;
  }

  clientIp(): string | Fault {
    this.#clientIp ??= addressText(this.clientAddress());
    return this.#clientIp;
  }

  serverAddress(): Address | Fault {
    this.#server ??= readAddress(this.facts.server.ip);
    return this.#server;
  }

  serverIp(): string | Fault {
    this.#serverIp ??= addressText(this.serverAddress());
    return this.#serverIp;
  }

  intelligence(side: "client" | "server"): AddressIntelligence {
    if (side === "client") {
      this.#clientIntelligence ??= this.facts.intelligence?.client() ?? {};
      return this.#clientIntelligence;
    }
    this.#serverIntelligence ??= this.facts.intelligence?.server() ?? {};
    return this.#serverIntelligence;
  }

  goTo(rule: number): void {
    this.rule = rule;
    this.expression = 0;
    this.action = 0;
    this.fault = undefined;
  }
}

function readAddress(text: string): Address | Fault {
  // A broken fact refuses the connection; guessing an address could let it in.
  const address = typeof text === "string" ? parseSocketAddress(text) : undefined;
  return address ?? new Fault("invalid-argument", `\`${text}\` is not an IP address`);
}

/** An invalid `Date` compares as false with everything: a condition on it would pass over the connection. */
export function readDate(date: Date): Timestamp | Fault {
  return Number.isNaN(date.getTime()) ? new Fault("invalid-argument", "a time is not valid") : Timestamp.fromDate(date);
}

function addressText(address: Address | Fault): string | Fault {
  return address instanceof Fault ? address : address.toString();
}
