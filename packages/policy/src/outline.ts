import type { Range } from "./diagnostics/diagnostic.ts";
import { Reporter } from "./diagnostics/reporter.ts";
import { parseDocument } from "./source/document.ts";
import { LineIndex } from "./source/lines.ts";
import { entryOf, fieldOf, isString, type MapNode, type Node } from "./source/node.ts";

/** A rule as it is written. */
export interface RuleOutline {
  readonly name?: string;
  readonly range: Range;
  readonly expressions: readonly string[];
  readonly actions: readonly ActionOutline[];
}

export interface ActionOutline {
  readonly type: string;
  readonly name?: string;
  readonly range: Range;
}

/** The rules of a policy that compiles, with what they are called and where they stand. */
export function outlineOf(text: string): readonly RuleOutline[] {
  const reporter = new Reporter(new LineIndex(text));
  const root = parseDocument(text, reporter);
  const phase = root?.kind === "map" ? entryOf(root, "on_tcp_connect")?.value : undefined;
  return mapsOf(phase).map((rule) => ({
    ...nameOf(rule),
    range: reporter.range(rule.start, rule.end),
    expressions: textsOf(fieldOf(rule, "expressions")),
    actions: mapsOf(fieldOf(rule, "actions")).map((action) => ({
      ...nameOf(action),
      type: textsOf(fieldOf(action, "type"))[0] ?? "",
      range: reporter.range(action.start, action.end),
    })),
  }));
}

function nameOf(map: MapNode): { readonly name?: string } {
  const name = fieldOf(map, "name");
  return isString(name) ? { name: name.value } : {};
}

function mapsOf(node: Node | undefined): readonly MapNode[] {
  return node?.kind === "list" ? node.items.filter((item) => item.kind === "map") : [];
}

/** The string itself, or those of a list. */
function textsOf(node: Node | undefined): readonly string[] {
  if (node?.kind === "list") return node.items.filter(isString).map(({ value }) => value);
  return isString(node) ? [node.value] : [];
}
