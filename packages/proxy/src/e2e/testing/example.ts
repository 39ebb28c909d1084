import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A file of `examples/`, by its path there. */
export function examplePath(path: string): string {
  return fileURLToPath(new URL(`../../../../../examples/${path}`, import.meta.url));
}

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
