/** All that a live view shows, at one moment. */
export interface ViewState {
  readonly version: string;
  readonly status: "starting" | "online" | "stopping";
  /** What is served, as the user has named it. */
  readonly source: string;
  /** Milliseconds since the start. */
  readonly uptime: number;
  /** What a user presses to stop it. */
  readonly quitKey: string;
  /** Absent where one process does everything. */
  readonly workers?: number;
  readonly totals: Totals;
  /** In the order of the configuration. */
  readonly endpoints: readonly EndpointState[];
  /** One line each, the oldest first. */
  readonly recent: readonly string[];
  readonly log: readonly string[];
}

export interface Totals {
  readonly open: number;
  /** Closed ones; `refused` are those of them that were not relayed. */
  readonly closed: number;
  readonly refused: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export interface EndpointState {
  readonly name?: string;
  readonly url: string;
  /** None where the policy handles every connection. */
  readonly upstream?: string;
  /** Where it can be reached: `address:port`, or that it is internal. */
  readonly at: string;
  /** Absent where workers serve: nobody else knows. */
  readonly open?: number;
  readonly closed: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** By rule, in the order of the policy. */
  readonly decisions: readonly DecisionState[];
}

export interface DecisionState {
  /** `[1] office only`, or that no rule decided. */
  readonly rule: string;
  /** What became of connections, the most frequent first. */
  readonly outcomes: readonly (readonly [outcome: string, count: number])[];
}
