import { Fault, typeOf, type Value } from "./values.ts";

/**
 * Functions by their signatures: `name(int, string)`, and with a receiver `(string).name(int)`; `dyn` takes anything,
 * `...` any number of them. Operators are named as cel-spec names them, such as `_+_`.
 */
export interface Library {
  readonly [signature: string]: (...args: never[]) => Value;
}

/** The model has no answer: only to vectors about what is not the language's. */
class BeyondModel extends Error {}

/** Turns that into an answer. */
export function orUnsupported<T>(answer: () => T): T | { readonly unsupported: string } {
  try {
    return answer();
  } catch (error) {
    if (error instanceof BeyondModel) return { unsupported: error.message };
    throw error;
  }
}

/** What a run may cost is the compiler's to limit; the model only sees to it that it ends. */
const MAX_CALLS = 100_000;

interface Overload {
  readonly parameters: readonly string[];
  readonly run: (...args: Value[]) => Value;
}

/** Finds functions by name, and among those of one name by what the arguments are. */
export class Functions {
  /** Under `name`, and `.name` of those with a receiver. */
  readonly #overloads = new Map<string, Overload[]>();
  #calls = 0;

  constructor(library: Library) {
    for (const [signature, run] of Object.entries(library)) {
      const [, receiver, name, parameters = ""] = /^(?:\((\w+)\)\.)?([^(]+)\((.*)\)$/.exec(signature) ?? [];
      const key = receiver === undefined ? `${name}` : `.${name}`;
      const types = [...(receiver === undefined ? [] : [receiver]), ...parameters.split(", ").filter(Boolean)];
      const overloads = this.#overloads.get(key) ?? [];
      overloads.push({ parameters: types, run: run as Overload["run"] });
      this.#overloads.set(key, overloads);
    }
  }

  names(): readonly string[] {
    return [...this.#overloads.keys()];
  }

  has(name: string): boolean {
    return this.#overloads.has(name);
  }

  call(name: string, args: readonly Value[]): Value {
    this.#calls += 1;
    if (this.#calls > MAX_CALLS) throw new BeyondModel("an evaluation of very many steps");
    const overload = this.#overloads.get(name)?.find(({ parameters }) => takes(parameters, args));
    if (overload === undefined) throw new Fault(`no \`${name}\` for (${args.map(typeOf).join(", ")})`);
    return overload.run(...args);
  }
}

function takes(parameters: readonly string[], args: readonly Value[]): boolean {
  if (parameters[0] === "...") return true;
  return (
    parameters.length === args.length &&
    parameters.every((type, index) => type === "dyn" || type === typeOf(args[index] as Value))
  );
}

/** The strings of a list that has nothing else. */
export function stringsOf(list: Value): readonly string[] {
  if (!Array.isArray(list)) throw new Fault("not a list");
  return list.map((item: Value) => {
    if (typeof item !== "string") throw new Fault("not a list of strings");
    return item;
  });
}

/** A function of one value, and the same as a method. */
export function both(name: string, method: string, type: string, run: (value: never) => Value): Library {
  return { [`${name}(${type})`]: run, [`(${type}).${method}()`]: run };
}
