import type { Invalid } from "./explain.ts";

/** Longest name without its trailing dot: 255 octets on the wire (RFC 1035, 2.3.4) are 253 as text. */
export const MAX_HOST_NAME = 253;
/** RFC 1035, section 2.3.4. */
const MAX_LABEL = 63;

/** A server name as it is compared: ASCII lower case, one trailing dot dropped. Does not validate. */
export function normalizeServerName(name: string): string {
  const bare = name.endsWith(".") ? name.slice(0, -1) : name;
  // Not toLowerCase alone: it would map U+212A (Kelvin sign) to `k`.
  return /[A-Z]/.test(bare) ? bare.replace(/[A-Z]+/g, (upper) => upper.toLowerCase()) : bare;
}

/**
 * A DNS name in compared form, or `undefined`. Labels of letters, digits, hyphens (not first or last) and underscores
 * (RFC 1123, 2.1; underscores as in RFC 8552), 1 to 63 each, 253 in all. A name whose last label is a number is refused:
 * it would be an IPv4 address to other readers (WHATWG URL, "ends in a number").
 */
export function parseHostName(text: string): string | undefined {
  const name = normalizeServerName(text);
  return problemOf(name) === undefined ? name : undefined;
}

/** As `parseHostName`, with a reason where that says `undefined`. */
export function explainHostName(text: string): { readonly kind: "name"; readonly name: string } | Invalid {
  const name = normalizeServerName(text);
  const problem = problemOf(name);
  return problem === undefined ? { kind: "name", name } : { kind: "invalid", ...problem };
}

/** Whether the text is a pattern, `*.name`. */
export function isWildcard(pattern: string): boolean {
  return pattern.startsWith("*.");
}

/** `*.a.b` matches one or more labels before `.a.b`; anything else matches itself. Both in compared form. */
export function matchesPattern(pattern: string, name: string): boolean {
  if (!isWildcard(pattern)) return pattern === name;
  const suffix = pattern.slice(1);
  return name.length > suffix.length && name.endsWith(suffix) && !name.startsWith(".");
}

function problemOf(name: string): { reason: string; hint?: string } | undefined {
  if (name === "") return { reason: "the name is empty" };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the point is every character that is not ASCII
  if (/[^\x00-\x7f]/.test(name)) {
    return { reason: `\`${name}\` is not ASCII`, hint: "write the name in its ASCII form, `xn--…`" };
  }
  if (name.length > MAX_HOST_NAME) return { reason: `the name is longer than ${MAX_HOST_NAME} characters` };
  const labels = name.split(".");
  for (const label of labels) {
    if (label === "") return { reason: `\`${name}\` has an empty label` };
    if (label.length > MAX_LABEL) return { reason: `the label \`${label}\` is longer than ${MAX_LABEL} characters` };
    const bad = /[^a-z0-9_-]/.exec(label);
    if (bad) return { reason: `\`${bad[0]}\` may not stand in a name` };
    if (label.startsWith("-") || label.endsWith("-")) {
      return { reason: `the label \`${label}\` starts or ends with a hyphen` };
    }
  }
  if (/^(?:\d+|0x[\da-f]*)$/.test(labels.at(-1) ?? "")) {
    return {
      reason: `\`${name}\` ends in a number and is not an address`,
      hint: "write an address as four decimal octets",
    };
  }
  return undefined;
}
