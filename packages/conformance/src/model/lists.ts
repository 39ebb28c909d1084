import { type CelFunc, type CelInput, CelScalar, celFunc, celMethod, isCelList, listType, run } from "@bufbuild/cel";
import { order } from "./strings.ts";

const { DYN, INT, STRING } = CelScalar;
const LIST = listType(DYN);

/** Lists: CEL's own extension, which the library does not bring. */
export const listFunctions: readonly CelFunc[] = [
  celMethod("slice", LIST, [INT, INT], LIST, function (start, end) {
    const items = Array.from(this);
    if (start < 0n || end < start || end > BigInt(items.length)) throw new Error("not a slice of the list");
    return items.slice(Number(start), Number(end));
  }),
  celMethod("flatten", LIST, [], LIST, function () {
    return flatten(Array.from(this), 1n);
  }),
  celMethod("flatten", LIST, [INT], LIST, function (depth) {
    if (depth < 0n) throw new Error("a negative depth");
    return flatten(Array.from(this), depth);
  }),
  celMethod("sort", LIST, [], LIST, function () {
    const items = Array.from(this);
    if (items.some((item) => !isTrue("a < b || a >= b", item, items[0] as CelInput))) {
      throw new Error("elements without an order");
    }
    return items.sort((a, b) => {
      if (typeof a === "string" && typeof b === "string") return order(a, b);
      return isTrue("a < b", a, b) ? -1 : isTrue("b < a", a, b) ? 1 : 0;
    });
  }),
  celMethod("distinct", LIST, [], LIST, function () {
    const items = Array.from(this);
    return items.filter((item, index) => items.findIndex((other) => isTrue("a == b", item, other)) === index);
  }),
  celMethod("reverse", LIST, [], LIST, function () {
    return Array.from(this).reverse();
  }),
  celMethod("reverse", STRING, [], STRING, function () {
    return Array.from(this).reverse().join("");
  }),
  celFunc("lists.range", [INT], LIST, (end) => Array.from({ length: Number(end) }, (_, index) => BigInt(index))),
];

function flatten(items: readonly CelInput[], depth: bigint): CelInput[] {
  return items.flatMap((item) => (depth > 0n && isCelList(item) ? flatten(Array.from(item), depth - 1n) : [item]));
}

/** Asks CEL itself. */
function isTrue(question: string, a: CelInput, b: CelInput): boolean {
  return run(question, { a, b }) === true;
}
