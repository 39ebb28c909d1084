import type { BindNode, CallNode, ComprehensionMacro, Node, Span } from "./ast.ts";
import type { ExpressionDiagnostic } from "./environment.ts";
import { expandBlock } from "./macro-block.ts";
import { diagnostic } from "./scan.ts";

/** What a call turned out to be: a macro's node, the call itself, or what is wrong with a macro. */
export type Expanded = { readonly node: Node } | { readonly diagnostic: ExpressionDiagnostic };

interface ComprehensionForm {
  readonly macro: ComprehensionMacro;
  /** Variables, all told; the body is the last argument. */
  readonly variables: 1 | 2;
  readonly filtered?: true;
}

const COMPREHENSIONS: ReadonlyMap<string, ComprehensionForm> = comprehensions();

/** By name and number of arguments: `map/2`. The two-variable ones are cel-go's extension of that name. */
function comprehensions(): ReadonlyMap<string, ComprehensionForm> {
  const forms = new Map<string, ComprehensionForm>();
  for (const macro of ["all", "exists", "exists_one"] as const) {
    forms.set(`${macro}/2`, { macro, variables: 1 }).set(`${macro}/3`, { macro, variables: 2 });
  }
  for (const macro of ["transformList", "transformMap", "transformMapEntry"] as const) {
    forms.set(`${macro}/3`, { macro, variables: 2 }).set(`${macro}/4`, { macro, variables: 2, filtered: true });
  }
  return forms
    .set("existsOne/2", { macro: "exists_one", variables: 1 })
    .set("existsOne/3", { macro: "exists_one", variables: 2 })
    .set("map/2", { macro: "map", variables: 1 })
    .set("map/3", { macro: "map", variables: 1, filtered: true })
    .set("filter/2", { macro: "filter", variables: 1 })
    .set("sortBy/2", { macro: "sortBy", variables: 1 });
}

/** How macros are written that are called like functions. */
export const MACROS: ReadonlyMap<string, string> = new Map([
  ["has", "has(a.b)"],
  ["cel.bind", "cel.bind(x, value, expression)"],
]);

/** How macros are written that are called on a value. */
export const METHOD_MACROS: ReadonlyMap<string, string> = new Map([
  ...Array.from(COMPREHENSIONS.keys(), (key): [string, string] => {
    const name = key.slice(0, key.indexOf("/"));
    return [name, name.startsWith("transform") ? `list.${name}(i, x, …)` : `list.${name}(x, …)`];
  }),
  ["optMap", "optional.optMap(x, …)"],
  ["optFlatMap", "optional.optFlatMap(x, …)"],
]);

/** Recognises a macro in a call. */
export function expandMacro(call: CallNode): Expanded {
  if (call.receiver === undefined) return call.name === "has" ? expandHas(call) : { node: call };
  if (call.receiver.kind === "name" && call.receiver.name === "cel") {
    return call.name === "bind" ? expandBind(call, "bind", call.arguments) : expandBlock(call);
  }
  if (call.name === "optMap" || call.name === "optFlatMap") {
    const [variable, body, ...rest] = call.arguments;
    if (variable === undefined || body === undefined) return { node: call };
    return expandBind(call, call.name, [variable, call.receiver, body, ...rest]);
  }
  const form = COMPREHENSIONS.get(`${call.name}/${call.arguments.length}`);
  return form === undefined ? { node: call } : expandComprehension(call, call.receiver, form);
}

function expandHas(call: CallNode): Expanded {
  const [first] = call.arguments;
  if (first === undefined || call.arguments.length !== 1) return { node: call };
  if (first.kind === "select" && !first.optional) return { node: { kind: "has", target: first, ...spanOf(call) } };
  return invalid(first, "`has` needs a field, such as `has(conn.tls.sni)`");
}

function expandBind(call: CallNode, kind: BindNode["kind"], args: readonly Node[]): Expanded {
  const [variable, value, body] = args;
  if (variable === undefined || value === undefined || body === undefined || args.length !== 3) return { node: call };
  const name = plainName(variable);
  if (name === undefined) return invalid(variable, `\`${kind}\` needs a plain name for its variable`);
  return { node: { kind, variable: name, value, body, ...spanOf(call) } };
}

function expandComprehension(call: CallNode, range: Node, { macro, variables, filtered }: ComprehensionForm): Expanded {
  const args = call.arguments;
  const names = args.slice(0, variables).map(plainName);
  const [variable, second] = names;
  const body = args.at(-1);
  const filter = filtered === true ? args.at(-2) : undefined;
  const wrong = args[names.indexOf(undefined)];
  if (wrong !== undefined) return invalid(wrong, `\`${call.name}\` needs a plain name for its variable`);
  if (variable === undefined || body === undefined) return { node: call };
  if (variable === second) return invalid(args[1] ?? call, `both variables are called \`${variable}\``);
  return {
    node: {
      kind: "comprehension",
      macro,
      range,
      variable,
      ...(second === undefined ? {} : { second }),
      ...(filter === undefined ? {} : { filter }),
      body,
      ...spanOf(call),
    },
  };
}

/** The name a variable is given; `undefined` for anything but a name that stands alone. */
function plainName(node: Node): string | undefined {
  return node.kind === "name" && !node.rooted ? node.name : undefined;
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

function invalid(node: Span, message: string): Expanded {
  return { diagnostic: diagnostic("invalid-macro", node, message) };
}
