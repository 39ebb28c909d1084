import { isFault, STRING } from "../cel/index.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { isIpv4Only } from "../lint/address-families.ts";
import { lintBlocks, type PlacedBlock } from "../lint/block-lists.ts";
import { type LintContext, warn } from "../lint/context.ts";
import { AddressSet, type Cidr, parseCidr } from "../net/index.ts";
import { DENY, failure, type Outcome, templateFailure } from "../outcome.ts";
import type { Report } from "../report.ts";
import type { IpPolicyRule, IpPolicySets } from "../resources.ts";
import type { RunState } from "../run-state.ts";
import { fieldOf, isString } from "../source/node.ts";
import { leaf } from "../variables/declare.ts";
import { NO_ERROR, type ResultError, resultSlot } from "../variables/results.ts";
import { type AddressList, InvalidCidr, type Lookup, planLookup, readAddressList } from "./address-lists.ts";
import type { ActionContext, ActionDefinition } from "./definition.ts";
import { FailedTemplate, requiredBy } from "./planned-value.ts";

/** How the action has decided. Most are never read: the text of a block is made when it is. */
class Result {
  readonly action: "allow" | "deny";
  readonly error: ResultError;
  readonly #blocks: AddressSet;
  readonly #found: number | Cidr;

  /** `found`: what has decided it, by its number in `blocks` or itself; -1: nothing has. */
  constructor(action: Result["action"], found: number | Cidr, blocks: AddressSet, error: ResultError = NO_ERROR) {
    this.action = action;
    this.error = error;
    this.#blocks = blocks;
    this.#found = found;
  }

