import { type CelMap, DYN, mapOf, STRING, toJson } from "../cel/index.ts";
import { templateFailure } from "../outcome.ts";
import { entryOf, type Node } from "../source/node.ts";
import type { JsonValue } from "../step.ts";
import { leaf } from "../variables/declare.ts";
import { resultSlot } from "../variables/results.ts";
import type { ActionContext, ActionDefinition } from "./definition.ts";
import { FailedTemplate, planValue } from "./planned-value.ts";

const RESULT = resultSlot<CelMap>("log");

/** Appends `metadata` to `traffic_policy.logs` of the connection's closing event. */
export const log: ActionDefinition = {
  type: "log",
  config: {
    title: "log",
    description: "Writes into the connection's closing event.",
    type: "object",
    properties: {
      metadata: {
        title: "Metadata",
        description: "Any map; `${…}` in its strings is CEL, and a value keeps its type.",
        type: "object",
      },
    },
    required: ["metadata"],
    additionalProperties: false,
  },
  results: {
    name: RESULT.name,
    fields: { metadata: leaf(mapOf(STRING, DYN), (state) => RESULT.get(state)) },
  },
  compile(context) {
    const node = entryOf(context.config, "metadata")?.value as Node;
    const metadata = planValue(node, withoutSecrets(context));
    if (metadata === undefined) return undefined;
    return {
      terminating: "never",
      requires: metadata.requires,
      affect: (flow) => flow.actionRan(RESULT.name),
      execute(state) {
        const value = metadata.read(state);
        if (value instanceof FailedTemplate) return templateFailure(value.template, value.fault);
        RESULT.set(state, value as CelMap);
        state.telling().log(toJson(value) as { readonly [key: string]: JsonValue });
        return undefined;
      },
    };
  },
};

/** What derives from a secret may not reach a log (language.md, section 9). */
function withoutSecrets(context: ActionContext): ActionContext {
  return {
    ...context,
    template(node) {
      const template = context.template(node);
      if (template?.secret !== true) return template;
      context.reporter.report(
        "secret-in-log",
        node.start,
        node.end,
        "this value derives from a secret and would be written to the event",
        {
          hint: "leave it out, or log something that does not depend on the secret",
        },
      );
      return undefined;
    },
  };
}
