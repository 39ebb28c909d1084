import { ACTIONS } from "../actions/index.ts";
import type { Fix } from "../diagnostics/diagnostic.ts";
import { replacing } from "../diagnostics/fix.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { type Entry, entryOf, fieldOf, isString, type MapNode, type Node } from "../source/node.ts";
import { HTTP_PHASE_NAMES, PHASE_NAMES } from "../source/phase-names.ts";
import type { Finding } from "./finding.ts";

/** Older spellings, and what they became. */
const LEGACY_PHASES: Readonly<Record<string, string>> = {
  inbound: "on_http_request",
  outbound: "on_http_response",
  on_tls_request: "on_tcp_connect",
};

/** What is wrong with a phase that cannot run here: one with HTTP rules, an old name, or none at all. */
export function wrongPhase(entry: Entry, document: MapNode): Finding {
  const { key, value } = entry;
  const name = key.value;
  const movable = holdsOnlyTcpActions(value);
  if (HTTP_PHASE_NAMES.includes(name)) {
    const message = `\`${name}\` never runs on a tcp:// or tls:// endpoint`;
    if (!movable) return { code: "http-phase", at: key, message, hint: "keep it with an HTTP endpoint" };
    const hint = "move the rules to `on_tcp_connect`";
    const fix = renaming(entry, "on_tcp_connect", document);
    return { code: "misplaced-phase", at: key, message: `${message}, and its actions could`, hint, fix };
  }
  if (Object.hasOwn(LEGACY_PHASES, name)) {
    const now = movable ? "on_tcp_connect" : (LEGACY_PHASES[name] as string);
    return {
      code: "legacy-phase",
      at: key,
      message: `\`${name}\` is an old name of a phase`,
      hint: `write \`${now}\``,
      fix: renaming(entry, now, document),
    };
  }
  const near = suggest(name, PHASE_NAMES);
  return {
    code: "unknown-phase",
    at: key,
    message: `\`${name}\` is not a phase`,
    hint:
      near === undefined
        ? "rules for tcp:// and tls:// endpoints stand under `on_tcp_connect`"
        : `did you mean \`${near}\`?`,
  };
}

/** Where there is no such phase yet; whose rules come first is not ours to say. */
function renaming({ key }: Entry, name: string, document: MapNode): Fix | undefined {
  return entryOf(document, name) === undefined ? replacing(key, key.value, name) : undefined;
}

/** An HTTP phase without rules is harmless, but says something that cannot be. */
export function warnOfEmptyHttpPhases(phases: readonly Entry[], reporter: Reporter): void {
  for (const { key, value } of phases) {
    const empty =
      (value.kind === "list" && value.items.length === 0) || (value.kind === "scalar" && value.value === null);
    if (!HTTP_PHASE_NAMES.includes(key.value) || !empty) continue;
    reporter.report(
      "empty-http-phase",
      key.start,
      key.end,
      `\`${key.value}\` never runs on a tcp:// or tls:// endpoint`,
      {
        hint: "remove it",
      },
    );
  }
}

function holdsOnlyTcpActions(phase: Node): boolean {
  if (phase.kind !== "list" || phase.items.length === 0) return false;
  return phase.items.every((rule) => {
    const actions = rule.kind === "map" ? fieldOf(rule, "actions") : undefined;
    return actions?.kind === "list" && actions.items.length > 0 && actions.items.every(isTcpAction);
  });
}

function isTcpAction(action: Node): boolean {
  const type = action.kind === "map" ? fieldOf(action, "type") : undefined;
  return isString(type) && ACTIONS.some((known) => known.type === type.value);
}
