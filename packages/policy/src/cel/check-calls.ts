import type { CallNode, Span } from "./ast.ts";
import type { CheckContext } from "./check-context.ts";
import { checkLiteralArguments } from "./check-literals.ts";
import type { Checked } from "./checked.ts";
import type { Declaration } from "./environment.ts";
import { FUNCTIONS, kindsOf, METHODS, type Overload, takes, takesSurely } from "./functions/index.ts";
import { HTTP_FUNCTIONS } from "./http-names.ts";
import { MACROS, METHOD_MACROS } from "./macros.ts";
import { OTHER_FUNCTIONS } from "./other-words.ts";
import { type CelType, DYN, STRING, typeName } from "./type.ts";
import { type Bindings, join, substitute } from "./type-relations.ts";
import { Fault } from "./value.ts";

const OPERATOR = /^\W/;

/** Stands for a secret where none are given: such an expression is checked, never run. */
const UNKNOWN_SECRET: Declaration = {
  path: "secrets.get",
  type: STRING,
  read: () => new Fault("unset-variable", "the secret is not known"),
  secret: true,
};

/** Calls `name` of the table with checked arguments, a method's receiver first. */
export function checkCall(
  context: CheckContext,
  style: "function" | "method",
  name: string,
  args: readonly Checked[],
  span: Span & { readonly nameSpan: Span },
): Checked {
  const overloads = (style === "function" ? FUNCTIONS : METHODS).get(name);
  if (overloads === undefined) return reportUnknown(context, style, name, span.nameSpan);
  const types = args.map(({ type }) => type);
  const fitting = upToSure(
    overloads.filter((each) => fits(each, types) !== undefined),
    types,
  );
  if (fitting.length === 0) return reportNoOverload(context, style, name, overloads, types, span);
  const wrong = checkLiteralArguments(context, name, args);
  if (wrong !== undefined) return wrong;
  for (const { requires } of fitting) if (requires !== undefined) context.requires.add(requires);
  const type = fitting
    .map((each) => substitute(each.result, fits(each, types) ?? new Map()))
    .reduce<CelType | undefined>(join, undefined);
  return {
    kind: "call",
    name,
    overloads: fitting,
    arguments: args,
    type: type as CelType,
    start: span.start,
    end: span.end,
  };
}

function fits(overload: Overload, types: readonly CelType[]): Bindings | undefined {
  const bindings: Bindings = new Map();
  const all = kindsOf(overload, types.length)?.every((kind, i) => takes(kind, types[i] ?? DYN, bindings));
  return all === true ? bindings : undefined;
}

/** Those behind one that takes the arguments whatever their values are never get their turn. */
function upToSure(overloads: readonly Overload[], types: readonly CelType[]): readonly Overload[] {
  const sure = overloads.findIndex(
    (each) => kindsOf(each, types.length)?.every((kind, i) => takesSurely(kind, types[i] ?? DYN)) === true,
  );
  return sure < 0 ? overloads : overloads.slice(0, sure + 1);
}

function reportUnknown(context: CheckContext, style: "function" | "method", name: string, span: Span): Checked {
  if (HTTP_FUNCTIONS.has(name)) {
    return context.error("http-only-function", span, `\`${name}\` exists in policies for HTTP endpoints alone`);
  }
  const usage = (style === "function" ? MACROS : METHOD_MACROS).get(name);
  if (usage !== undefined) {
    return context.error("invalid-macro", span, `\`${name}\` does not take these arguments`, `write \`${usage}\``);
  }
  const other = style === "function" ? METHODS : FUNCTIONS;
  if (other.has(name)) {
    const form = style === "function" ? `x.${name}(…)` : `${name}(…)`;
    return context.error("unknown-function", span, `\`${name}\` cannot be called this way`, `write \`${form}\``);
  }
  return context.error("unknown-function", span, `unknown function \`${name}\``, hintFor(context, style, name));
}

const FUNCTION_NAMES: readonly string[] = [
  ...Array.from(FUNCTIONS.keys()).filter((each) => !OPERATOR.test(each)),
  ...["secrets.get", ...MACROS.keys()],
];
const METHOD_NAMES: readonly string[] = [...METHODS.keys(), ...METHOD_MACROS.keys()];

function hintFor(context: CheckContext, style: "function" | "method", name: string): string | undefined {
  const [same, other] = style === "function" ? [FUNCTION_NAMES, METHOD_NAMES] : [METHOD_NAMES, FUNCTION_NAMES];
  const known = OTHER_FUNCTIONS.get(name) ?? [...same, ...other].find((each) => isBeginningOf(name, each));
  if (known !== undefined) return `did you mean \`${known}\`?`;
  return context.didYouMean(name, same) ?? context.didYouMean(name, other);
}

