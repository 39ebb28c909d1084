import { compare, equal, isOrdered } from "../equality.ts";
import { MAX_COMPARED, MAX_LIST, MAX_RANGE } from "../limits.ts";
import * as type from "../type.ts";
import { typeParameter } from "../type-relations.ts";
import { Fault, type Value } from "../value.ts";
import { TOO_LONG } from "./bounded.ts";
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
    overload([LIST_OF_LISTS], LIST_OF_A, (list) => flatten(list, 1n)),
    overload([LIST], type.listOf(type.DYN), (list) => flatten(list, 1n)),
    overload([LIST, INT], type.listOf(type.DYN), (list, depth) =>
      depth < 0n ? new Fault("invalid-argument", "`flatten` to a negative depth") : flatten(list, depth),
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
      length > BigInt(MAX_RANGE) ? TOO_LONG : Array.from({ length: Math.max(0, Number(length)) }, (_, i) => BigInt(i)),
    ),
  ),
];

function flatten(list: readonly Value[], depth: bigint): readonly Value[] | Fault {
  const flat: Value[] = [];
  return pushFlat(list, depth, flat) ? flat : TOO_LONG;
}

/** False where the result gets too long: a list may hold another one many times, and that one a third. */
function pushFlat(list: readonly Value[], depth: bigint, flat: Value[]): boolean {
  for (const each of list) {
    if (depth > 0n && isList(each)) {
      if (!pushFlat(each, depth - 1n, flat)) return false;
    } else if (flat.push(each) > MAX_LIST) {
      return false;
    }
  }
  return true;
}

function sort(list: readonly Value[]): readonly Value[] | Fault {
  const first = list[0];
  if (first !== undefined && list.some((each) => !isOrdered(first, each))) {
    return new Fault("invalid-argument", "`sort` needs elements of one type that has an order");
  }
  return list.slice().sort((a, b) => compare(a, b) || 0);
}

/** The first of each. Elements of one primitive type are looked up; of others each is compared with each: a square. */
function distinct(list: readonly Value[]): readonly Value[] | Fault {
  const [first] = list;
  const primitive = typeof first === "string" || typeof first === "bigint" || typeof first === "boolean";
  if (primitive && list.every((each) => typeof each === typeof first)) return Array.from(new Set(list));
  if (list.length > MAX_COMPARED) return TOO_LONG;
  const kept: Value[] = [];
  for (const each of list) if (!kept.some((other) => equal(each, other))) kept.push(each);
  return kept;
}
