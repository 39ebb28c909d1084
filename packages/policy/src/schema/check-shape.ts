import type { Reporter } from "../diagnostics/reporter.ts";
import { entryOf, type Node } from "../source/node.ts";
import { findingOf } from "./finding.ts";
import { toPlain } from "./plain.ts";
import type { SchemaError } from "./schema-error.ts";
import { validatePolicy } from "./validate-policy.generated.ts";

/** The parts of a document that have the wrong shape, so that later stages leave them alone. */
export interface BrokenParts {
  /** Whether the rule, or any of its actions, is broken. */
  rule(index: number): boolean;
  action(rule: number, index: number): boolean;
  readonly any: boolean;
}

/** Holds a document against the JSON Schema; each error is reported at the place that is to be changed. */
export function checkShape(root: Node, reporter: Reporter): BrokenParts {
  const broken = new Set<string>();
  const rules = new Set<number>();
  for (const error of violations(root)) {
    const path = error.instancePath.split("/").slice(1).map(unescapePointer);
    const found = findingOf(error, root, locate(root, path), path);
    if (found === undefined) continue;
    reporter.report(found.code, found.at.start, found.at.end, found.message, {
      hint: found.hint,
      fix: found.fix,
    });
    if (path[1] !== undefined) rules.add(Number(path[1]));
    broken.add(path[2] === "actions" && path[3] !== undefined ? `${path[1]}/${path[3]}` : `${path[1]}`);
  }
  return {
    rule: (index) => rules.has(index),
    action: (rule, index) => broken.has(`${rule}/${index}`),
    any: broken.size > 0,
  };
}

/** Keywords that are about keys, whatever their values. */
const KEYS: ReadonlySet<string> = new Set(["additionalProperties", "minProperties", "maxProperties"]);

/** Each violation that has a cause of its own. */
function violations(root: Node): readonly SchemaError[] {
  const errors = validate(toPlain(root, "left out"));
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === "type").map(({ instancePath }) => instancePath));
  const own = errors.filter(
    ({ keyword, instancePath }) =>
      // Of a value of the wrong type nothing else needs to be said, and `if` only repeats what its branch has said.
      keyword !== "if" && (keyword === "type" || !mistyped.has(instancePath)),
  );
  // A key is a key also where its value counts as left out: one that has no meaning is an error, and of one there is one.
  const ofKeys = validate(toPlain(root, "kept")).filter(({ keyword }) => KEYS.has(keyword));
  return [...own.filter(({ keyword }) => !KEYS.has(keyword)), ...ofKeys];
}

function validate(plain: unknown): readonly SchemaError[] {
  return validatePolicy(plain) ? [] : (validatePolicy.errors ?? []);
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

function locate(root: Node, path: readonly string[]): Node {
  let node = root;
  for (const part of path) {
    const next =
      node.kind === "list" ? node.items[Number(part)] : node.kind === "map" ? entryOf(node, part)?.value : undefined;
    if (next === undefined) break;
    node = next;
  }
  return node;
}
