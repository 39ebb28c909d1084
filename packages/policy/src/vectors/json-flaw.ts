import { MAX_DEPTH } from "../source/yaml-depth.ts";

/** Something that is wrong with a text that is JSON, and that a parser of JSON does not tell. */
export interface JsonFlaw {
  /** In UTF-16 units. */
  readonly offset: number;
  /** One sentence, lower case, no final period. */
  readonly message: string;
}

export const TOO_DEEP = "this is nested too deeply";

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/g;

/**
 * The first key that stands twice in one object, of which a parser keeps the last without a word, or the first bracket
 * that is deeper than what recurses over the value could bear.
 */
export function jsonFlaw(json: string): JsonFlaw | undefined {
  /** Of each object around a token its keys; of a list none. */
  const around: (Set<string> | undefined)[] = [];
  for (const { 0: token, 1: colon, index } of json.matchAll(TOKEN)) {
    if (token === "{" || token === "[") {
      if (around.length >= MAX_DEPTH) return { offset: index, message: TOO_DEEP };
      around.push(token === "{" ? new Set() : undefined);
    } else if (token === "}" || token === "]") around.pop();
    else if (colon !== undefined) {
      const key = JSON.parse(token.slice(0, -colon.length)) as string;
      const keys = around.at(-1);
      if (keys?.has(key)) return { offset: index, message: "this key stands twice in one map" };
      keys?.add(key);
    }
  }
  return undefined;
}
