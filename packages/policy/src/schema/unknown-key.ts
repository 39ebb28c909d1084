import { suggest } from "../diagnostics/suggest.ts";
import type { StringNode } from "../source/node.ts";
import type { Finding } from "./finding.ts";

/** A key that has no meaning in a map that may have the `known` ones. */
export function unknownKey(key: StringNode, known: readonly string[]): Finding {
  const near = suggest(key.value, known);
  const possible = known.length === 0 ? "nothing can be set here" : `possible: ${listed(known)}`;
  return {
    code: "unknown-key",
    at: key,
    message: `\`${key.value}\` is not a key here`,
    hint: near === undefined ? possible : `did you mean \`${near}\`?`,
  };
}

/** Words as a message shows them. */
export function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
