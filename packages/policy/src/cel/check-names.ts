import type { HasNode, NameNode, Node, SelectNode, Span } from "./ast.ts";
import type { CheckContext, Place, Scope } from "./check-context.ts";
import type { Checked } from "./checked.ts";
import type { Declaration } from "./environment.ts";
import { METHODS } from "./functions/index.ts";
import { HTTP_VARIABLES } from "./http-names.ts";
import { NAMESPACES } from "./namespaces.ts";
import { OTHER_LITERALS } from "./other-words.ts";
import { BOOL, type CelType, DYN, heldBy, optionalOf, typeName } from "./type.ts";
import { TYPE, TYPE_NAMES } from "./types-of-values.ts";

type CheckNode = (node: Node, place: Place) => Checked;

/** A name and the members selected from it: `conn`, then `.tls`, `.sni`. */
interface Chain {
  readonly root: NameNode;
  readonly members: readonly SelectNode[];
}

export function findLocal(scope: Scope | undefined, name: string): Scope | undefined {
  let each = scope;
  while (each !== undefined && each.name !== name) each = each.outer;
  return each;
}

/** Checks a name, or members selected from one or from any other value. */
export function checkPath(context: CheckContext, node: NameNode | SelectNode, place: Place, check: CheckNode): Checked {
  const chain = chainOf(node);
  if (chain === undefined || isLocal(chain.root, place)) return checkDynamic(context, node, place, check);
  const resolved = resolve(context, chain);
  if ("value" in resolved) return resolved.value;
  const { declaration, rest } = resolved;
  if (declaration.type === undefined) return reportNamespace(context, declaration, chain, rest);
  const spanned = rest === 0 ? node : (chain.members[chain.members.length - rest - 1] ?? chain.root);
  const span = { start: spanned.start, end: spanned.end };
  const optional = chain.members.slice(0, chain.members.length - rest).some((member) => member.optional);
  context.use(declaration, span, place, optional);
  let checked: Checked = optional
    ? { kind: "read-optional", declaration, type: optionalOf(declaration.type), ...span }
    : { kind: "read", declaration, type: declaration.type, ...span };
  for (const member of chain.members.slice(chain.members.length - rest)) {
    checked = checkMember(context, checked, member, declaration);
  }
  return checked;
}

/** `has(a.b)`: of a variable whether it is there, of a namespace whether anything in it is, of a value its field. */
export function checkHas(context: CheckContext, node: HasNode, place: Place, check: CheckNode): Checked {
  const span = { start: node.start, end: node.end };
  const { target } = node;
  const chain = chainOf(target);
  if (chain !== undefined && !isLocal(chain.root, place)) {
    const resolved = resolve(context, chain);
    if ("value" in resolved && resolved.value.kind === "constant" && resolved.value.type === DYN) return resolved.value;
    if ("declaration" in resolved && resolved.rest === 0) {
      const declarations = readable(context, resolved.declaration);
      for (const each of declarations) context.use(each, target, place, true);
      return { kind: "has-declared", declarations, type: BOOL, ...span };
    }
    if ("declaration" in resolved && resolved.declaration.type === undefined) {
      return reportNamespace(context, resolved.declaration, chain, resolved.rest);
    }
  }
  const operand = check(target.operand, place);
  const field = checkMember(context, operand, target);
  if (field.kind === "constant") return { ...field, type: DYN };
  return { kind: "has", operand, field: target.field, type: BOOL, ...span };
}

function isLocal(root: NameNode, { scope }: Place): boolean {
  return !root.rooted && findLocal(scope, root.name) !== undefined;
}

function chainOf(node: Node): Chain | undefined {
  const members: SelectNode[] = [];
  let each = node;
  while (each.kind === "select") {
    members.push(each);
    each = each.operand;
  }
  return each.kind === "name" ? { root: each, members: members.reverse() } : undefined;
}

function checkDynamic(context: CheckContext, node: NameNode | SelectNode, place: Place, check: CheckNode): Checked {
  if (node.kind === "select") return checkMember(context, check(node.operand, place), node);
  const local = findLocal(place.scope, node.name);
  if (local === undefined) throw new Error(`\`${node.name}\` is not a comprehension variable`);
  return { kind: "local", slot: local.slot, type: local.type, start: node.start, end: node.end };
}

/** Follows a chain as far as names are declared; `rest` members are left to select from the value. */
function resolve(
  context: CheckContext,
  { root, members }: Chain,
): { readonly declaration: Declaration; readonly rest: number } | { readonly value: Checked } {
  const first = context.environment.variables.get(root.name);
  if (first === undefined) return { value: checkUndeclared(context, root, members) };
  let declaration: Declaration = first;
  for (const [index, member] of members.entries()) {
    const next: Declaration | undefined = declaration.fields?.get(member.field);
    if (next === undefined) return { declaration, rest: members.length - index };
    declaration = next;
  }
  return { declaration, rest: 0 };
}

