import { ACTIONS } from "../actions/index.ts";
import type { JsonSchema } from "./json-schema.ts";

/** HTTP phases are valid documents, but nothing in them can run here. */
const HTTP_PHASE: JsonSchema = {
  title: "HTTP phase",
  description: "Never runs on a tcp:// or tls:// endpoint; must be empty.",
  type: ["array", "null"],
  maxItems: 0,
};

/** Two keys of an action, before it is known which action. */
export interface ActionKeys {
  readonly type: JsonSchema;
  readonly config: JsonSchema;
}

const ACTION_KEYS: ActionKeys = {
  type: { title: "Type", description: "What the action does.", type: "string", enum: ACTIONS.map(({ type }) => type) },
  config: { title: "Settings", description: "The action's settings.", type: "object" },
};

/** The shape of a policy document, assembled from what each action says of its own configuration. */
export function policySchema(keys: ActionKeys = ACTION_KEYS): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Traffic policy for tcp:// and tls:// endpoints",
    description: "Rules that run for every accepted connection, before anything reaches the upstream.",
    type: ["object", "null"],
    properties: {
      on_tcp_connect: {
        title: "Rules",
        description: "Rules that run, in order, for every accepted connection.",
        type: ["array", "null"],
        items: ruleSchema(keys),
      },
      on_http_request: HTTP_PHASE,
      on_http_response: HTTP_PHASE,
      on_event_stream_message: HTTP_PHASE,
    },
    additionalProperties: false,
  };
}

function ruleSchema(keys: ActionKeys): JsonSchema {
  return {
    title: "Rule",
    description: "Actions, and the conditions under which they run.",
    type: "object",
    properties: {
      name: { title: "Name", description: "A name for people to read.", type: "string" },
      expressions: {
        title: "Conditions",
        description: "CEL expressions; the actions run if all of them are true.",
        type: "array",
        items: { type: "string", pattern: "\\S" },
      },
      actions: {
        title: "Actions",
        description: "What happens, in order.",
        type: "array",
        minItems: 1,
        items: actionSchema(keys),
      },
    },
    required: ["actions"],
    additionalProperties: false,
  };
}

function actionSchema({ type, config }: ActionKeys): JsonSchema {
  return {
    title: "Action",
    description: "One thing to do, with its settings.",
    type: "object",
    properties: {
      type,
      name: { title: "Name", description: "A name for people to read.", type: "string" },
      config,
    },
    required: ["type"],
    additionalProperties: false,
    allOf: ACTIONS.map((action) => ({
      // Of what is no map yet an editor would otherwise take every condition for met.
      if: { type: "object", properties: { type: { const: action.type } }, required: ["type"] },
      // biome-ignore lint/suspicious/noThenProperty: `then` is the keyword of JSON Schema
      then: {
        properties: { config: action.config },
        ...((action.config.required?.length ?? 0) > 0 ? { required: ["config"] } : {}),
      },
    })),
  };
}
