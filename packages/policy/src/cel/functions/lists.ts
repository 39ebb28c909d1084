import { compare, equal } from "../equality.ts";
import { MAX_LIST } from "../limits.ts";
import * as type from "../type.ts";
import { typeParameter } from "../type-relations.ts";
import { Fault, type Value } from "../value.ts";
import { INT, isList, LIST, LIST_OF_LISTS } from "./kind.ts";
import { type FunctionDefinition, fn, method, overload } from "./overload.ts";

const LIST_OF_A = type.listOf(typeParameter("A"));

/** CEL's lists extension (language.md, section 5). */
export const LISTS: readonly FunctionDefinition[] = [
  method(
    "slice",
    overload([LIST, INT, INT], LIST_OF_A, (list, start, end) =>
      start < 0n || end < start || end > BigInt(list.length)
        ? new Fault("invalid-argument", `slice ${start} to ${end} of ${list.length} elements`)
        : list.slice(Number(start), Number(end)),
    ),
  ),
  method(
    "flatten",
    overload([LIST_OF_LISTS], LIST_OF_A, (list) => flatten(list, 1)),
    overload([LIST], type.listOf(type.DYN), (list) => flatten(list, 1)),
    overload([LIST, INT], type.listOf(type.DYN), (list, depth) =>
      depth < 0n ? new Fault("invalid-argument", "`flatten` to a negative depth") : flatten(list, Number(depth)),
    ),
  ),
  method("sort", overload([LIST], LIST_OF_A, sort)),
  method("distinct", overload([LIST], LIST_OF_A, distinct)),
  method(
    "reverse",
    overload([LIST], LIST_OF_A, (list) => list.slice().reverse()),
  ),
  fn(
    "lists.range",
    overload([INT], type.listOf(type.INT), (length) =>
      length > BigInt(MAX_LIST)
        ? new Fault("cost-exceeded", "the list is too long")
        : Array.from({ length: Math.max(0, Number(length)) }, (_, i) => BigInt(i)),
    ),
  ),
];

function flatten(list: readonly Value[], depth: number): readonly Value[] {
  if (depth === 0) return list;
  return list.flatMap((each) => (isList(each) ? flatten(each, depth - 1) : [each]));
}

function sort(list: readonly Value[]): readonly Value[] | Fault {
  const first = list[0];
  if (first !== undefined && list.some((each) => compare(first, each) === undefined)) {
    return new Fault("invalid-argument", "`sort` needs elements of one type that has an order");
  }
  return list.slice().sort((a, b) => compare(a, b) || 0);
}

/** First of each. Strings and ints are looked up; anything else is compared. */
function distinct(list: readonly Value[]): readonly Value[] {
  const seen = new Set<string | bigint>();
  const kept: Value[] = [];
  const compared: Value[] = [];
  for (const each of list) {
    if (typeof each === "string") {
      if (seen.has(each)) continue;
      seen.add(each);
    } else {
      if (compared.some((other) => equal(each, other))) continue;
      compared.push(each);
    }
    kept.push(each);
  }
  return kept;
}
