import { type Address, AddressSet, parseCidr } from "../net/index.ts";
import { CidrValue } from "./network-values.ts";
import { oncePerList } from "./once-per-list.ts";
import type { PlainReads } from "./plain-reads.ts";
import { dynamic, type Plan } from "./plan-node.ts";
import { intOf } from "./small-int.ts";
import { Fault, type Value } from "./value.ts";

const PRIVATE: AddressSet = AddressSet.from(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]);

/** Plans the calls that need less of their argument than its value; `undefined` for any other. */
export function planPlain(name: string, plans: readonly Plan[]): Plan | undefined {
  const [first, second] = plans;
  switch (name) {
    case "size":
      return planSize(plainOf(first)?.length);
    case "inCidrRange":
    case "inCidrRanges":
      return planHolds(plainOf(first)?.address, holdsOf(constantOf(second)));
    case "containsIP": {
      const block = constantOf(first);
      return block instanceof CidrValue
        ? planHolds(plainOf(second)?.address, (address) => block.range.contains(address))
        : undefined;
    }
    case "isPrivateIp":
      return planHolds(plainOf(first)?.address, (address) => PRIVATE.find(address) >= 0);
    default:
      return undefined;
  }
}

function plainOf(plan: Plan | undefined): PlainReads | undefined {
  return plan?.kind === "dynamic" ? plan.plain : undefined;
}

function constantOf(plan: Plan | undefined): Value | undefined {
  return plan?.kind === "constant" ? plan.value : undefined;
}

/** How many there are of what would be a list. */
function planSize(length: PlainReads["length"]): Plan | undefined {
  if (length === undefined) return undefined;
  const size = (count: ReturnType<typeof length>) => (typeof count === "number" ? intOf(count) : count);
  return dynamic((frame) => size(length(frame)), { number: length });
}

type Holds = (address: Address) => boolean;

/** Whether an address that was read already is in what is known; nothing of it fails but reading it. */
function planHolds(read: PlainReads["address"], holds: Holds | undefined): Plan | undefined {
  if (read === undefined || holds === undefined) return undefined;
  return dynamic((frame) => {
    const address = read(frame);
    return address instanceof Fault ? address : holds(address);
  });
}

/** Of the text of a block, or a list of such; a text that is none holds nothing. */
function holdsOf(value: Value | undefined): Holds | undefined {
  if (typeof value === "string") {
    const block = parseCidr(value);
    return block === undefined ? () => false : (address) => block.contains(address);
  }
  if (!Array.isArray(value) || !value.every((each) => typeof each === "string")) return undefined;
  const set = addressSetOf(value);
  return (address) => set.find(address) >= 0;
}

/** Of a list of strings; what is no CIDR is left out. */
export const addressSetOf: (list: readonly Value[]) => AddressSet = oncePerList((list) => {
  return AddressSet.from(list.map((each) => parseCidr(each as string)).filter((each) => each !== undefined));
});
