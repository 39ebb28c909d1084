import type { Checked } from "./checked.ts";
import type { Frame } from "./environment.ts";
import type { PlanWatch } from "./plan.ts";
import { dynamic, type Plan } from "./plan-node.ts";
import type { Fault, Value } from "./value.ts";

/** One evaluation of a node, with those that it took. */
export interface Evaluation {
  readonly node: Checked;
  readonly value: Value | Fault;
  /** In the order in which they happened. */
  readonly inner: readonly Evaluation[];
}

/**
 * Notes every node as it is evaluated. It watches the one evaluation there is, so that what draws a random number or
 * counts its costs does so once.
 */
export class EvaluationRecorder implements PlanWatch {
  /** What the nodes give that are evaluated when compiled. */
  readonly known: Map<Checked, Value | Fault> = new Map();
  /** The nodes that are evaluated when run. */
  readonly watched: Set<Checked> = new Set();
  #around: Evaluation[] = [];

  planned(node: Checked, plan: Plan): Plan {
    if (plan.kind !== "dynamic") {
      this.known.set(node, plan.kind === "fault" ? plan.fault : plan.value);
      return plan;
    }
    this.watched.add(node);
    const { evaluate } = plan;
    return dynamic((frame) => {
      const around = this.#around;
      const inner: Evaluation[] = [];
      this.#around = inner;
      const value = evaluate(frame);
      this.#around = around;
      around.push({ node, value, inner });
      return value;
    });
  }

  /** Evaluates, and tells what that took. An evaluation may come while another is under way: reading a fact is the host's code. */
  record<F extends Frame>(
    evaluate: (frame: F) => Value | Fault,
    frame: F,
  ): { readonly value: Value | Fault; readonly evaluations: readonly Evaluation[] } {
    const around = this.#around;
    const evaluations: Evaluation[] = [];
    this.#around = evaluations;
    try {
      return { value: evaluate(frame), evaluations };
    } finally {
      this.#around = around;
    }
  }
}
