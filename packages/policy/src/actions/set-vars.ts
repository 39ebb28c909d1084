import { DYN } from "../cel/index.ts";
import { templateFailure } from "../outcome.ts";
import { type Entry, entryOf, type ListNode, type MapNode, type Node } from "../source/node.ts";
import type { ActionContext, ActionDefinition } from "./definition.ts";
import { FailedTemplate, type PlannedValue, planValue, requiredBy } from "./planned-value.ts";

/** ngrok documents a bound and not its number. */
const MAX_DEPTH = 16;
/** A CEL identifier: what can stand behind `vars.`. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

interface Assignment {
  readonly name: string;
  readonly slot: number;
  readonly value: PlannedValue;
}

/** Defines `vars.NAME`, in order; a later entry may use an earlier one. */
export const setVars: ActionDefinition = {
  type: "set-vars",
  config: {
    title: "set-vars",
    description: "Defines variables, in order; later entries may use earlier ones.",
    type: "object",
    properties: {
      vars: {
        title: "Variables",
        description: "Maps with one key each, the variable's name; `${…}` in strings is CEL.",
        type: "array",
        items: { type: "object", minProperties: 1, maxProperties: 1, propertyNames: { pattern: NAME.source } },
      },
    },
    required: ["vars"],
    additionalProperties: false,
  },
  assume(flow, config) {
    const list = config?.kind === "map" ? entryOf(config, "vars")?.value : undefined;
    for (const item of list?.kind === "list" ? list.items : []) {
      for (const { key } of item.kind === "map" ? item.entries : []) flow.define(key.value, DYN, false);
    }
  },
  compile(context) {
    const list = entryOf(context.config, "vars")?.value as ListNode;
    const assignments: Assignment[] = [];
    // One each, but where the action is broken.
    for (const entry of list.items.flatMap((item) => (item as MapNode).entries)) {
      const assignment = planAssignment(entry, context);
      if (assignment !== undefined) assignments.push(assignment);
    }
    return {
      terminating: "never",
      requires: requiredBy(assignments.map(({ value }) => value)),
      assigns: assignments.map(({ name }) => name),
      execute(state) {
        for (const { slot, value: planned } of assignments) {
          const value = planned.read(state);
          if (value instanceof FailedTemplate) return templateFailure(value.template, value.fault);
          state.telling().setVariable(slot, value);
        }
        return undefined;
      },
    };
  },
};

function planAssignment(entry: Entry, context: ActionContext): Assignment | undefined {
  const { key, value: node } = entry;
  if (!NAME.test(key.value)) {
    context.reporter.report("invalid-value", key.start, key.end, `\`${key.value}\` cannot be a variable's name`, {
      hint: "use letters, digits and `_`, and no digit first",
    });
    return undefined;
  }
  const depth = depthOf(node);
  if (depth > MAX_DEPTH) {
    context.reporter.report(
      "vars-too-deep",
      node.start,
      node.end,
      `the value of \`${key.value}\` is nested deeper than ${MAX_DEPTH} levels`,
    );
  }
  const value = depth > MAX_DEPTH ? undefined : planValue(node, context);
  if (value === undefined) {
    // Defined all the same, so that one mistake is not reported again at every use.
    context.flow.define(key.value, DYN, false);
    return undefined;
  }
  return { name: key.value, slot: context.flow.define(key.value, value.type, value.secret), value };
}

function depthOf(node: Node): number {
  if (node.kind === "scalar") return 0;
  const children = node.kind === "list" ? node.items : node.entries.map((entry) => entry.value);
  return 1 + children.reduce((deepest, child) => Math.max(deepest, depthOf(child)), 0);
}
