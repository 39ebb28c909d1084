import { ACTIONS } from "../actions/index.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { type Entry, entryOf, fieldOf, isString, type MapNode, type Node } from "../source/node.ts";
import type { Finding } from "./finding.ts";
import { meantPhase, wrongPhase } from "./phases.ts";
import { meantAction, unknownAction } from "./unknown-action.ts";
import { unknownKey } from "./unknown-key.ts";

/** Keys of the schema (`policySchema`), which is not loaded to check a document. */
const RULE_KEYS = ["name", "expressions", "actions"];
const ACTION_KEYS = ["type", "name", "config"];

/** A document in the words that were meant, and what was said instead. */
export interface Meant {
  readonly root: Node;
  readonly findings: readonly Finding[];
  /** Actions whose type is a guess: `RULE/ACTION`, by index. */
  readonly guessed: ReadonlySet<string>;
}

/** What is gathered on the way. */
interface Gathered {
  readonly findings: Finding[];
  readonly guessed: Set<string>;
}

/**
 * Puts the known key or action in place of each that is a slip for one: what stands behind a misspelled key, or under a
 * phase that has another name now, is then checked in the same run.
 */
export function asMeant(root: Node): Meant {
  const gathered: Gathered = { findings: [], guessed: new Set() };
  return { root: root.kind === "map" ? meantDocument(root, gathered) : root, ...gathered };
}

function meantDocument(root: MapNode, gathered: Gathered): MapNode {
  const { findings } = gathered;
  const misnamed = root.entries.find((entry) => meantPhase(entry, root) === "on_tcp_connect");
  if (misnamed !== undefined) findings.push(wrongPhase(misnamed, root));
  const named = misnamed === undefined ? root : renamed(root, misnamed, "on_tcp_connect");
  return mapped(named, "on_tcp_connect", (rules) =>
    eachItem(rules, (rule, at) =>
      mapped(meantKeys(rule, RULE_KEYS, findings), "actions", (actions) =>
        eachItem(actions, (action, index) => inKnownWords(action, `${at}/${index}`, gathered)),
      ),
    ),
  );
}

function inKnownWords(action: MapNode, place: string, { findings, guessed }: Gathered): MapNode {
  const keyed = meantKeys(action, ACTION_KEYS, findings);
  const named = mapped(keyed, "type", (type) => meantType(type, findings));
  if (named !== keyed) guessed.add(place);
  const type = fieldOf(named, "type");
  const known = isString(type) ? ACTIONS.find((each) => each.type === type.value) : undefined;
  if (known === undefined) return named;
  return mapped(named, "config", (config) =>
    config.kind === "map" ? meantKeys(config, Object.keys(known.config.properties ?? {}), findings) : config,
  );
}

function meantType(type: Node, findings: Finding[]): Node {
  const meant = isString(type) ? meantAction(type.value) : undefined;
  if (!isString(type) || meant === undefined) return type;
  findings.push(unknownAction(type.value, type));
  return { ...type, value: meant };
}

/** One slip for each key: of two that may both be meant the second stays what it is. */
function meantKeys(map: MapNode, known: readonly string[], findings: Finding[]): MapNode {
  let result = map;
  for (const entry of map.entries) {
    const { value: name } = entry.key;
    const near = known.includes(name) ? undefined : suggest(name, known);
    if (near === undefined || entryOf(result, near) !== undefined) continue;
    findings.push(unknownKey(entry.key, known));
    result = renamed(result, entry, near);
  }
  return result;
}

function renamed(map: MapNode, entry: Entry, name: string): MapNode {
  const { key, value } = entry;
  return replaced(map, entry, { key: { ...key, value: name }, value });
}

function mapped(map: MapNode, name: string, change: (value: Node) => Node): MapNode {
  const entry = entryOf(map, name);
  if (entry === undefined) return map;
  const value = change(entry.value);
  return value === entry.value ? map : replaced(map, entry, { key: entry.key, value });
}

function replaced(map: MapNode, old: Entry, entry: Entry): MapNode {
  return { ...map, entries: map.entries.map((each) => (each === old ? entry : each)) };
}

function eachItem(list: Node, change: (item: MapNode, index: number) => MapNode): Node {
  if (list.kind !== "list") return list;
  const items = list.items.map((item, index) => (item.kind === "map" ? change(item, index) : item));
  return items.every((item, index) => item === list.items[index]) ? list : { ...list, items };
}
