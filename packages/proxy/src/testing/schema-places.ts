import type { ConfigSchema } from "../config/schema/json-schema.ts";

/** A step into a value: a key, or an index of a list. */
export type Step = string | number;

/** A value that a schema says something of, with the way to it. */
export interface SchemaPlace {
  readonly path: readonly Step[];
  readonly schema: ConfigSchema;
  /** The mapping whose key it is, if it is one. */
  readonly parent?: ConfigSchema;
}

/** A name that any mapping of names may have: a port is one, too. */
const NAME = "1";

/** Every value below `schema`, each mapping with keys of its own once, by the shortest way to it. */
export function placesIn(schema: ConfigSchema): readonly SchemaPlace[] {
  const seen = new Set<ConfigSchema>();
  const visit = (place: SchemaPlace): SchemaPlace[] => [
    place,
    ...shapesOf(place.schema).flatMap((shape) => {
      if (seen.has(shape)) return [];
      seen.add(shape);
      return partsOf(shape, place.path).flatMap(visit);
    }),
  ];
  return visit({ path: [], schema });
}

function partsOf(shape: ConfigSchema, path: readonly Step[]): readonly SchemaPlace[] {
  const { properties = {}, items, additionalProperties } = shape;
  return [
    ...Object.entries(properties).map(([key, schema]) => ({ path: [...path, key], schema, parent: shape })),
    ...(items ? [{ path: [...path, 0], schema: items }] : []),
    ...(typeof additionalProperties === "object" ? [{ path: [...path, NAME], schema: additionalProperties }] : []),
  ];
}

/** What a value may be, one shape each. */
export function shapesOf(schema: ConfigSchema): readonly ConfigSchema[] {
  return schema.anyOf?.flatMap(shapesOf) ?? [schema];
}

/** The types that a schema takes; `undefined`: all. */
export function typesOf(schema: ConfigSchema): ReadonlySet<string> | undefined {
  const types = new Set<string>();
  for (const { type, enum: values, $ref } of shapesOf(schema)) {
    if ($ref !== undefined) types.add("object");
    else if (type !== undefined) for (const each of [type].flat()) types.add(each);
    else if (values !== undefined) for (const value of values) types.add(typeOfValue(value));
    else return undefined;
  }
  return types;
}

/** As JSON Schema calls it. */
export function typeOfValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

/** A value with another one in it at `path`; what is missing on the way is made. */
export function withValue(whole: unknown, [step, ...rest]: readonly Step[], value: unknown): unknown {
  if (step === undefined) return value;
  if (typeof step === "number") {
    const items = Array.isArray(whole) ? [...whole] : [];
    items[step] = withValue(items[step], rest, value);
    return items;
  }
  const map = typeof whole === "object" && whole !== null && !Array.isArray(whole) ? { ...whole } : {};
  return Object.assign(map, { [step]: withValue((map as Record<string, unknown>)[step], rest, value) });
}
