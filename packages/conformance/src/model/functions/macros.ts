import type { Node } from "../syntax/tree.ts";
import { sortedBy } from "./lists.ts";
import { Fault, Optional, typeOf, type Value, ValueMap } from "./values.ts";

/** A macro's call: its arguments are evaluated as often as it likes, with variables of its own. */
export interface MacroCall {
  readonly receiver: Node;
  readonly args: readonly Node[];
  readonly evaluate: (node: Node, variables?: Variables) => Value;
}

/** Read when they are named, so that what is never read cannot fail. */
export type Variables = Readonly<Record<string, () => Value>>;

/** Macros by their names and numbers of arguments: cel-spec's, those of two variables, `sortBy`, `cel.bind`, optionals'. */
export const macros: Readonly<Record<string, (call: MacroCall) => Value>> = {
  ...comprehension(["all/2", "all/3"], ({ tests }) => absorb(tests, false)),
  ...comprehension(["exists/2", "exists/3"], ({ tests }) => absorb(tests, true)),
  ...comprehension(["exists_one/2", "exists_one/3", "existsOne/2", "existsOne/3"], ({ tests }) => {
    return tests.filter((test) => bool(test())).length === 1;
  }),
  ...comprehension(["filter/2"], ({ tests, items }) => items.filter((_, index) => bool((tests[index] as Test)()))),
  ...comprehension(["map/2", "transformList/3"], ({ tests }) => tests.map((test) => test())),
  ...comprehension(["sortBy/2"], ({ tests, items, isList }) => {
    if (!isList) throw new Fault("only lists are sorted");
    return sortedBy(
      items,
      tests.map((test) => test()),
    );
  }),
  ...comprehension(["transformMap/3"], ({ tests, items }) => {
    return ValueMap.checked(tests.map((test, index) => [items[index] as Value, test()] as const));
  }),
  ...comprehension(["transformMapEntry/3"], ({ tests }) => ValueMap.checked(tests.map((test) => onlyEntry(test())))),
  "cel.bind/3": ({ args, evaluate }) => {
    const [variable, value, body] = args as readonly [Node, Node, Node];
    let known: Value | undefined;
    const once = (): Value => {
      known = known === undefined ? evaluate(value) : known;
      return known;
    };
    return evaluate(body, { [nameOf(variable)]: once });
  },
  "or/1": ({ receiver, args, evaluate }) => {
    const given = optional(evaluate(receiver));
    return given.held === undefined ? optional(evaluate(args[0] as Node)) : given;
  },
  "orValue/1": ({ receiver, args, evaluate }) => {
    const { held } = optional(evaluate(receiver));
    return held === undefined ? evaluate(args[0] as Node) : held;
  },
  "optMap/2": (call) => inside(call, (value) => new Optional(value)),
  "optFlatMap/2": (call) => inside(call, optional),
};

type Test = () => Value;

interface Range {
  /** Of a list its items, of a map its keys. */
  readonly items: readonly Value[];
  /** The body, for each of them. */
  readonly tests: readonly Test[];
  readonly isList: boolean;
}

/** `range.macro(x, body)`, `range.macro(i, x, body)`; of those that transform, also with a filter in front of the body. */
function comprehension(forms: readonly string[], combine: (range: Range) => Value): typeof macros {
  const entries = forms.flatMap((form) => {
    const [name = "", count = "0"] = form.split("/");
    const variables = Number(count) - 1;
    const mayFilter = name === "map" || name.startsWith("transform");
    const run = (filtered: boolean) => (call: MacroCall) => combine(filter(rangeOf(call, variables), call, filtered));
    return [[form, run(false)] as const, ...(mayFilter ? [[`${name}/${variables + 2}`, run(true)] as const] : [])];
  });
  return Object.fromEntries(entries);
}

interface Unfiltered extends Range {
  readonly variables: readonly Variables[];
}

function rangeOf({ receiver, args, evaluate }: MacroCall, count: number): Unfiltered {
  const value = evaluate(receiver);
  const isList = Array.isArray(value);
  if (!isList && !(value instanceof ValueMap)) throw new Fault("only lists and maps can be gone through");
  const entries: readonly (readonly [Value, Value])[] = isList
    ? value.map((item: Value, index: number) => [BigInt(index), item] as const)
    : (value as ValueMap).entries;
  const items = entries.map(([key, item]) => (isList && count === 1 ? item : key));
  const names = args.slice(0, count).map(nameOf);
  const variables = entries.map(([key, item], index): Variables => {
    const values = count === 1 ? [items[index] as Value] : [key, item];
    return Object.fromEntries(names.map((name, at) => [name, () => values[at] as Value]));
  });
  return { items, isList, variables, tests: variables.map((own) => () => evaluate(args.at(-1) as Node, own)) };
}

/** One by one: a body is evaluated before the filter of the next. */
function filter(
  { items, tests, isList, variables }: Unfiltered,
  { args, evaluate }: MacroCall,
  filtered: boolean,
): Range {
  if (!filtered) return { items, tests, isList };
  const kept: { item: Value; value: Value }[] = [];
  for (const [index, own] of variables.entries()) {
    if (!bool(evaluate(args.at(-2) as Node, own))) continue;
    kept.push({ item: items[index] as Value, value: (tests[index] as Test)() });
  }
  return {
    items: kept.map(({ item }) => item),
    tests: kept.map(
      ({ value }) =>
        () =>
          value,
    ),
    isList,
  };
}

/** As `&&` (`absorbing` false) and `||` (true) do: that value anywhere wins over a fault anywhere. */
export function absorb(tests: readonly Test[], absorbing: boolean): boolean {
  let fault: Fault | undefined;
  for (const test of tests) {
    try {
      if (bool(test()) === absorbing) return absorbing;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      fault ??= error;
    }
  }
  if (fault !== undefined) throw fault;
  return !absorbing;
}

export function bool(value: Value): boolean {
  if (typeof value !== "boolean") throw new Fault(`expected a bool, got a value of type \`${typeOf(value)}\``);
  return value;
}

function inside({ receiver, args, evaluate }: MacroCall, wrap: (value: Value) => Optional): Value {
  const [variable, body] = args as readonly [Node, Node];
  const given = optional(evaluate(receiver));
  const { held } = given;
  return held === undefined ? given : wrap(evaluate(body, { [nameOf(variable)]: () => held }));
}

function optional(value: Value): Optional {
  if (!(value instanceof Optional)) throw new Fault("not an optional value");
  return value;
}

function onlyEntry(value: Value): readonly [Value, Value] {
  const [entry, ...rest] = value instanceof ValueMap ? value.entries : [];
  if (entry === undefined || rest.length > 0) throw new Fault("not a map of one entry");
  return entry;
}

function nameOf(node: Node): string {
  if (node.kind !== "name") throw new Error("a macro's variable is a name");
  return node.name;
}
