import { readFileSync } from "node:fs";
import { examplePath } from "../examples/testing/example.ts";

/**
 * A text of an example with what only its own place has put right for a test: paths, ports, names. What is not there is
 * an error, so that a test never runs something else than the example by oversight.
 */
export function adapted(path: string, replaced: Readonly<Record<string, string>>): string {
  let text = readFileSync(examplePath(path), "utf8");
  for (const [from, to] of Object.entries(replaced)) {
    if (!text.includes(from)) throw new Error(`examples/${path} does not have \`${from}\``);
    text = text.replaceAll(from, to);
  }
  return text;
}
