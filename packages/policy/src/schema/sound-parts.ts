import { ACTIONS } from "../actions/index.ts";
import { fieldOf, isString, type MapNode, type Node } from "../source/node.ts";
import type { SchemaError } from "./schema-error.ts";

/** What is wrong with the shape of an action; `path` leads from the action to the value that the error is about. */
export interface ActionError {
  readonly error: SchemaError;
  readonly path: readonly string[];
}

/** Keywords of which no part is to blame: what is there is as it should be. */
const OF_NO_PART: ReadonlySet<string> = new Set(["dependencies", "minProperties", "maxProperties", "required"]);

/**
 * An action without the parts that have the wrong shape, so that the others can be checked; `undefined` if it is not
 * known what it does, or if what it cannot do without is among them.
 */
export function soundPartsOf(action: MapNode, errors: readonly ActionError[]): MapNode | undefined {
  const rest = without(action, placesOf(errors));
  if (rest.kind !== "map") return undefined;
  const type = fieldOf(rest, "type");
  const known = isString(type) ? ACTIONS.find((each) => each.type === type.value) : undefined;
  const config = fieldOf(rest, "config");
  const lacks = (name: string): boolean => config?.kind !== "map" || fieldOf(config, name) === undefined;
  return known === undefined || known.config.required?.some(lacks) === true ? undefined : rest;
}

/** What is wrong in a value: the whole of it, or parts of it by key or index. */
interface Place {
  whole: boolean;
  readonly parts: Map<string, Place>;
}

function placesOf(errors: readonly ActionError[]): Place {
  const root = placeOf();
  for (const { error, path } of errors) {
    if (OF_NO_PART.has(error.keyword)) continue;
    let place = root;
    const key = error.keyword === "additionalProperties" ? [String(error.params.additionalProperty)] : [];
    for (const part of [...path, ...key]) {
      const next = place.parts.get(part) ?? placeOf();
      place.parts.set(part, next);
      place = next;
    }
    place.whole = true;
  }
  return root;
}

function placeOf(): Place {
  return { whole: false, parts: new Map() };
}

function without(node: Node, { parts }: Place): Node {
  const kept = (value: Node, key: string): readonly Node[] => {
    const place = parts.get(key);
    if (place === undefined) return [value];
    return place.whole ? [] : [without(value, place)];
  };
  switch (node.kind) {
    case "scalar":
      return node;
    case "list":
      return { ...node, items: node.items.flatMap((item, index) => kept(item, String(index))) };
    case "map": {
      const entries = node.entries.flatMap(({ key, value }) =>
        kept(value, key.value).map((each) => ({ key, value: each })),
      );
      return { ...node, entries };
    }
  }
}
