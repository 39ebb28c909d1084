import { ACTIONS } from "../actions/index.ts";
import type { JsonSchema, JsonSchemaType } from "./json-schema.ts";
import { type ActionKeys, policySchema } from "./policy-schema.ts";

/** An editor shows what each type does beside its name, and of the settings what the action at hand says of them. */
const ACTION_KEYS: ActionKeys = {
  type: {
    title: "Type",
    description: "What the action does.",
    anyOf: ACTIONS.map(({ type, config: { description } }) =>
      description === undefined ? { const: type } : { const: type, description },
    ),
  },
  config: { type: "object" },
};

/**
 * The JSON Schema of a policy document for editors, draft-07. The compiler's own leaves out keys whose value is null before
 * it validates (everywhere in a policy a null counts as left out); an editor does not, so here they may be null.
 */
export function editorSchema(): JsonSchema {
  return withoutSuggestions(withNulls(policySchema(ACTION_KEYS)));
}

/** Editors suggest `properties` and not `patternProperties`: a key that may only be empty is not worth suggesting. */
function withoutSuggestions({ properties = {}, ...schema }: JsonSchema): JsonSchema {
  const entries = Object.entries(properties);
  const isEmpty = ([, { maxItems }]: readonly [string, JsonSchema]) => maxItems === 0;
  return {
    ...schema,
    properties: Object.fromEntries(entries.filter((entry) => !isEmpty(entry))),
    patternProperties: Object.fromEntries(entries.filter(isEmpty).map(([name, property]) => [`^${name}$`, property])),
  };
}

function withNulls(schema: JsonSchema): JsonSchema {
  const { properties, items, allOf, then } = schema;
  const required = new Set(schema.required);
  return {
    ...schema,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, property]) => {
              const inner = withNulls(property);
              return [name, required.has(name) ? inner : nullable(inner)];
            }),
          ),
        }),
    ...(items === undefined ? {} : { items: withNulls(items) }),
    ...(allOf === undefined ? {} : { allOf: allOf.map(withNulls) }),
    // biome-ignore lint/suspicious/noThenProperty: `then` is the keyword of JSON Schema
    ...(then === undefined ? {} : { then: withNulls(then) }),
  };
}

function nullable(schema: JsonSchema): JsonSchema {
  if (schema.type === undefined) return schema;
  const types: readonly JsonSchemaType[] = typeof schema.type === "string" ? [schema.type] : schema.type;
  if (types.includes("null")) return schema;
  return {
    ...schema,
    type: [...types, "null"],
    ...(schema.enum === undefined ? {} : { enum: [...schema.enum, null] }),
  };
}
