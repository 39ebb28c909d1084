import type { AddressSet, Host } from "@sluice/policy";
import type { Admission } from "../admission/index.ts";
import type { Clock } from "../clock.ts";
import type { EndpointTable } from "../endpoints/table.ts";
import type { IntelligenceInForce } from "../intelligence/index.ts";
import type { Limits } from "../limits.ts";
import type { Terminations } from "../tls/terminations.ts";
import type { Dialer } from "../upstream/dial.ts";
import type { RunningConnections } from "./running.ts";

/** What all connections of a proxy share. */
export interface Services {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly table: EndpointTable;
  readonly terminations: Terminations;
  readonly dialer: Dialer;
  readonly admission: Admission;
  /** Peers whose connections start with a PROXY header. */
  readonly proxyHeaderFrom: AddressSet | undefined;
  readonly serverRegion: string;
  /** None where no source is configured. */
  readonly intelligence: IntelligenceInForce | undefined;
  /** Who is told of connections while they are served. None where nobody looks. */
  readonly running: RunningConnections | undefined;
  /** What policies take from outside of a connection. */
  readonly host: Host;
}

/** One host for all connections: the clock is read where a policy asks for the time. `random`: draws in [0, 1), for `rand.*`. */
export function hostWith(clock: Clock, random: () => number): Host {
  return {
    get now() {
      return clock.now();
    },
    random,
  };
}