function checkUndeclared(context: CheckContext, root: NameNode, members: readonly SelectNode[]): Checked {
  const last = members.at(-1) ?? root;
  const name = [root.name, ...members.map(({ field }) => field)].join(".");
  const denoted = TYPE_NAMES.get(name);
  if (denoted !== undefined) return { kind: "constant", value: denoted, type: TYPE, start: root.start, end: last.end };
  if (HTTP_VARIABLES.has(root.name)) {
    return context.error(
      "http-only-variable",
      { start: root.start, end: last.end },
      `\`${name}\` exists in policies for HTTP endpoints alone`,
      "`on_tcp_connect` sees the connection, not requests",
    );
  }
  return context.error(
    "unknown-variable",
    root,
    `unknown variable \`${root.name}\``,
    hintForRoot(context, [root.name, ...members.map(({ field }) => field)]),
  );
}

/** `words`: a name that is not declared, and what is selected from it. */
function hintForRoot(context: CheckContext, words: readonly string[]): string | undefined {
  const { variables } = context.environment;
  const [name = ""] = words;
  const literal = OTHER_LITERALS.get(name);
  if (literal !== undefined) return `did you mean \`${literal}\`?`;
  const hint = context.meantPath(words, variables) ?? context.didYouMean(name, [...variables.names(), ...NAMESPACES]);
  // A name of a host, most likely.
  return hint ?? (words.length > 1 ? `quote it if it is text: \`'${words.join(".")}'\`` : undefined);
}

function reportNamespace(context: CheckContext, declaration: Declaration, chain: Chain, rest: number): Checked {
  const member = chain.members[chain.members.length - rest];
  const availability = context.availabilityOf(declaration);
  if (availability.kind === "never" && availability.code === "kubernetes-variable") {
    // Never known wherever it stands: which name in it is meant does not matter.
    const whole = { start: chain.root.start, end: (chain.members.at(-1) ?? chain.root).end };
    return context.error(availability.code, whole, availability.message, availability.hint);
  }
  if (rest > 0 && member !== undefined) {
    return unknownField(context, chain.members.slice(chain.members.length - rest), declaration);
  }
  const last = chain.members.at(-1) ?? chain.root;
  const names = Array.from(declaration.fields?.names() ?? []);
  return context.error(
    "no-such-overload",
    { start: chain.root.start, end: last.end },
    `\`${declaration.path}\` is a group of variables and has no value of its own`,
    names.length === 0 ? undefined : `name one of its fields, such as \`${declaration.path}.${names[0]}\``,
  );
}

/** A member of a value, by the value's type. */
function checkMember(context: CheckContext, operand: Checked, node: SelectNode, declaration?: Declaration): Checked {
  const { field, fieldSpan, optional, start, end } = node;
  const held = heldBy(operand.type);
  const type = held ?? operand.type;
  const made = (found: CelType): Checked => {
    const given = optional || held !== undefined ? optionalOf(found) : found;
    return { kind: "select", operand, field, optional, type: given, start, end };
  };
  switch (type.kind) {
    case "dyn":
      return made(DYN);
    case "map":
      if (type.key.kind === "string" || type.key.kind === "dyn") return made(type.value);
      break;
    case "struct": {
      const found = type.fields.get(field);
      if (found !== undefined) return made(found);
      const hint = context.didYouMean(field, type.fields.keys());
      return context.error("unknown-field", fieldSpan, `\`${type.name}\` has no field \`${field}\``, hint);
    }
    default:
      break;
  }
  if (declaration?.fields !== undefined && (operand.kind === "read" || operand.kind === "read-optional")) {
    return unknownField(context, [node], declaration);
  }
  const message = `a value of type \`${typeName(type)}\` has no field \`${field}\``;
  return context.error("unknown-field", fieldSpan, message, calling(field));
}

/** A function that was named and not called. */
function calling(field: string): string | undefined {
  return METHODS.has(field) ? `it is a function: \`${field}(…)\`` : undefined;
}

/** The first of `members` is what the declaration does not have; the others are selected from that. */
function unknownField(context: CheckContext, members: readonly SelectNode[], declaration: Declaration): Checked {
  const { path, fields } = declaration;
  const words = members.map(({ field }) => field);
  const [field = ""] = words;
  const hint =
    calling(field) ??
    (fields === undefined ? undefined : context.meantPath(words, fields)) ??
    context.didYouMean(field, fields?.names() ?? []);
  return context.error("unknown-field", members[0]?.fieldSpan as Span, `\`${path}\` has no field \`${field}\``, hint);
}

/** A declaration and those under it that have a value and can ever be known. */
function readable(context: CheckContext, declaration: Declaration): readonly Declaration[] {
  if (declaration.read !== undefined) return [declaration];
  const found: Declaration[] = [];
  const blocked: Declaration[] = [];
  for (const name of declaration.fields?.names() ?? []) {
    const field = declaration.fields?.get(name);
    if (field === undefined) continue;
    for (const each of readable(context, field)) {
      (context.availabilityOf(each).kind === "never" ? blocked : found).push(each);
    }
  }
  // If none can ever be known, one of them says why.
  return found.length > 0 ? found : blocked.slice(0, 1);
}
