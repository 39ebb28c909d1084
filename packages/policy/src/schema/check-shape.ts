import type { Reporter } from "../diagnostics/reporter.ts";
import { entryOf, type MapNode, type Node } from "../source/node.ts";
import { type Finding, findingOf } from "./finding.ts";
import { asMeant } from "./meant.ts";
import { toPlain } from "./plain.ts";
import type { SchemaError } from "./schema-error.ts";
import { type ActionError, soundPartsOf } from "./sound-parts.ts";
import { validatePolicy } from "./validate-policy.generated.ts";

/** The parts of a document that have the wrong shape, and what is sound of them. */
export interface BrokenParts {
  /** Whether the rule, or any of its actions, is broken. */
  rule(index: number): boolean;
  /** Whether its keys are, so that nobody knows under which conditions it was to run. */
  ruleItself(index: number): boolean;
  action(rule: number, index: number): boolean;
  /** Whether it is broken since its type is only near to a known one. */
  isGuess(rule: number, index: number): boolean;
  /** Of an action that is broken what can still be checked, if anything can. */
  soundParts(rule: number, index: number, action: MapNode): MapNode | undefined;
  readonly any: boolean;
}

export interface CheckedShape {
  /** The document, with what was meant in place of slips that have been reported. */
  readonly root: Node;
  readonly broken: BrokenParts;
}

/** Holds a document against the JSON Schema; each error is reported at the place that is to be changed. */
export function checkShape(document: Node, reporter: Reporter): CheckedShape {
  const { root, findings, guessed } = asMeant(document);
  for (const finding of findings) report(finding, reporter);
  const broken = new Map<string, ActionError[]>();
  const rules = new Set([...guessed].map((place) => Number.parseInt(place, 10)));
  for (const error of violations(root)) {
    const path = error.instancePath.split("/").slice(1).map(unescapePointer);
    const found = findingOf(error, root, locate(root, path), path);
    if (found === undefined) continue;
    report(found, reporter);
    if (path[1] !== undefined) rules.add(Number(path[1]));
    const part = path[2] === "actions" && path[3] !== undefined ? `${path[1]}/${path[3]}` : `${path[1]}`;
    const errors = broken.get(part) ?? [];
    if (errors.push({ error, path: path.slice(4) }) === 1) broken.set(part, errors);
  }
  return {
    root,
    broken: {
      rule: (index) => rules.has(index),
      ruleItself: (index) => broken.has(`${index}`),
      action: (rule, index) => broken.has(`${rule}/${index}`) || guessed.has(`${rule}/${index}`),
      isGuess: (rule, index) => guessed.has(`${rule}/${index}`),
      soundParts: (rule, index, action) => soundPartsOf(action, broken.get(`${rule}/${index}`) ?? []),
      any: broken.size + guessed.size > 0,
    },
  };
}

function report({ code, at, message, hint, fix }: Finding, reporter: Reporter): void {
  reporter.report(code, at.start, at.end, message, { hint, fix });
}

/** Keywords that are about keys, whatever their values. */
const KEYS: ReadonlySet<string> = new Set(["additionalProperties", "minProperties", "maxProperties"]);

/** Each violation that has a cause of its own. */
function violations(root: Node): readonly SchemaError[] {
  const errors = validate(toPlain(root, "left out"));
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === "type").map(({ instancePath }) => instancePath));
  const untold = new Set(mistyped);
  const own = errors.filter(
    ({ keyword, instancePath }) =>
      // Of a value of the wrong type nothing else needs to be said, and that once, however many parts of the schema say it;
      // `if` only repeats what its branch has said.
      keyword !== "if" && (keyword === "type" ? untold.delete(instancePath) : !mistyped.has(instancePath)),
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
