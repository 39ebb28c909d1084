import type { ConnectionEvent } from "../events/event.ts";
import type { DecisionState } from "./state.ts";

/** What was counted of the connections of one endpoint. */
export class Tally {
  closed = 0;
  refused = 0;
  bytesIn = 0;
  bytesOut = 0;
  readonly #decisions = new Map<string, Decision>();

  /** `nameOf`: what a rule of the policy at that URL is called. */
  add({ object }: ConnectionEvent, nameOf: (url: string | undefined, rule: number) => string | undefined): void {
    const { conn, traffic_policy: policy } = object;
    this.closed += 1;
    this.bytesIn += conn.bytes_in;
    this.bytesOut += conn.bytes_out;
    const outcome = outcomeOf(object);
    if (outcome !== "passed" && outcome !== "forwarded") this.refused += 1;
    const key = `${policy.endpoint ?? ""} ${policy.rule ?? ""}`;
    let decision = this.#decisions.get(key);
    if (!decision) {
      const name = policy.rule === null ? undefined : nameOf(policy.endpoint, policy.rule);
      decision = {
        label: labelOf(policy, name),
        endpoint: policy.endpoint ?? "",
        rule: policy.rule,
        counts: new Map(),
      };
      this.#decisions.set(key, decision);
    }
    decision.counts.set(outcome, (decision.counts.get(outcome) ?? 0) + 1);
  }

  /** Rules at that URL are others now; `""`: those of the endpoint itself. What they had decided is told no more. */
  forgetDecisions(url: string): void {
    for (const [key, { endpoint }] of this.#decisions) if (endpoint === url) this.#decisions.delete(key);
  }

  decisions(): DecisionState[] {
    const all = [...this.#decisions.values()].sort(inOrder);
    return all.map(({ label, counts }) => ({ rule: label, outcomes: [...counts].sort(([, a], [, b]) => b - a) }));
  }
}

interface Decision {
  readonly label: string;
  readonly endpoint: string;
  readonly rule: number | null;
  readonly counts: Map<string, number>;
}

type Objects = ConnectionEvent["object"];

/** A closed list: what is shown of errors is their code, of which there are as many as the proxy knows. */
function outcomeOf({ traffic_policy: { outcome, error }, upstream }: Objects): string {
  switch (outcome) {
    case "continue":
      return upstream?.error ? "upstream unreachable" : "passed";
    case "forward":
      return upstream?.error ? "upstream unreachable" : "forwarded";
    case "deny":
      return "denied";
    case "close":
      return "reset";
    case "error":
      return `refused (${error?.code ?? "unknown"})`;
  }
}

function labelOf({ rule, endpoint }: Objects["traffic_policy"], name: string | undefined): string {
  const where = endpoint === undefined ? "" : `${endpoint} `;
  if (rule === null) return `${where}no rule`;
  return `${where}[${rule}]${name === undefined ? "" : ` ${name}`}`;
}

/** Rules of the endpoint itself, then of internal ones; what no rule decided comes last. */
function inOrder(a: Decision, b: Decision): number {
  if (a.endpoint !== b.endpoint) return a.endpoint < b.endpoint ? -1 : 1;
  return (a.rule ?? Number.MAX_SAFE_INTEGER) - (b.rule ?? Number.MAX_SAFE_INTEGER);
}
