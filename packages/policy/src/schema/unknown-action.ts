import { ACTIONS, HTTP_ONLY_ACTIONS } from "../actions/index.ts";
import { suggest } from "../diagnostics/suggest.ts";
import type { Span } from "../source/node.ts";
import type { Finding } from "./finding.ts";
import { listed } from "./unknown-key.ts";

const TYPES = ACTIONS.map(({ type }) => type);

/** The action that a type was a slip for; `undefined`: it is one, or nobody knows. */
export function meantAction(type: string): string | undefined {
  return TYPES.includes(type) || HTTP_ONLY_ACTIONS.has(type) ? undefined : suggest(type, TYPES);
}

/** A type that no action of this phase has. */
export function unknownAction(type: string, at: Span): Finding {
  if (HTTP_ONLY_ACTIONS.has(type)) {
    const message = `\`${type}\` is an HTTP action and cannot run on \`on_tcp_connect\``;
    return { code: "http-only-action", at, message };
  }
  const meant = meantAction(type);
  const hint = meant === undefined ? `possible: ${listed(TYPES)}` : `did you mean \`${meant}\`?`;
  return { code: "unknown-action", at, message: `there is no action \`${type}\``, hint };
}
