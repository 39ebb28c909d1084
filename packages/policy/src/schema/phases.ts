import { ACTIONS, HTTP_ONLY_ACTIONS } from "../actions/index.ts";
import type { Fix } from "../diagnostics/diagnostic.ts";
import { replacing } from "../diagnostics/fix.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { type Entry, entryOf, fieldOf, isString, type MapNode, type Node } from "../source/node.ts";
import { HTTP_PHASE_NAMES, LEGACY_PHASES, PHASE_NAMES } from "../source/phase-names.ts";
import type { Finding } from "./finding.ts";

const TYPES = ACTIONS.map(({ type }) => type);

/** What is wrong with a phase that cannot run here: one with HTTP rules, an old name, or none at all. */
export function wrongPhase(entry: Entry, document: MapNode): Finding {
  const { key, value } = entry;
  const name = key.value;
  const meant = phaseFor(name, value);
  if (HTTP_PHASE_NAMES.includes(name)) {
    const message = `\`${name}\` never runs on a tcp:// or tls:// endpoint`;
    if (meant === undefined) return { code: "http-phase", at: key, message, hint: "keep it with an HTTP endpoint" };
    const hint = `move the rules to \`${meant}\``;
    const fix = renaming(entry, meant, document);
    return { code: "misplaced-phase", at: key, message: `${message}, and its actions could`, hint, fix };
  }
  if (meant !== undefined && LEGACY_PHASES.has(name)) {
    return {
      code: "legacy-phase",
      at: key,
      message: `\`${name}\` is an old name of a phase`,
      hint: `write \`${meant}\``,
      fix: renaming(entry, meant, document),
    };
  }
  return {
    code: "unknown-phase",
    at: key,
    message: `\`${name}\` is not a phase`,
    hint:
      meant === undefined
        ? "rules for tcp:// and tls:// endpoints stand under `on_tcp_connect`"
        : `did you mean \`${meant}\`?`,
  };
}

/** The phase that an entry was meant to be, where there is none of that name yet; `undefined`: it is one, or nobody knows. */
export function meantPhase({ key, value }: Entry, document: MapNode): string | undefined {
  const meant = key.value === "on_tcp_connect" ? undefined : phaseFor(key.value, value);
  return meant === undefined || entryOf(document, meant) !== undefined ? undefined : meant;
}

/** Where rules belong that stand under `name`; `undefined`: where they are, or nobody knows. */
function phaseFor(name: string, rules: Node): string | undefined {
  if (HTTP_PHASE_NAMES.includes(name)) return holdsOnlyTcpActions(rules) ? "on_tcp_connect" : undefined;
  const now = LEGACY_PHASES.get(name);
  if (now === undefined) return suggest(name, PHASE_NAMES);
  return holdsOnlyTcpActions(rules) ? "on_tcp_connect" : now;
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

/** A slip for one is one. */
function isTcpAction(action: Node): boolean {
  const type = action.kind === "map" ? fieldOf(action, "type") : undefined;
  if (!isString(type) || HTTP_ONLY_ACTIONS.has(type.value)) return false;
  return TYPES.includes(type.value) || suggest(type.value, TYPES) !== undefined;
}
