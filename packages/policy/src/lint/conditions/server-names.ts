import type { Checked } from "../../cel/index.ts";
import { isServerName } from "./subjects.ts";

const SERVER_NAMES: ReadonlySet<string> = new Set(["conn.tls.sni", "actions.ngrok.terminate_tls.sni"]);
const COMPARING: ReadonlySet<string> = new Set(["startsWith", "endsWith", "contains"]);

/** A literal that no server name is, or has in it, with the spelling that was meant. */
export interface ImpossibleName {
  readonly variable: string;
  readonly text: string;
  /** Why not. */
  readonly reason: string;
  readonly hint: string;
  readonly start: number;
  readonly end: number;
}

/** Literals compared with a server name in a spelling that those never have (language.md, section 9). */
export function impossibleNames(checked: Checked): readonly ImpossibleName[] {
  switch (checked.kind) {
    case "compare":
      return compared(checked.left, checked.right, checked.operator !== "in");
    case "call": {
      const [receiver, argument] = checked.arguments;
      if (!COMPARING.has(checked.name) || receiver === undefined || argument === undefined) return [];
      return compared(receiver, argument, false, checked.name !== "endsWith");
    }
    case "not":
      return impossibleNames(checked.operand);
    case "and":
    case "or":
      return checked.terms.flatMap(impossibleNames);
    case "conditional":
      return [checked.condition, checked.whenTrue, checked.whenFalse].flatMap(impossibleNames);
    default:
      return [];
  }
}

/** `partial`: the text may end in the middle of a name, at a dot. */
function compared(asked: Checked, literal: Checked, mirrored: boolean, partial = false): readonly ImpossibleName[] {
  if (mirrored && asked.kind === "constant") return compared(literal, asked, false, partial);
  if (asked.kind !== "read" || !SERVER_NAMES.has(asked.declaration.path)) return [];
  const variable = asked.declaration.path;
  const elements = literal.kind === "list" ? literal.elements : [literal];
  return elements.flatMap((element) => {
    if (element.kind !== "constant" || typeof element.value !== "string" || element.secret === true) return [];
    const { value: text, start, end } = element;
    const found = partial
      ? { text, lower: text.toLowerCase() }
      : { text, lower: text.toLowerCase().replace(/\.+$/, "") };
    const reason = reasonAgainst(variable, found.lower, partial ? text === found.lower : isServerName(text));
    return reason === undefined ? [] : [{ variable, text, ...reason, start, end }];
  });
}

/** `lower`: the text as names are spelled; `spelled`: whether it is written so. */
function reasonAgainst(
  variable: string,
  lower: string,
  spelled: boolean,
): { readonly reason: string; readonly hint: string } | undefined {
  const rest = lower.startsWith("*.") ? lower.slice(1) : undefined;
  if (rest !== undefined) {
    return { reason: "no pattern is matched here", hint: `use \`${variable}.endsWith('${rest}')\`` };
  }
  const port = /^[\w.-]+(?=:\d+$)/.exec(lower)?.[0];
  if (port !== undefined) return { reason: "a name has no port", hint: `write \`${port}\`` };
  if (spelled) return undefined;
  return { reason: "it is in lower case, without a trailing dot", hint: `write \`${lower}\`` };
}
