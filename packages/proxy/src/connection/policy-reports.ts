import type { RunReport } from "@sluice/policy";

/**
 * What the policy runs of one connection have reported. A report is built when it is read, which costs more than many a
 * policy; so the last one is read only when somebody asks, and another when the next run begins or goes on.
 */
export class PolicyReports {
  #latest: { readonly run: object; readonly report: RunReport } | undefined;
  /** None until something is logged, as with most connections. */
  #logs: RunReport["logs"][number][] | undefined;
  #logsSeen: Map<object, number> | undefined;
  #ipPolicy: "allow" | "deny" | null = null;

  /** `run` tells apart the runs; each reports all it has reported before as well. */
  add(run: object, report: RunReport): void {
    if (this.#latest && this.#latest.run !== run) this.#read();
    this.#latest = { run, report };
  }

  /** The logs of all runs, in the order they were made. */
  logs(): RunReport["logs"] {
    this.#read();
    return this.#logs ?? [];
  }

  /** The decision of the last `restrict-ips` that ran. */
  ipPolicyDecision(): "allow" | "deny" | null {
    this.#read();
    return this.#ipPolicy;
  }

  #read(): void {
    if (!this.#latest) return;
    const { run, report } = this.#latest;
    this.#latest = undefined;
    this.#ipPolicy = report.ipPolicy ?? this.#ipPolicy;
    const { logs } = report;
    if (logs.length === 0) return;
    this.#logs ??= [];
    this.#logsSeen ??= new Map();
    this.#logs.push(...logs.slice(this.#logsSeen.get(run) ?? 0));
    this.#logsSeen.set(run, logs.length);
  }
}
