import type { EndpointConfig, ProxyConfig } from "../config/config.ts";
import type { RunningConnection } from "../connection/running.ts";
import type { ConnectionEvent } from "../events/event.ts";
import { readableLine } from "../events/readable.ts";
import type { ListeningEndpoint } from "../traffic-proxy.ts";
import type { EndpointState, Totals, ViewState } from "./state.ts";
import { Tally } from "./tally.ts";

/** More than the tallest terminal shows. */
const MOST_LINES = 200;

/** What can be asked of that which serves, each time something is shown. */
export interface Served {
  /** How many connections are open. */
  open(): number;
  /** Absent where other processes serve. */
  running?(): readonly RunningConnection[];
}

export interface ModelOptions {
  readonly version: string;
  readonly source: string;
  /** Milliseconds, never jumping. */
  readonly elapsed: () => number;
  readonly workers?: number;
  /** What a user presses to stop it. */
  readonly quitKey: string;
}

/** Gathers what happens, for a view of it. */
export class ViewModel {
  readonly #options: ModelOptions;
  readonly #started: number;
  #status: ViewState["status"] = "starting";
  #config: ProxyConfig | undefined;
  #places: ReadonlyMap<string, string> = new Map();
  #rules: RuleNames = NO_RULES;
  readonly #tallies = new Map<string, Tally>();
  /** Of all that was closed, also without an endpoint or of one that is gone. */
  readonly #all = new Tally();
  readonly #recent: ConnectionEvent[] = [];
  readonly #log: string[] = [];
  #served: Served = { open: () => 0 };

  constructor(options: ModelOptions) {
    this.#options = options;
    this.#started = options.elapsed();
  }

  serve(served: Served): void {
    this.#served = served;
  }