  get matchedCidr(): string {
    if (typeof this.#found !== "number") return this.#found.text;
    return this.#found < 0 ? "" : this.#blocks.at(this.#found).text;
  }
}

const RESULT = resultSlot<Result>("restrict_ips");
const MATCHED_CIDR = `actions.ngrok.${RESULT.name}.matched_cidr`;

const ADDRESSES = {
  type: ["array", "string"],
  // Not as a list it is one expression that gives the list.
  pattern: "\\$\\{",
  items: { type: "string" },
} as const;

/** How the last run of the action decided. Read for every connection, so nothing is made for it. */
export function addressDecision(report: Report): Result["action"] | null {
  return RESULT.of(report)?.action ?? null;
}

/** Allows a source address iff it is in at least one allowed CIDR and in no denied one. */
export const restrictIps: ActionDefinition = {
  type: "restrict-ips",
  config: {
    title: "restrict-ips",
    description: "Lets a source address go on if it is in an allowed block and in no denied one.",
    type: "object",
    properties: {
      enforce: {
        title: "Enforce",
        description: "`false`: only record what would have happened.",
        type: "boolean",
        default: true,
      },
      allow: { title: "Allowed", description: "CIDRs or addresses that may go on, unless denied.", ...ADDRESSES },
      deny: { title: "Denied", description: "CIDRs or addresses that may not go on; wins over `allow`.", ...ADDRESSES },
      ip_policies: {
        title: "IP policies",
        description: "Ids of ip policies whose rules are added.",
        type: "array",
        items: { type: "string" },
      },
    },
    additionalProperties: false,
  },
  results: {
    name: RESULT.name,
    fields: {
      action: leaf(STRING, (state) => RESULT.get(state)?.action),
      matched_cidr: leaf(STRING, (state) => RESULT.get(state)?.matchedCidr),
      error: {
        code: leaf(STRING, (state) => RESULT.get(state)?.error.code),
        message: leaf(STRING, (state) => RESULT.get(state)?.error.message),
      },
    },
  },
  compile(context) {
    const allow = readAddressList(fieldOf(context.config, "allow"), context);
    const deny = readAddressList(fieldOf(context.config, "deny"), context);
    const complete = addIpPolicies(context, allow, deny);
    if (complete && !context.incomplete && isEmpty(allow)) warnThatNobodyIsAllowed(context);
    const enforce = enforced(context);
    const allKnown = complete && [allow, deny].every((list) => list.templates.length === 0 && !list.broken);
    const known = allKnown && !allow.secret && !deny.secret;
    const allowed = planLookup(allow);
    const denied = planLookup(deny);
    return {
      terminating: "never",
      requires: requiredBy([...allow.templates, ...deny.templates]),
      affect(flow) {
        flow.actionRan(RESULT.name);
        if (allow.secret || deny.secret) flow.resultIsSecret(MATCHED_CIDR);
      },
      execute: (state) => decide(state, allowed, denied, enforce),
      ...(context.linting ? { lint: lintOf(allow, deny, allKnown, context) } : {}),
      ...(context.linting && known && enforce ? { admits: { allowed: allow, denied: deny } } : {}),
    };
  },
};

function lintOf(
  allow: AddressList,
  deny: AddressList,
  allKnown: boolean,
  { node }: ActionContext,
): (context: LintContext) => void {
  return (context) => {
    lintBlocks(written(allow), written(deny), context);
    if (context.ipv6 !== true || !allKnown || !isIpv4Only([allow, deny])) return;
    const message = "this knows IPv4 blocks alone, and clients may come over IPv6";
    const hint = "add the IPv6 blocks; in `allow`, `::/0` stands for all of them";
    warn(context, "ipv4-only", fieldOf(node, "type") ?? node, message, { hint });
  };
}

/** The blocks that stand in the list itself, and not in an ip policy that it names. */
function written({ blocks, places, secret }: AddressList): readonly PlacedBlock[] {
  return secret ? [] : places.map((at, index) => ({ cidr: blocks[index] as Cidr, at }));
}

function decide(state: RunState, allowed: Lookup, denied: Lookup, enforce: boolean): Outcome | undefined {
  const address = state.clientAddress();
  if (isFault(address)) return failure({ code: "invalid-address", message: address.message });
  const deniedBy = denied.find(address, state);
  if (deniedBy instanceof FailedTemplate) return templateFailure(deniedBy.template, deniedBy.fault);
  const allowedBy = allowed.find(address, state);
  if (allowedBy instanceof FailedTemplate) return templateFailure(allowedBy.template, allowedBy.fault);
  if (deniedBy instanceof InvalidCidr) return refuse(state, deniedBy, enforce);
  if (allowedBy instanceof InvalidCidr) return refuse(state, allowedBy, enforce);
  if (deniedBy === -1 && allowedBy !== -1) {
    RESULT.set(state, new Result("allow", allowedBy, allowed.fixed));
    return undefined;
  }
  RESULT.set(state, deniedBy === -1 ? NOT_ALLOWED : new Result("deny", deniedBy, denied.fixed));
  return enforce ? DENY : undefined;
}

/** Nothing tells the address apart from others: one is enough. */
const NOBODY: AddressSet = AddressSet.from([]);
const NOT_ALLOWED = new Result("deny", -1, NOBODY);

function refuse(state: RunState, invalid: InvalidCidr, enforce: boolean): Outcome | undefined {
  const error = { code: "invalid-cidr", message: `\`${invalid.text}\` is not a CIDR` };
  RESULT.set(state, new Result("deny", -1, NOBODY, error));
  return enforce ? failure({ ...error, ngrok: "ERR_NGROK_2217" }) : undefined;
}

function enforced(context: ActionContext): boolean {
  const enforce = fieldOf(context.config, "enforce");
  return !(enforce?.kind === "scalar" && enforce.value === false);
}

/** Adds the referenced policies' blocks; false if what they hold is not all known. */
function addIpPolicies(context: ActionContext, allow: AddressList, deny: AddressList): boolean {
  const ids = fieldOf(context.config, "ip_policies");
  if (ids?.kind !== "list") return true;
  let complete = true;
  for (const id of ids.items) {
    if (!isString(id)) continue;
    const policies = context.resources?.ip_policies ?? {};
    const rules = Object.hasOwn(policies, id.value) ? policies[id.value] : undefined;
    if (context.resources === undefined) {
      complete = false;
      context.reporter.report(
        "not-checked",
        id.start,
        id.end,
        `whether the ip policy \`${id.value}\` exists was not checked`,
      );
    } else if (rules === undefined) {
      complete = false;
      const near = suggest(id.value, Object.keys(policies));
      context.reporter.report("unknown-ip-policy", id.start, id.end, `there is no ip policy \`${id.value}\``, {
        hint: near === undefined ? undefined : `did you mean \`${near}\`?`,
      });
    }
    if (rules !== undefined && isSets(rules)) {
      for (const set of rules.allow ?? []) allow.sets.push(set);
      for (const set of rules.deny ?? []) deny.sets.push(set);
      if (rules.incomplete === true) complete = false;
      continue;
    }
    for (const rule of rules ?? []) {
      const cidr = parseCidr(rule.cidr);
      if (cidr === undefined) {
        context.reporter.report(
          "invalid-cidr",
          id.start,
          id.end,
          `the ip policy \`${id.value}\` holds \`${rule.cidr}\`, which is not a CIDR`,
        );
      } else {
        (rule.action === "allow" ? allow : deny).blocks.push(cidr);
      }
    }
  }
  return complete;
}

function isSets(policy: readonly IpPolicyRule[] | IpPolicySets): policy is IpPolicySets {
  return !Array.isArray(policy);
}

function isEmpty({ blocks, sets, templates, broken }: AddressList): boolean {
  return blocks.length === 0 && sets.every(({ size }) => size === 0) && templates.length === 0 && !broken;
}

function warnThatNobodyIsAllowed(context: ActionContext): void {
  const { start, end } = context.node;
  context.reporter.report("no-allowed-cidr", start, end, "no address is allowed, so every connection is denied", {
    hint: "to deny only the listed ones add `allow: ['0.0.0.0/0', '::/0']`",
  });
}
