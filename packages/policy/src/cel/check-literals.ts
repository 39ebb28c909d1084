import { explainAddress, explainCidr, parseCidr } from "../net/index.ts";
import type { RelationalOperator, Span } from "./ast.ts";
import type { CheckContext } from "./check-context.ts";
import type { Checked } from "./checked.ts";
import { parseDuration } from "./duration.ts";
import { HASH_FORMATS, HASH_NAMES } from "./functions/index.ts";
import { MAX_REGEX_COST } from "./limits.ts";
import { compileRegex, costOfCompiling } from "./regex/index.ts";
import { parseTimestamp } from "./timestamp.ts";
import { findZone } from "./timezone.ts";

const ADDRESSES: ReadonlySet<string> = new Set(["conn.client_ip", "conn.server_ip"]);

interface Literal extends Span {
  readonly text: string;
}

/** What is wrong with the literals a function is given, which it would find out only when it runs. */
export function checkLiteralArguments(
  context: CheckContext,
  name: string,
  args: readonly Checked[],
): Checked | undefined {
  switch (name) {
    case "matches":
      return checkPattern(context, args[1]);
    case "timestamp":
      return first(literalsOf(args[0]), (literal) =>
        parseTimestamp(literal.text) === undefined
          ? context.error(
              "invalid-literal",
              literal,
              `\`${literal.text}\` is not a timestamp`,
              "write it as RFC 3339 does: `2026-01-31T23:59:59Z`",
            )
          : undefined,
      );
    case "duration":
      return first(literalsOf(args[0]), (literal) =>
        parseDuration(literal.text) === undefined
          ? context.error(
              "invalid-literal",
              literal,
              `\`${literal.text}\` is not a duration`,
              "write it as `1h30m` or `90s`",
            )
          : undefined,
      );
    case "inCidrRange":
    case "inCidrRanges":
      return first(literalsOf(args[1]), (literal) => checkCidr(context, literal));
    case "ip":
    case "ip.isCanonical":
      return first(literalsOf(args[0]), (literal) => checkAddress(context, literal));
    case "cidr":
      return first(literalsOf(args[0]), (literal) => checkCidrValue(context, literal));
    case "rand.int":
      return checkBounds(context, args);
    case "containsIP":
      return first(literalsOf(args[1]), (literal) => checkAddress(context, literal));
    case "containsCIDR":
      return first(literalsOf(args[1]), (literal) => checkCidrValue(context, literal));
    default:
      if (HASH_NAMES.has(name)) return first(literalsOf(args[1]), (literal) => checkHashFormat(context, literal));
      if (!/^get[A-Z]/.test(name) || args[0]?.type.kind !== "timestamp") return undefined;
      return first(literalsOf(args[1]), (literal) =>
        findZone(literal.text) === undefined
          ? context.error("invalid-literal", literal, `\`${literal.text}\` is not a time zone`)
          : undefined,
      );
  }
}

/** Bounds that no draw can lie between. */
function checkBounds(context: CheckContext, args: readonly Checked[]): Checked | undefined {
  const [low, high] = args;
  if (low?.kind !== "constant" || high?.kind !== "constant") return undefined;
  if (typeof low.value !== "bigint" || typeof high.value !== "bigint") return undefined;
  if (low.value >= 0n && low.value <= high.value) return undefined;
  const span = { start: low.start, end: high.end };
  return context.error(
    "constant-fault",
    span,
    "it always fails: the bounds go up from the first, and none is negative",
  );
}

function checkHashFormat(context: CheckContext, literal: Literal): Checked | undefined {
  if (HASH_FORMATS.has(literal.text)) return undefined;
  const message = `\`${literal.text}\` is not a way to write a digest`;
  return context.error("invalid-literal", literal, message, "write `'hex'` or `'base64'`");
}

function checkAddress(context: CheckContext, literal: Literal): Checked | undefined {
  const explained = explainAddress(literal.text);
  if (explained.kind === "address") return undefined;
  const message = `\`${literal.text}\` is not an address`;
  const reason = explained.reason === message ? "" : `: ${explained.reason}`;
  return context.error("invalid-literal", literal, message + reason, explained.hint);
}

/** As for a range of a rule, but the prefix must be written, and bits behind it are part of the value. */
function checkCidrValue(context: CheckContext, literal: Literal): Checked | undefined {
  const explained = explainCidr(literal.text);
  if (explained.kind === "invalid") {
    const message = `\`${literal.text}\` is not a CIDR: ${explained.reason}`;
    return context.error("invalid-cidr", literal, message, explained.hint);
  }
  if (literal.text.includes("/")) return undefined;
  const message = `\`${literal.text}\` is not a CIDR: the prefix is missing`;
  return context.error("invalid-cidr", literal, message, `write \`${explained.cidr}\``);
}

