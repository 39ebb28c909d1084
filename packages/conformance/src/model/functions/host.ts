import type { Library } from "./library.ts";
import { Fault } from "./values.ts";

/** What functions take from the world. */
export interface FunctionHost {
  readonly random: () => number;
  readonly secrets: { readonly [vault: string]: { readonly [name: string]: string } };
}

/** Draws and secrets (language.md, section 5). */
export function hostFunctions({ random, secrets }: FunctionHost): Library {
  const draw = (): number => {
    const value = random();
    if (!(value >= 0 && value < 1)) throw new Fault("there is no draw left");
    return value;
  };
  /** a + floor(draw × (b − a + 1)) */
  const between = (a: bigint, b: bigint): bigint => {
    if (a < 0n || b < a) throw new Fault("the bounds are not 0 ≤ a ≤ b");
    const count = b - a + 1n;
    const value = draw();
    if (count <= 2n ** 53n) return a + BigInt(Math.floor(value * Number(count)));
    return a + (BigInt(Math.floor(value * 2 ** 53)) * count) / 2n ** 53n;
  };
  return {
    "rand.double()": draw,
    "rand.int()": () => between(0n, 1n),
    "rand.int(int, int)": between,
    "secrets.get(string, string)": (vault: string, name: string) => {
      const value = secrets[vault]?.[name];
      if (value === undefined) throw new Fault("no such secret");
      return value;
    },
  };
}
