import type { Overload } from "../functions/index.ts";
import type { Kind } from "../functions/kind.ts";
import { type CelType, typeName } from "../type.ts";
import type { Value } from "../value.ts";

type Table = ReadonlyMap<string, readonly Overload[]>;

/** Every way to call every function, method and operator, as documentation writes it: `string.size() → int`. */
export function signatures(functions: Table, methods: Table): string[] {
  return [
    ...of(functions, (name, parameters) =>
      /^\W/.test(name) ? operation(name, parameters) : `${name}(${parameters.join(", ")})`,
    ),
    ...of(methods, (name, [receiver, ...rest]) => `${receiver}.${name}(${rest.join(", ")})`),
  ];
}

function of(table: Table, call: (name: string, parameters: readonly string[]) => string): string[] {
  return Array.from(table).flatMap(([name, overloads]) =>
    overloads.map(({ parameters, rest, result }) => {
      const types = [...parameters.map(kind), ...(rest === undefined ? [] : [`${kind(rest)}...`])];
      return `${call(name, types)} → ${shown(result)}`;
    }),
  );
}

function operation(name: string, [left, right]: readonly string[]): string {
  return right === undefined ? `${name.replace("_", "")}${left}` : `${left} ${name} ${right}`;
}

function kind({ name, type }: Kind<Value>): string {
  return name ?? shown(type);
}

/** Type parameters as `A` and `B`. */
function shown(type: CelType): string {
  return typeName(type)
    .replaceAll(/<(\w+)>/g, "$1")
    .replace("optional_type(", "optional(");
}
