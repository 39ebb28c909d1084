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
  let rest: Node = action;
  for (const place of placesOf(errors)) rest = without(rest, place);
  if (rest.kind !== "map") return undefined;
  const type = fieldOf(rest, "type");
  const known = isString(type) ? ACTIONS.find((each) => each.type === type.value) : undefined;
  const config = fieldOf(rest, "config");
  const lacks = (name: string): boolean => config?.kind !== "map" || fieldOf(config, name) === undefined;
  return known === undefined || known.config.required?.some(lacks) === true ? undefined : rest;
}

/** Last items first, so that those before them keep their places. */
function placesOf(errors: readonly ActionError[]): readonly (readonly string[])[] {
  const places = errors.flatMap(({ error, path }) => {
    if (OF_NO_PART.has(error.keyword)) return [];
    return [error.keyword === "additionalProperties" ? [...path, String(error.params.additionalProperty)] : path];
  });
  return places.sort((a, b) => b.join("/").localeCompare(a.join("/"), "en", { numeric: true }));
}

function without(node: Node, [head, ...tail]: readonly string[]): Node {
  if (head === undefined || node.kind === "scalar") return node;
  if (node.kind === "list") {
    return { ...node, items: node.items.flatMap((item, at) => (String(at) === head ? kept(item, tail) : [item])) };
  }
  const entries = node.entries.flatMap((entry) =>
    entry.key.value === head ? kept(entry.value, tail).map((value) => ({ key: entry.key, value })) : [entry],
  );
  return { ...node, entries };
}

function kept(node: Node, path: readonly string[]): readonly Node[] {
  return path.length === 0 ? [] : [without(node, path)];
}
