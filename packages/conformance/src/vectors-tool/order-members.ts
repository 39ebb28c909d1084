import type { JsonValue } from "@sluice/policy";

/** The parts of a JSON Schema that say in which order members stand. */
export interface OrderingSchema {
  readonly $ref?: string;
  readonly $defs?: { readonly [name: string]: OrderingSchema };
  readonly properties?: { readonly [name: string]: OrderingSchema | boolean };
  readonly items?: OrderingSchema | boolean;
  readonly additionalProperties?: OrderingSchema | boolean;
  readonly oneOf?: readonly OrderingSchema[];
  readonly anyOf?: readonly OrderingSchema[];
  readonly allOf?: readonly OrderingSchema[];
}

type Node = OrderingSchema | boolean | undefined;

/** The value with its members in the order in which its schema lists them; those that it does not list come last, as written. */
export function orderMembers(value: JsonValue, root: OrderingSchema): JsonValue {
  return order(value, [root], root);
}

function order(value: JsonValue, nodes: readonly Node[], root: OrderingSchema): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  const schemas = nodes.flatMap((node) => allOf(node, root));
  if (isList(value)) {
    const items = schemas.map(({ items }) => items);
    return value.map((item) => order(item, items, root));
  }
  const known = [...new Set(schemas.flatMap(({ properties = {} }) => Object.keys(properties)))];
  const place = new Map(known.map((name, index) => [name, index]));
  const names = Object.keys(value);
  const sorted = names.sort((a, b) => (place.get(a) ?? known.length) - (place.get(b) ?? known.length));
  return Object.fromEntries(
    sorted.map((name) => {
      const below = schemas.map(({ properties, additionalProperties }) =>
        properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : additionalProperties,
      );
      return [name, order(value[name] ?? null, below, root)];
    }),
  );
}

/**
 * A schema with all that it refers to and is made of; of alternatives each has its say, the first before the others.
 * `seen`: a schema may refer to itself.
 */
function allOf(node: Node, root: OrderingSchema, seen: Set<Node> = new Set()): readonly OrderingSchema[] {
  if (typeof node !== "object" || seen.has(node)) return [];
  seen.add(node);
  const { $ref, oneOf = [], anyOf = [], allOf: parts = [] } = node;
  const name = $ref === undefined ? undefined : /^#\/\$defs\/([^/]+)$/.exec($ref)?.[1];
  const referred = name === undefined ? undefined : root.$defs?.[name];
  return [node, ...[referred, ...parts, ...oneOf, ...anyOf].flatMap((each) => allOf(each, root, seen))];
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
