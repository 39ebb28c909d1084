import { type CompiledExpression, Fault, isFault } from "../cel/index.ts";
import { replacing } from "../diagnostics/fix.ts";
import type { Place } from "../lint/context.ts";
import { type Address, AddressSet, type Cidr, explainCidr, parseCidr } from "../net/index.ts";
import { SECRET } from "../outcome.ts";
import type { RunState } from "../run-state.ts";
import { isString, type Node, type StringNode } from "../source/node.ts";
import type { ActionContext } from "./definition.ts";
import { FailedTemplate } from "./planned-value.ts";

type Template = CompiledExpression<RunState>;

/** Blocks known when compiled. */
export interface KnownBlocks {
  /** In the order of the file. */
  readonly blocks: readonly Cidr[];
  /** More of them, of ip policies that are sets, which may be of a million. */
  readonly sets: readonly AddressSet[];
}

/** One of `allow` and `deny`: what is known when compiled, and what a connection has to tell. */
export interface AddressList extends KnownBlocks {
  readonly blocks: Cidr[];
  readonly sets: AddressSet[];
  /** Each gives one CIDR, or a list of them. */
  readonly templates: Template[];
  /** Whether one of its blocks derives from a secret. */
  secret: boolean;
  /** Where each of the blocks is written; only for lints. */
  readonly places: Place[];
  /** Whether a part of it did not compile (reported): then nothing can be said of what it lacks. */
  broken: boolean;
}

/** A dynamic item that is no CIDR. */
export class InvalidCidr {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Reads a list as written: CIDRs and bare addresses, `${…}` among them, or the whole list as one `${…}`. */
export function readAddressList(node: Node | undefined, context: ActionContext): AddressList {
  const list: AddressList = { blocks: [], sets: [], templates: [], places: [], secret: false, broken: false };
  if (node === undefined) return list;
  for (const item of node.kind === "list" ? node.items : [node]) {
    if (isString(item) && !readItem(item, node.kind !== "list", list, context)) list.broken = true;
  }
  return list;
}

/** False if the item does not compile (reported). */
function readItem(item: StringNode, wholeList: boolean, list: AddressList, context: ActionContext): boolean {
  const { reporter } = context;
  if (!item.value.includes("${")) {
    if (!wholeList) return addBlock(item.value, item, false, list, context);
    const message = "expected a list of CIDRs, or one `${…}` that gives a list";
    reporter.report("wrong-type", item.start, item.end, message, { hint: `write it as a list: \`[${item.raw}]\`` });
    return false;
  }
  const template = context.template(item);
  if (template === undefined) return false;
  if (wholeList ? !isListOfStrings(template) : !isStringType(template)) {
    const wanted = wholeList ? "a list of strings" : "a string";
    reporter.report("template-type", item.start, item.end, `this expression must give ${wanted}`);
    return false;
  }
  const { constant, secret } = template;
  if (secret) list.secret = true;
  if (typeof constant === "string") return addBlock(constant, item, secret, list, context);
  if (Array.isArray(constant)) return constant.every((text) => addBlock(String(text), item, secret, list, context));
  list.templates.push(template);
  return true;
}

function isStringType({ type }: Template): boolean {
  return type.kind === "string" || type.kind === "dyn";
}

function isListOfStrings({ type }: Template): boolean {
  if (type.kind === "dyn") return true;
  return type.kind === "list" && (type.element.kind === "string" || type.element.kind === "dyn");
}

function addBlock(text: string, item: StringNode, secret: boolean, list: AddressList, context: ActionContext): boolean {
  const result = explainCidr(text);
  if (result.kind === "invalid") {
    const message = secret ? "this value derives from a secret, and is not a CIDR" : result.reason;
    const hint = secret ? undefined : result.hint;
    context.reporter.report("invalid-cidr", item.start, item.end, message, { hint });
    return false;
  }
  const { cidr } = result;
  if (cidr.hadHostBits && !secret) {
    const message = `\`${text}\` has bits set behind its prefix; it is matched as \`${cidr.text}\``;
    const hint = `write \`${cidr.text}\``;
    const fix = replacing(item, text, cidr.text);
    context.reporter.report("cidr-host-bits", item.start, item.end, message, { hint, fix });
  }
  list.blocks.push(cidr);
  // A derived block cannot be shown.
  if (context.linting) list.places.push(item);
  return true;
}

/** What a list knows of an address: the number of a block in `fixed` or -1, or a block that only a connection tells. */
export type Found = number | Cidr | InvalidCidr | FailedTemplate;

/** Finds the most specific block of a list that contains an address. */
export interface Lookup {
  /** The blocks known when compiled. */
  readonly fixed: AddressSet;
  readonly find: (address: Address, state: RunState) => Found;
}

export function planLookup({ blocks, sets, templates }: AddressList): Lookup {
  // What an ip policy brings is shared by all who name it, and is not made again with the few that stand beside it.
  const fixed = AddressSet.union(blocks.length > 0 ? [AddressSet.from(blocks), ...sets] : sets);
  if (templates.length === 0) return { fixed, find: (address) => fixed.find(address) };
  const find = (address: Address, state: RunState): Found => {
    const match = fixed.find(address);
    let best = match < 0 ? undefined : fixed.at(match);
    // Every item is looked at, also behind a match: one that is no CIDR refuses the connection whoever it is. One that
    // fails does so even where one that is no CIDR is only recorded, so the first of those does not end it.
    let invalid: InvalidCidr | undefined;
    for (const template of templates) {
      const items = itemsOf(template, state);
      if (items instanceof FailedTemplate) return items;
      for (const text of items) {
        const cidr = parseCidr(text);
        if (cidr === undefined) invalid ??= new InvalidCidr(template.secret ? SECRET : text);
        else if (cidr.contains(address) && (best === undefined || cidr.prefix > best.prefix)) best = cidr;
      }
    }
    return invalid ?? best ?? -1;
  };
  return { fixed, find };
}

function itemsOf(template: Template, state: RunState): readonly string[] | FailedTemplate {
  const value = template.evaluate(state);
  if (isFault(value)) return new FailedTemplate(template, value);
  if (typeof value === "string") return [value];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value as readonly string[];
  return new FailedTemplate(template, new Fault("no-such-overload", "expected a CIDR or a list of CIDRs"));
}
