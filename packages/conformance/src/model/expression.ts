import { type CelFunc, type CelInput, type CelValue, celEnv, isCelError, parse, plan } from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";

/** What expressions can name: values by dotted path, and functions. */
export interface Names {
  readonly variables: { readonly [path: string]: CelInput };
  readonly functions: readonly CelFunc[];
}

/** A failed evaluation; a value, so that whoever evaluates decides what it means. */
export class ExpressionFault {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** The library lacks what an expression needs: nothing can be said of it, least of all that it fails. */
export class BeyondModel extends Error {}

type Tree = ReturnType<typeof parse>["expr"];

/** Evaluates by an independent CEL implementation; whatever goes wrong is a fault. */
export function evaluate(source: string, names: Names): CelValue | ExpressionFault {
  const tree = parsed(source);
  withStringFields(tree.expr);
  let message: string;
  try {
    const value = plan(celEnv({ funcs: [...strings, ...names.functions] }), tree)({ ...names.variables });
    if (!isCelError(value)) return value;
    message = value.message;
  } catch (error) {
    message = error instanceof Error ? error.message : String(error);
  }
  if (message.startsWith("unbound function")) throw new BeyondModel(message);
  return new ExpressionFault(message);
}

/** What the compiler takes and this library cannot parse is beyond it: such as optional values. */
function parsed(source: string): ReturnType<typeof parse> {
  try {
    return parse(source);
  } catch (error) {
    throw new BeyondModel(error instanceof Error ? error.message : String(error));
  }
}

/** Whether an expression names any of these variables, evaluated or not. */
export function reads(source: string, paths: readonly string[]): boolean {
  let found = false;
  walk(parsed(source).expr, (node) => {
    if (paths.includes(pathOf(node) ?? "")) found = true;
  });
  return found;
}

/** Where the fields of a string that has fields are bound. */
export function fieldsOf(path: string): string {
  return `${path}#fields`;
}

/** A string that has fields is two variables here: `conn.client_ip`, and `conn.client_ip#fields` where a field is selected. */
const STRINGS_WITH_FIELDS =
  /^(conn\.(client_ip|server_ip)|(conn\.tls|actions\.ngrok\.terminate_tls)\.(client|server)\.(subject|issuer|san))$/;

function withStringFields(tree: Tree): void {
  walk(tree, (node) => {
    if (node.exprKind.case !== "selectExpr") return;
    const { operand } = node.exprKind.value;
    const path = operand === undefined ? undefined : pathOf(operand);
    if (operand === undefined || path === undefined || !STRINGS_WITH_FIELDS.test(path)) return;
    operand.exprKind = {
      case: "identExpr",
      value: { $typeName: "cel.expr.Expr.Ident", name: fieldsOf(path) },
    };
  });
}

/** `a.b.c` of a chain of selections on a name. */
function pathOf(node: Tree): string | undefined {
  if (node.exprKind.case === "identExpr") return node.exprKind.value.name;
  if (node.exprKind.case !== "selectExpr" || node.exprKind.value.operand === undefined) return undefined;
  const operand = pathOf(node.exprKind.value.operand);
  return operand === undefined ? undefined : `${operand}.${node.exprKind.value.field}`;
}

/** Children first, so that a change to a node does not hide what is under it. */
function walk(node: Tree, visit: (node: Tree) => void): void {
  for (const child of childrenOf(node)) if (child !== undefined) walk(child, visit);
  visit(node);
}

function childrenOf({ exprKind }: Tree): (Tree | undefined)[] {
  switch (exprKind.case) {
    case "selectExpr":
      return [exprKind.value.operand];
    case "callExpr":
      return [exprKind.value.target, ...exprKind.value.args];
    case "listExpr":
      return exprKind.value.elements;
    case "structExpr":
      return exprKind.value.entries.flatMap(({ keyKind, value }) =>
        keyKind.case === "mapKey" ? [keyKind.value, value] : [value],
      );
    case "comprehensionExpr": {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
      return [iterRange, accuInit, loopCondition, loopStep, result];
    }
    case "constExpr":
    case "identExpr":
    case undefined:
      return [];
  }
}
