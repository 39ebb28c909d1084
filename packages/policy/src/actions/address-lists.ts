import { type CompiledExpression, Fault, isFault } from "../cel/index.ts";
import { type Address, AddressSet, type Cidr, explainCidr, parseCidr } from "../net/index.ts";
import type { RunState } from "../run-state.ts";
import { isString, type Node, type ScalarNode, type StringNode } from "../source/node.ts";
import type { ActionContext } from "./definition.ts";
import { FailedTemplate } from "./planned-value.ts";

type Template = CompiledExpression<RunState>;

/** One of `allow` and `deny`: what is known when compiled, and what a connection has to tell. */
export interface AddressList {
  /** Blocks known when compiled, in the order of the file. */
  readonly blocks: Cidr[];
  /** Each gives one CIDR, or a list of them. */
  readonly templates: Template[];
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
  const list: AddressList = { blocks: [], templates: [] };
  if (node === undefined) return list;
  for (const item of node.kind === "list" ? node.items : [node]) {
    if (isString(item)) readItem(item, node.kind !== "list", list, context);
  }
  return list;
}

function readItem(item: StringNode, wholeList: boolean, list: AddressList, context: ActionContext): void {
  if (!item.value.includes("${")) {
    if (wholeList) {
      context.reporter.report(
        "wrong-type",
        item.start,
        item.end,
        "expected a list of CIDRs, or one `${…}` that gives a list",
        {
          hint: `write it as a list: \`[${item.raw}]\``,
        },
      );
      return;
    }
    addBlock(item.value, item, list, context);
    return;
  }
  const template = context.template(item);
  if (template === undefined) return;
  if (wholeList ? !isListOfStrings(template) : !isStringType(template)) {
    const wanted = wholeList ? "a list of strings" : "a string";
    context.reporter.report("template-type", item.start, item.end, `this expression must give ${wanted}`);
    return;
  }
  const { constant } = template;
  if (typeof constant === "string") addBlock(constant, item, list, context);
  else if (Array.isArray(constant)) for (const text of constant) addBlock(String(text), item, list, context);
  else list.templates.push(template);
}

function isStringType({ type }: Template): boolean {
  return type.kind === "string" || type.kind === "dyn";
}

function isListOfStrings({ type }: Template): boolean {
  return (
    type.kind === "dyn" || (type.kind === "list" && (type.element.kind === "string" || type.element.kind === "dyn"))
  );
}

function addBlock(text: string, item: ScalarNode, list: AddressList, context: ActionContext): void {
  const result = explainCidr(text);
  if (result.kind === "invalid") {
    context.reporter.report("invalid-cidr", item.start, item.end, result.reason, { hint: result.hint });
    return;
  }
  const { cidr } = result;
  if (cidr.hadHostBits) {
    context.reporter.report(
      "cidr-host-bits",
      item.start,
      item.end,
      `\`${text}\` has bits set behind its prefix; it is matched as \`${cidr.text}\``,
      {
        hint: `write \`${cidr.text}\``,
      },
    );
  }
  list.blocks.push(cidr);
}

/** Finds the most specific block of a list that contains an address. */
export type Lookup = (address: Address, state: RunState) => string | undefined | InvalidCidr | FailedTemplate;

export function planLookup(list: AddressList): Lookup {
  const fixed = AddressSet.from(list.blocks);
  const { templates } = list;
  if (templates.length === 0) return (address) => fixed.match(address);
  return (address, state) => {
    const match = fixed.match(address);
    let best = match === undefined ? undefined : parseCidr(match);
    // Every item is looked at, also behind a match: one that is no CIDR refuses the connection whoever it is.
    for (const template of templates) {
      const items = itemsOf(template, state);
      if (items instanceof FailedTemplate) return items;
      for (const text of items) {
        const cidr = parseCidr(text);
        if (cidr === undefined) return new InvalidCidr(template.secret ? "" : text);
        if (cidr.contains(address) && (best === undefined || cidr.prefix > best.prefix)) best = cidr;
      }
    }
    return best?.text;
  };
}

function itemsOf(template: Template, state: RunState): readonly string[] | FailedTemplate {
  const value = template.evaluate(state);
  if (isFault(value)) return new FailedTemplate(template, value);
  if (typeof value === "string") return [value];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value as readonly string[];
  return new FailedTemplate(template, new Fault("no-such-overload", "expected a CIDR or a list of CIDRs"));
}
