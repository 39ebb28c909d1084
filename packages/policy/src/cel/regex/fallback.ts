import { RE2JS } from "re2js";

export type Test = (text: string) => boolean;

/** RE2 itself, for any pattern and any text: linear, too, but a good deal slower. A string says what is wrong. */
export function compileFallback(pattern: string): { readonly test: Test; readonly size: number } | string {
  try {
    const compiled = RE2JS.compile(pattern);
    return { test: (text) => compiled.test(text), size: compiled.programSize() };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** As `compileFallback` for a pattern known to be right, which is compiled when a text first needs it. */
export function lazyFallback(pattern: string): Test {
  let test: Test | undefined;
  return (text) => {
    if (test === undefined) {
      const compiled = compileFallback(pattern);
      if (typeof compiled === "string")
        throw new Error(`\`${pattern}\` was taken for a regular expression: ${compiled}`);
      test = compiled.test;
    }
    return test(text);
  };
}
