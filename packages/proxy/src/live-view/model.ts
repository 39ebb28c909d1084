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
  #ruleNames: ReadonlyMap<string, EndpointConfig["policy"]> = new Map();
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
    this.#ruleNames = new Map(config.endpoints.map(({ url, policy }) => [url.url, policy]));
    const known = new Set(config.endpoints.map(({ name, url }) => keyOf(name, url.url)));
    for (const key of this.#tallies.keys()) if (!known.has(key)) this.#tallies.delete(key);
  }

  stopping(): void {
    this.#status = "stopping";
  }

  closed(event: ConnectionEvent): void {
    const { endpoint } = event.object;
    const url = endpoint?.url;
    const nameOf = (internal: string | undefined, rule: number): string | undefined =>
      this.#ruleNames.get(internal ?? url ?? "")?.ruleNames[rule];
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
