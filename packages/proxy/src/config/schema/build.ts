import type { ConfigSchema, ConfigSchemaType } from "./json-schema.ts";

/** A mapping with these keys and no others. */
export function mapping(
  description: string,
  properties: { readonly [name: string]: ConfigSchema },
  more: Pick<ConfigSchema, "required" | "examples" | "title" | "allOf"> = {},
): ConfigSchema {
  return { description, type: "object", properties, additionalProperties: false, ...more };
}

/** A mapping with keys of the user's choice. */
export function byName(
  description: string,
  value: ConfigSchema,
  more: Pick<ConfigSchema, "examples" | "propertyNames" | "minProperties"> = {},
): ConfigSchema {
  return { description, type: "object", additionalProperties: value, ...more };
}

export function list(
  description: string,
  items: ConfigSchema,
  more: Pick<ConfigSchema, "examples" | "minItems"> = {},
): ConfigSchema {
  return { description, type: "array", items, ...more };
}

export function string(
  description: string,
  more: Pick<ConfigSchema, "examples" | "pattern" | "default"> = {},
): ConfigSchema {
  return { description, type: "string", ...more };
}

/** A whole number from `minimum` to `maximum`. */
export function integer(
  description: string,
  [minimum, maximum]: readonly [number, number],
  more: Pick<ConfigSchema, "examples" | "default"> = {},
): ConfigSchema {
  return { description, type: "integer", minimum, maximum, ...more };
}

export function boolean(description: string, more: Pick<ConfigSchema, "examples" | "default"> = {}): ConfigSchema {
  return { description, type: "boolean", ...more };
}

/** One of several shapes. */
export function either(
  description: string,
  anyOf: readonly ConfigSchema[],
  examples?: readonly unknown[],
): ConfigSchema {
  return { description, anyOf, ...(examples ? { examples } : {}) };
}

/** What counts as left out where its value is null, as most keys do: `region:` is no region. */
export function orNull(schema: ConfigSchema): ConfigSchema {
  if (schema.anyOf) return { ...schema, anyOf: [...schema.anyOf, { type: "null" }] };
  const types: readonly ConfigSchemaType[] = schema.type === undefined ? [] : [schema.type].flat();
  return { ...schema, type: [...types, "null"], ...(schema.enum ? { enum: [...schema.enum, null] } : {}) };
}

/** `what`, as PEM or in a file; `more`: sentences about it. */
export function pem(what: string, examples: readonly string[], more = ""): ConfigSchema {
  return string(`${what}: the path of a PEM file, or PEM itself.${more === "" ? "" : ` ${more}`}`, { examples });
}
