import type { KnownBlocks } from "../actions/address-lists.ts";
import { childrenOf } from "../cel/children.ts";
import type { Checked } from "../cel/index.ts";
import { blocksOf } from "./conditions/cases-of.ts";
import { type LintContext, warn } from "./context.ts";
import type { PolicyFacts, RuleFacts } from "./policy-facts.ts";

const HINT = "add the IPv6 blocks that belong to the same people";

/** Finds conditions that know IPv4 alone where clients may come over IPv6. */
export function lintAddressFamilies({ rules }: PolicyFacts, context: LintContext): void {
  if (context.ipv6 !== true) return;
  for (const rule of rules) lintRule(rule, context);
}

function lintRule({ conditions }: RuleFacts, context: LintContext): void {
  const found = conditions.flatMap(({ checked, node }) => rangesIn(checked).map((range) => ({ ...range, node })));
  const [first] = found;
  if (first === undefined || !isIpv4Only(found)) return;
  const [start, end] = first.node.rangeOf(first.at.start, first.at.end);
  const message = "this rule knows IPv4 blocks alone, and a client over IPv6 is in none of them";
  warn(context, "ipv4-only", { start, end }, message, { hint: HINT });
}

/** Whether there are blocks in the lists, and none of them is of IPv6. */
export function isIpv4Only(lists: readonly KnownBlocks[]): boolean {
  const hasAny = lists.some(({ blocks, sets }) => blocks.length > 0 || sets.some(({ size }) => size > 0));
  return hasAny && lists.every(isWithoutIpv6);
}

function isWithoutIpv6({ blocks, sets }: KnownBlocks): boolean {
  return blocks.every(({ family }) => family === 4) && sets.every(({ ipv6Size }) => ipv6Size === 0);
}

interface UsedBlocks extends KnownBlocks {
  readonly at: Checked;
}

/** The literal blocks that the client's address is looked for in. */
function rangesIn(checked: Checked): readonly UsedBlocks[] {
  if (checked.kind === "call" && (checked.name === "inCidrRange" || checked.name === "inCidrRanges")) {
    const [address, argument] = checked.arguments;
    const isClient = address?.kind === "read" && address.declaration.path === "conn.client_ip";
    const blocks = isClient && argument !== undefined ? blocksOf(argument) : undefined;
    return blocks === undefined || argument === undefined ? [] : [{ at: argument, blocks, sets: [] }];
  }
  return childrenOf(checked).flatMap(rangesIn);
}
