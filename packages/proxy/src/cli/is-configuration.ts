import { type SourceFile, suggest } from "@sluice/policy";
import { fieldOf, findIn, type MapNode, readDocuments } from "@sluice/policy/source";
import { LIMITS } from "../config/documents.ts";
import { CONFIG_KEYS } from "../config/read-config.ts";

/** Of a larger text a glance has to tell first: no other document of that size is anything here. */
const GLANCE = 8 * 1024 * 1024;

/**
 * Whether a file is a configuration, or was to be one: what `check` finds no endpoint in may have a slip in just that key. A directory
 * has files of other programs, too, which must not be taken for one.
 */
export function isConfiguration({ text, named = true }: SourceFile): boolean {
  if (text.length > GLANCE && !/^["']?endpoints["']? *:|"endpoints" *:/m.test(text)) return false;
  return readDocuments(text, LIMITS).some((document) => {
    const { kind } = findIn(document, { report() {} });
    const { root } = document;
    return kind === "agent-config" || (kind === "other" && root?.kind === "map" && wasMeantAsOne(root, named));
  });
}

const LISTS = ["endpoints", "tunnels"];
/** Names that no other program has beside nothing but ours. */
const OURS = [
  "certificate_authorities",
  "certificate_revocation_lists",
  "drain_timeout",
  "ip_intelligence",
  "ip_policies",
];
const LISTEN = ["address", "ports", "accept_proxy_protocol"];

function wasMeantAsOne(root: MapNode, named: boolean): boolean {
  const names = root.entries.map(({ key }) => key.value);
  const isOurVersion = hasOurVersion(root);
  // A part of a compose file has a version and secrets.
  const areOurs = names.every((name) => name !== "secrets" && CONFIG_KEYS.some((key) => key === name));
  if (isOurVersion && (named || areOurs || names.some((name) => suggest(name, LISTS) !== undefined))) return true;
  if (named) return names.some((name) => name !== "version" && isNear(name, CONFIG_KEYS));
  return areOurs && (names.some((name) => OURS.includes(name)) || listens(root));
}

function isNear(name: string, names: readonly string[]): boolean {
  return names.includes(name) || suggest(name, names) !== undefined;
}

function hasOurVersion(root: MapNode): boolean {
  const version = fieldOf(root, "version");
  return version?.kind === "scalar" && /^[23]$/.test(String(version.value));
}

function listens(root: MapNode): boolean {
  const listen = fieldOf(root, "listen");
  return listen?.kind === "map" && listen.entries.every(({ key }) => LISTEN.includes(key.value));
}
