import { childrenOf } from "../cel/children.ts";
import type { Checked } from "../cel/index.ts";
import { type LintContext, warn } from "./context.ts";
import type { PolicyFacts } from "./policy-facts.ts";

const REFUSING: ReadonlySet<string> = new Set(["deny", "close-connection"]);

/**
 * Finds refusals by server name where TLS is passed through: a client that uses Encrypted ClientHello shows another name
 * outside than the one it asks the upstream for (RFC 9849).
 */
export function lintPassthroughNames({ rules }: PolicyFacts, context: LintContext): void {
  // Where this end is the server, a hello that it cannot decrypt means the name outside; and behind an internal
  // endpoint's forwarder nobody knows here.
  const terminates = rules.some(({ actions }) => actions.some(({ type }) => type === "terminate-tls"));
  if (terminates || context.internal || context.terminatedBehind) return;
  for (const { conditions, actions } of rules) {
    if (!actions.some(({ type }) => REFUSING.has(type))) continue;
    for (const { checked, node } of conditions) {
      const read = findName(checked);
      if (read === undefined) continue;
      const [start, end] = node.rangeOf(read.start, read.end);
      const message = "a client can hide the name it asks for behind another one, with Encrypted ClientHello";
      warn(context, "sni-deny-on-passthrough", { start, end }, message, {
        hint: "terminate TLS here, or let the upstream refuse the name",
      });
      break;
    }
  }
}

function findName(checked: Checked): Checked | undefined {
  if (checked.kind === "read" && checked.declaration.path === "conn.tls.sni") return checked;
  // Who shows no name at all hides none behind it.
  if (checked.kind === "compare" && [checked.left, checked.right].some(isNoName)) return undefined;
  for (const child of childrenOf(checked)) {
    const found = findName(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isNoName(checked: Checked): boolean {
  return checked.kind === "constant" && checked.value === "";
}
