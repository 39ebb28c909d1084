import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Fix } from "../diagnostics/diagnostic.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { entryOf, isNull, isString, type MapNode, type Node } from "../source/node.ts";
import { wrongPhase } from "./phases.ts";
import type { SchemaError } from "./schema-error.ts";
import { unknownAction } from "./unknown-action.ts";
import { listed, unknownKey } from "./unknown-key.ts";

/** What a violation of the schema means to the person who wrote the policy. */
export interface Finding {
  readonly code: DiagnosticCode;
  readonly at: { readonly start: number; readonly end: number };
  readonly message: string;
  readonly hint?: string | undefined;
  readonly fix?: Fix | undefined;
}

/** `node` is the value the error is about, `path` the way to it from `root`. */
export function findingOf(error: SchemaError, root: Node, node: Node, path: readonly string[]): Finding | undefined {
  switch (error.keyword) {
    case "additionalProperties":
      return additionalKey(error, node as MapNode, path);
    case "required":
      return missing(error, node as MapNode);
    case "type":
      return wrongType(error, node, path);
    case "enum":
      return notInEnum(error, node, path);
    case "minItems":
      return { code: "no-action", at: node, message: "a rule needs at least one action" };
    case "maxItems": {
      const phase = entryOf(root as MapNode, path[0] as string);
      return phase === undefined ? undefined : wrongPhase(phase, root as MapNode);
    }
    case "dependencies":
      return needsOther(error, node as MapNode);
    case "minProperties":
    case "maxProperties":
      return notOneKey(node as MapNode);
    case "pattern":
    case "propertyNames":
      // For editors; the compiler says more of these.
      return undefined;
    default:
      return { code: "invalid-value", at: node, message: error.message ?? "this value is not valid here" };
  }
}

function additionalKey(error: SchemaError, map: MapNode, path: readonly string[]): Finding | undefined {
  const name = String(error.params.additionalProperty);
  const entry = entryOf(map, name);
  if (entry === undefined) return undefined;
  if (path.length === 0) return wrongPhase(entry, map);
  if (path.length === 2 && name === "enabled") {
    return {
      code: "legacy-enabled",
      at: entry.key,
      message: "a rule has no `enabled` any more",
      hint: "remove the line, or the rule if it was disabled",
    };
  }
  return unknownKey(entry.key, Object.keys((error.parentSchema?.properties as object | undefined) ?? {}));
}

function missing(error: SchemaError, map: MapNode): Finding {
  const name = String(error.params.missingProperty);
  const hint = `add \`${name}:\``;
  if (name === "actions") return { code: "no-action", at: map, message: "a rule needs `actions`, at least one", hint };
  return { code: "missing-field", at: map, message: `\`${name}\` is missing`, hint };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: "a map",
  array: "a list",
  string: "a string",
  boolean: "`true` or `false`",
  number: "a number",
};

function wrongType(error: SchemaError, node: Node, path: readonly string[]): Finding {
  if (path.at(-2) === "expressions" && isNull(node)) {
    const hint = "remove it, or write a condition";
    return { code: "empty-expression", at: node, message: "this expression is empty", hint };
  }
  const types = [error.params.type]
    .flat()
    .map(String)
    .filter((type) => type !== "null");
  const expected = types.map((type) => TYPE_NAMES[type] ?? type).join(" or ");
  return {
    code: "wrong-type",
    at: node,
    message: `expected ${expected}, found ${describe(node)}`,
    hint: path.length === 0 && node.kind === "list" ? "put the rules under `on_tcp_connect:`" : mendType(types, node),
  };
}

function mendType(types: readonly string[], node: Node): string | undefined {
  if (types.includes("array")) return mendList(node);
  if (types.includes("object") && node.kind === "scalar") return mendMap(node);
  if (node.kind !== "scalar" || node.value === null) return undefined;
  // Meant as text and read as a number or a truth value: `min_version: 1.3`.
  if (types.includes("string")) return `quote it: \`'${node.raw}'\``;
  if (!types.includes("boolean")) return undefined;
  const text = String(node.value).toLowerCase();
  if (text === "true" || text === "false") return "remove the quotes";
  const meant = YAML_1_1_BOOLEANS.get(text);
  return meant === undefined ? undefined : `write \`${meant}\``;
}

/** What YAML 1.2 reads as text. */
const YAML_1_1_BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["yes", true],
  ["on", true],
  ["no", false],
  ["off", false],
]);

function mendList(node: Node): string {
  if (node.kind === "map") {
    const glued = node.entries.some(({ key }) => /^-\S/.test(key.value));
    return glued ? "put a space behind the `-`" : "start each item with `- `";
  }
  const isShort = isString(node) && !/[\n,]/.test(node.raw) && node.raw.length <= 60;
  return isShort ? `write it as a list: \`[${node.raw}]\`` : "start each item with `- `";
}

/** `type:deny` is text. */
function mendMap(node: Node): string | undefined {
  return isString(node) && /^\w+:\S/.test(node.raw) ? "put a space behind the `:`" : undefined;
}

/** What somebody pasted where it does not belong may be a whole file. */
function shortened(text: string): string {
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}

const MAX_QUOTED = 80;

function describe(node: Node): string {
  if (node.kind === "map") return "a map";
  if (node.kind === "list") return "a list";
  if (node.value === null) return "nothing";
  return typeof node.value === "string" ? `the string \`${shortened(node.value)}\`` : `\`${shortened(node.raw)}\``;
}

function notInEnum(error: SchemaError, node: Node, path: readonly string[]): Finding {
  const value = node.kind === "scalar" ? String(node.value) : "";
  const allowed = error.params.allowedValues as readonly string[];
  const near = suggest(value, allowed);
  const hint = near === undefined ? `possible: ${listed(allowed)}` : `did you mean \`${near}\`?`;
  const isActionType = path.length === 5 && path[2] === "actions" && path[4] === "type";
  if (isActionType) return unknownAction(value, node);
  return { code: "invalid-value", at: node, message: `\`${value}\` is not possible here`, hint };
}

function needsOther(error: SchemaError, map: MapNode): Finding {
  const present = String(error.params.property);
  const absent = String(error.params.missingProperty);
  return {
    code: "needs-other-field",
    at: entryOf(map, present)?.key ?? map,
    message: `\`${present}\` needs \`${absent}\` beside it`,
    hint: `add \`${absent}:\`, or remove \`${present}\``,
  };
}

function notOneKey(map: MapNode): Finding {
  const count = map.entries.length === 0 ? "none" : String(map.entries.length);
  return {
    code: "vars-not-one-key",
    at: map,
    message: `each entry of \`vars\` is a map with one key, and this has ${count}`,
    hint: "write one entry for each variable: `- name: value`",
  };
}