/** A secret that is no regular expression is found when it is planned, where it is not shown. */
function checkPattern(context: CheckContext, argument: Checked | undefined): Checked | undefined {
  if (argument?.kind !== "constant" || typeof argument.value !== "string") return undefined;
  const { value: text, secret } = argument;
  const isKnown = context.regexes.has(text);
  // Told once; the rest is not compiled any more.
  if (isKnown || context.regexCost > MAX_REGEX_COST) return undefined;
  const regex = compileRegex(text);
  context.regexCost += costOfCompiling(text, regex);
  if (typeof regex !== "string") context.regexes.set(text, regex);
  else if (secret !== true) {
    return context.error("invalid-regex", argument, `\`${text}\` is not a regular expression`, regex);
  }
  if (context.regexCost <= MAX_REGEX_COST) return undefined;
  const message = "the regular expressions of this expression are too large all together";
  return context.error("expression-too-large", argument, message);
}

function checkCidr(context: CheckContext, literal: Literal): Checked | undefined {
  const explained = explainCidr(literal.text);
  if (explained.kind === "invalid") {
    const message = `\`${literal.text}\` is not a CIDR: ${explained.reason}`;
    return context.error("invalid-cidr", literal, message, explained.hint);
  }
  const { cidr } = explained;
  if (cidr.hadHostBits) {
    const message = `\`${literal.text}\` has bits set behind its prefix; it is matched as \`${cidr}\``;
    context.note("cidr-host-bits", literal, message, `write \`${cidr}\``, { old: literal.text, text: cidr.text });
  }
  return undefined;
}

/** An address variable compared with text that it can never be (language.md, section 9). */
export function checkAddressComparison(
  context: CheckContext,
  operator: RelationalOperator,
  left: Checked,
  right: Checked,
): Checked | undefined {
  if (operator !== "==" && operator !== "!=" && operator !== "in") return undefined;
  const variable = addressVariable(left) ?? addressVariable(right);
  if (variable === undefined) return undefined;
  const literals = literalsOf(addressVariable(left) === undefined ? left : right);
  const several = operator === "in" && right.kind === "list";
  let found: Checked | undefined;
  for (const literal of literals) {
    if (literal.text.includes("/")) {
      if (parseCidr(literal.text) === undefined) continue;
      const ranges = several ? `inCidrRanges(${variable}, […])` : `inCidrRange(${variable}, '${literal.text}')`;
      found = context.error(
        "address-compared-with-cidr",
        literal,
        `\`${variable}\` is an address and never equals the CIDR \`${literal.text}\``,
        `use \`${ranges}\``,
      );
      continue;
    }
    const problem = misspelling(literal.text);
    if (problem === undefined) continue;
    const message = `\`${variable}\` is never spelled \`${literal.text}\`${problem.reason}`;
    found = context.error("address-spelling", literal, message, problem.hint);
  }
  return found;
}

/** What keeps a text that looks like an address from ever being one's canonical spelling. */
function misspelling(text: string): { readonly reason: string; readonly hint?: string } | undefined {
  if (!/^[\d.]*\.[\d.]*$|:/.test(text)) return undefined;
  const explained = explainAddress(text);
  if (explained.kind === "invalid") {
    const { reason, hint } = explained;
    return { reason: `: ${reason}`, ...(hint === undefined ? {} : { hint }) };
  }
  const canonical = String(explained.address);
  return canonical === text ? undefined : { reason: "", hint: `write \`${canonical}\`` };
}

function addressVariable(checked: Checked): string | undefined {
  if (checked.kind === "list") {
    const [only] = checked.elements;
    return checked.elements.length === 1 && only !== undefined ? addressVariable(only) : undefined;
  }
  return checked.kind === "read" && ADDRESSES.has(checked.declaration.path) ? checked.declaration.path : undefined;
}

/** A string literal, or those in a list. */
function literalsOf(checked: Checked | undefined): readonly Literal[] {
  if (checked?.kind === "list") return checked.elements.flatMap(literalsOf);
  if (checked?.kind !== "constant" || typeof checked.value !== "string" || checked.secret === true) return [];
  return [{ text: checked.value, start: checked.start, end: checked.end }];
}

/** Checks each, and gives the first that was found wrong. */
function first(literals: readonly Literal[], test: (literal: Literal) => Checked | undefined): Checked | undefined {
  const found = literals.map(test).filter((each) => each !== undefined);
  return found[0];
}
