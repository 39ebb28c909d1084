import type { CallNode, ComprehensionMacro, Node } from "./ast.ts";
import type { ExpressionDiagnostic } from "./environment.ts";
import { diagnostic } from "./scan.ts";

const COMPREHENSIONS: ReadonlyMap<string, ComprehensionMacro> = new Map([
  ["all", "all"],
  ["exists", "exists"],
  ["exists_one", "exists_one"],
  ["existsOne", "exists_one"],
  ["map", "map"],
  ["filter", "filter"],
]);

/** Recognises a macro in a call: the macro's node, what is wrong with it, or the call itself if it is none. */
export function expandMacro(call: CallNode): { readonly node: Node } | { readonly diagnostic: ExpressionDiagnostic } {
  const [first, second, third] = call.arguments;
  const count = call.arguments.length;
  const span = { start: call.start, end: call.end };
  if (call.receiver === undefined) {
    if (call.name !== "has" || first === undefined || count !== 1) return { node: call };
    if (first.kind !== "select") {
      return invalid(first, "`has` needs a field, such as `has(conn.tls.sni)`");
    }
    return { node: { kind: "has", target: first, ...span } };
  }
  if (call.name === "bind" && call.receiver.kind === "name" && call.receiver.name === "cel" && count === 3) {
    if (first?.kind !== "name" || first.rooted) return invalid(first ?? call, "`cel.bind` needs a plain name first");
    if (second === undefined || third === undefined) return { node: call };
    return { node: { kind: "bind", variable: first.name, value: second, body: third, ...span } };
  }
  const macro = COMPREHENSIONS.get(call.name);
  if (macro === undefined || first === undefined || second === undefined) return { node: call };
  const filtered = macro === "map" && count === 3;
  if (count !== 2 && !filtered) return { node: call };
  if (first.kind !== "name" || first.rooted) {
    return invalid(first, `\`${call.name}\` needs a plain name for its variable`);
  }
  const body = filtered ? third : second;
  if (body === undefined) return { node: call };
  return {
    node: {
      kind: "comprehension",
      macro,
      range: call.receiver,
      variable: first.name,
      ...(filtered ? { filter: second } : {}),
      body,
      ...span,
    },
  };
}

function invalid(node: Node, message: string): { readonly diagnostic: ExpressionDiagnostic } {
  return { diagnostic: diagnostic("invalid-macro", node, message) };
}
