import type { Frame, Requirement } from "../environment.ts";
import type { CelType } from "../type.ts";
import type { Fault, Value } from "../value.ts";
import type { Kind } from "./kind.ts";

/** One way to call a function: what it takes (a method's receiver first), what it gives, how. */
export interface Overload {
  readonly parameters: readonly Kind<Value>[];
  /** Any number of further arguments, each of this kind. */
  readonly rest?: Kind<Value>;
  readonly result: CelType;
  /** The arguments, then the frame. */
  readonly call: (...values: readonly never[]) => Value | Fault;
  readonly requires?: Requirement;
}

/** A function, `f(x)`, or a method, `x.f()`. Namespaced functions have their whole name, such as `base64.encode`. */
export interface FunctionDefinition {
  readonly style: "function" | "method";
  readonly name: string;
  readonly overloads: readonly Overload[];
}

type Arguments<K extends readonly Kind<Value>[]> = {
  readonly [I in keyof K]: K[I] extends Kind<infer T> ? T : never;
};

export function overload<const K extends readonly Kind<Value>[]>(
  parameters: K,
  result: CelType,
  call: (...values: [...Arguments<K>, Frame]) => Value | Fault,
  requires?: Requirement,
): Overload {
  // The table holds overloads of all shapes; who calls one has checked its arguments against `parameters`.
  const erased = call as unknown as Overload["call"];
  return { parameters, result, call: erased, ...(requires === undefined ? {} : { requires }) };
}

/** As `overload`, with any number of further arguments of the kind `rest`. */
export function variadic<T extends Value>(
  first: Kind<T>,
  rest: Kind<T>,
  result: CelType,
  call: (values: readonly T[]) => Value | Fault,
): Overload {
  const erased = (...values: readonly unknown[]) => call(values.slice(0, -1) as T[]);
  return { parameters: [first], rest, result, call: erased as Overload["call"] };
}

/** The kind of each of `count` arguments, or `undefined` if the overload does not take so many. */
export function kindsOf({ parameters, rest }: Overload, count: number): readonly Kind<Value>[] | undefined {
  if (count === parameters.length) return parameters;
  if (rest === undefined || count < parameters.length) return undefined;
  return [...parameters, ...new Array<Kind<Value>>(count - parameters.length).fill(rest)];
}

export function fn(name: string, ...overloads: readonly Overload[]): FunctionDefinition {
  return { style: "function", name, overloads };
}

export function method(name: string, ...overloads: readonly Overload[]): FunctionDefinition {
  return { style: "method", name, overloads };
}