  /** From now on this is what is served. Counts of endpoints that are still there go on. */
  use(config: ProxyConfig, listening: readonly ListeningEndpoint[]): void {
    if (this.#status === "starting") this.#status = "online";
    this.#config = config;
    this.#places = new Map(
      listening.map(({ name, url, address, port }) => [keyOf(name, url), hostPort(address, port)]),
    );
    const before = this.#rules;
    this.#rules = ruleNamesOf(config.endpoints);
    const known = new Set(config.endpoints.map(({ name, url }) => keyOf(name, url.url)));
    for (const key of this.#tallies.keys()) if (!known.has(key)) this.#tallies.delete(key);
    this.#forgetChanged(before);
  }

  /** A count under the name of a rule that it was not made by would be a lie. */
  #forgetChanged(before: RuleNames): void {
    for (const [key, tally] of this.#tallies) {
      if (differ(before.own.get(key), this.#rules.own.get(key))) tally.forgetDecisions("");
      for (const url of before.shared.keys()) {
        if (differ(before.shared.get(url), this.#rules.shared.get(url))) tally.forgetDecisions(url);
      }
    }
  }

  stopping(): void {
    this.#status = "stopping";
  }

  closed(event: ConnectionEvent): void {
    const { endpoint } = event.object;
    const own = endpoint && keyOf(endpoint.name, endpoint.url);
    const nameOf = (internal: string | undefined, rule: number): string | undefined => {
      const names = internal === undefined ? this.#rules.own.get(own ?? "") : this.#rules.shared.get(internal);
      return names?.[rule];
    };
    this.#all.add(event, nameOf);
    if (endpoint) this.#tally(keyOf(endpoint.name, endpoint.url)).add(event, nameOf);
    keep(this.#recent, event);
  }

  /** Whole lines. */
  said(lines: string): void {
    for (const line of lines.replace(/\n$/, "").split("\n")) keep(this.#log, line);
  }

  /** What was said, for who looks once the view is gone. */
  get log(): readonly string[] {
    return this.#log;
  }

  state(): ViewState {
    const { version, source, workers, elapsed, quitKey } = this.#options;
    const running = this.#served.running?.();
    const flows = running && flowsOf(running);
    const endpoints = (this.#config?.endpoints ?? []).map((config) => this.#endpoint(config, flows));
    return {
      version,
      status: this.#status,
      source,
      uptime: elapsed() - this.#started,
      quitKey,
      ...(workers === undefined ? {} : { workers }),
      totals: this.#totals(running ?? []),
      endpoints,
      recent: this.#recent.map(readableLine),
      log: this.#log,
    };
  }

  #totals(running: readonly RunningConnection[]): Totals {
    const { closed, refused } = this.#all;
    let { bytesIn, bytesOut } = this.#all;
    for (const each of running) {
      bytesIn += each.bytesIn;
      bytesOut += each.bytesOut;
    }
    return { open: this.#served.open(), closed, refused, bytesIn, bytesOut };
  }

  #endpoint(config: EndpointConfig, flows: ReadonlyMap<string, Flow> | undefined): EndpointState {
    const { name, url, upstream } = config;
    const key = keyOf(name, url.url);
    const tally = this.#tallies.get(key);
    const flow = flows?.get(key);
    return {
      ...(name === undefined ? {} : { name }),
      url: url.url,
      ...(upstream ? { upstream: upstream.url } : {}),
      at: url.internal ? "internal" : (this.#places.get(key) ?? ""),
      ...(flows ? { open: flow?.open ?? 0 } : {}),
      closed: tally?.closed ?? 0,
      bytesIn: (tally?.bytesIn ?? 0) + (flow?.bytesIn ?? 0),
      bytesOut: (tally?.bytesOut ?? 0) + (flow?.bytesOut ?? 0),
      decisions: tally?.decisions() ?? [],
    };
  }

  #tally(key: string): Tally {
    let tally = this.#tallies.get(key);
    if (!tally) {
      tally = new Tally();
      this.#tallies.set(key, tally);
    }
    return tally;
  }
}

type Names = readonly (string | undefined)[];

interface RuleNames {
  /** By the key of each endpoint. */
  readonly own: ReadonlyMap<string, Names>;
  /** By URL, which is all that is told of an internal endpoint: none where members of its pool have different ones. */
  readonly shared: ReadonlyMap<string, Names>;
}

const NO_RULES: RuleNames = { own: new Map(), shared: new Map() };
const NO_NAMES: Names = [];

function ruleNamesOf(endpoints: readonly EndpointConfig[]): RuleNames {
  const own = new Map<string, Names>();
  const shared = new Map<string, Names>();
  for (const { name, url, policy } of endpoints) {
    const names = policy?.ruleNames ?? NO_NAMES;
    for (const [map, key] of [
      [own, keyOf(name, url.url)],
      [shared, url.url],
    ] as const) {
      const known = map.get(key);
      map.set(key, known && differ(known, names) ? NO_NAMES : names);
    }
  }
  return { own, shared };
}

function differ(a: Names | undefined, b: Names | undefined): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}

interface Flow {
  open: number;
  bytesIn: number;
  bytesOut: number;
}

function flowsOf(running: readonly RunningConnection[]): ReadonlyMap<string, Flow> {
  const flows = new Map<string, Flow>();
  for (const { endpoint, bytesIn, bytesOut } of running) {
    if (!endpoint) continue;
    const key = keyOf(endpoint.name, endpoint.url);
    const flow = flows.get(key) ?? { open: 0, bytesIn: 0, bytesOut: 0 };
    flow.open += 1;
    flow.bytesIn += bytesIn;
    flow.bytesOut += bytesOut;
    flows.set(key, flow);
  }
  return flows;
}

/** Members of a pool without names are one. */
function keyOf(name: string | undefined, url: string): string {
  return `${url} ${name ?? ""}`;
}

function hostPort(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

function keep<T>(lines: T[], line: T): void {
  lines.push(line);
  if (lines.length > MOST_LINES) lines.shift();
}