/** `inCidr` of `inCidrRange`: nearer to that than its length says. */
function isBeginningOf(word: string, name: string): boolean {
  return word.length >= 4 && name.toLowerCase().startsWith(word.toLowerCase());
}

function reportNoOverload(
  context: CheckContext,
  style: "function" | "method",
  name: string,
  overloads: readonly Overload[],
  types: readonly CelType[],
  span: Span,
): Checked {
  const shown = types.map((type) => `\`${typeName(type)}\``);
  if (OPERATOR.test(name)) {
    return context.error(
      "no-such-overload",
      span,
      `\`${name.replace("_", "")}\` does not apply to ${shown.join(" and ")}`,
    );
  }
  const [receiver, ...rest] = shown;
  const target = types[0];
  const possible = style === "function" || target === undefined ? overloads : overloads.filter(isOf(target));
  if (possible.length === 0) {
    const asFunction = FUNCTIONS.get(name)?.some((each) => fits(each, types) !== undefined);
    const hint = asFunction === true ? `write \`${name}(…)\`` : undefined;
    return context.error("no-such-overload", span, `\`${name}\` does not apply to ${receiver}`, hint);
  }
  const given =
    style === "method"
      ? `\`${name}\` of ${receiver} does not take (${rest.join(", ")})`
      : `\`${name}\` does not take (${shown.join(", ")})`;
  const signatures = possible.filter((each, i) => !possible.slice(i + 1).some((other) => includes(other, each)));
  return context.error(
    "no-such-overload",
    span,
    given,
    `it takes ${signatures.map((each) => signature(style, each)).join(" or ")}`,
  );
}

function isOf(receiver: CelType): (overload: Overload) => boolean {
  return ({ parameters: [kind] }) => kind !== undefined && takes(kind, receiver);
}

/** Whether `other` is there for its result type alone, as `math.greatest` of ints is beside that of any numbers. */
function includes(overload: Overload, other: Overload): boolean {
  const { parameters, rest } = overload;
  return (
    parameters.length === other.parameters.length &&
    (rest === undefined) === (other.rest === undefined) &&
    parameters.every((kind, i) => takesSurely(kind, other.parameters[i]?.type ?? DYN))
  );
}

function signature(style: "function" | "method", { parameters, rest }: Overload): string {
  const names = parameters.map(({ name, type }) => name ?? typeName(type).replaceAll(/<A>|<B>/g, "any"));
  const more = rest === undefined ? [] : ["…"];
  if (style === "function") return `\`(${[...names, ...more].join(", ")})\``;
  return `\`(${[...names.slice(1), ...more].join(", ")})\` of \`${names[0]}\``;
}

/** `secrets.get(vault, name)`: resolved here, to a constant that taints whatever reads it. */
export function checkSecret(context: CheckContext, node: CallNode, args: readonly Checked[]): Checked {
  const span = { start: node.start, end: node.end };
  const [vault, name] = args.map((each) =>
    each.kind === "constant" && typeof each.value === "string" ? each.value : undefined,
  );
  if (args.length !== 2 || vault === undefined || name === undefined) {
    return context.error(
      "no-such-overload",
      span,
      "`secrets.get` takes the names of a vault and of a secret in it, both written out",
      "write `secrets.get('vault', 'name')`",
    );
  }
  context.secret = true;
  const { secrets } = context.environment;
  if (secrets === undefined) {
    context.note("not-checked", span, `the secret \`${name}\` of vault \`${vault}\` was not looked up`);
    return { kind: "read", declaration: UNKNOWN_SECRET, type: STRING, ...span };
  }
  const names = own(secrets, vault);
  if (names === undefined) {
    const hint = context.didYouMean(vault, Object.keys(secrets));
    return context.error("unknown-secret", node.arguments[0] ?? span, `there is no vault \`${vault}\``, hint);
  }
  const value = own(names, name);
  if (value === undefined) {
    const hint = context.didYouMean(name, Object.keys(names));
    return context.error(
      "unknown-secret",
      node.arguments[1] ?? span,
      `vault \`${vault}\` has no secret \`${name}\``,
      hint,
    );
  }
  return { kind: "constant", value, secret: true, type: STRING, ...span };
}

/** Own properties alone: a vault named `constructor` is nobody's. */
function own<T>(record: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
