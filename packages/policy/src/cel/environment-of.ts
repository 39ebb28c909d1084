import type { Declaration, Environment, Frame } from "./environment.ts";
import type { CelType } from "./type.ts";
import type { Value } from "./value.ts";

/** A frame whose variables are in a map. */
export interface RecordFrame extends Frame {
  readonly variables: ReadonlyMap<string, Value>;
}

/**
 * An environment for using the language alone: variables by name with their types, read from a `RecordFrame`.
 *
 *     const { expression } = compileExpression("port > 1024", environmentOf({ port: INT }));
 *     expression?.evaluate(frameOf({ port: 8080n }));
 */
export function environmentOf(types: { readonly [name: string]: CelType }): Environment<RecordFrame> {
  const declarations = new Map<string, Declaration<RecordFrame>>(
    Object.entries(types).map(([name, type]) => [
      name,
      { path: name, type, read: (frame) => frame.variables.get(name) },
    ]),
  );
  return { variables: { get: (name) => declarations.get(name), names: () => declarations.keys() } };
}

/**
 * The frame for `environmentOf`. Without `random`, a draw is a fault. It counts no costs: each evaluation has the whole of
 * what one may use. Set `cost` to 0 to have all of them share it.
 */
export function frameOf(values: { readonly [name: string]: Value }, random?: () => number): RecordFrame {
  const variables = new Map(Object.entries(values));
  return { locals: [], cost: undefined, random: random ?? (() => Number.NaN), variables };
}
