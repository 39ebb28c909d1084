/** What a line of the log is about; a contract like the codes of diagnostics: `docs/observability.md` has the list. */
export const LOG_EVENTS = [
  "starting",
  "start-failed",
  "diagnostic",
  "listening",
  "not-listening",
  "roots",
  "metrics",
  "tracing",
  "descriptors",
  "reloaded",
  "restored",
  "reload-problem",
  "reload-refused",
  "watch-failed",
  "events-failing",
  "events-recovered",
  "events-lost",
  "workers-started",
  "worker-started",
  "worker-failed",
  "worker-hangs",
  "worker-ended",
  "pool-member-ejected",
  "pool-member-back",
  "limit-hit",
  "limit-quiet",
  "connection",
  "draining",
  "stopped",
  "notice",
] as const;
export type LogEvent = (typeof LOG_EVENTS)[number];

/** What a line says beside its words. */
export interface About {
  /** Default: `notice`. */
  readonly event?: LogEvent;
  /** Default: `info`. */
  readonly level?: "debug" | "info" | "warn" | "error";
  /** A way out, apart from what is said. Default: there is none to tell. */
  readonly hint?: string;
  /** Of the object that JSON has; in snake case. */
  readonly fields?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** Says something to people, and in fields to machines. */
export type Say = (message: string, about?: About) => void;
