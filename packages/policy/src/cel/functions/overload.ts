import type { Frame, Requirement } from "../environment.ts";
import type { CelType } from "../type.ts";
import type { Fault, Value } from "../value.ts";
import type { Kind } from "./kind.ts";

/** One way to call a function: what it takes (a method's receiver first), what it gives, how. */
export interface Overload {
  readonly parameters: readonly Kind<Value>[];
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

export function fn(name: string, ...overloads: readonly Overload[]): FunctionDefinition {
  return { style: "function", name, overloads };
}

export function method(name: string, ...overloads: readonly Overload[]): FunctionDefinition {
  return { style: "method", name, overloads };
}
