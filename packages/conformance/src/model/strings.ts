import { type CelFunc, CelScalar, celFunc, celMethod } from "@bufbuild/cel";

const { BOOL, DOUBLE, INT, STRING } = CelScalar;

/** CEL counts code points where the library counts UTF-16 units, and reads numbers more strictly than it does. */
export const stringFunctions: readonly CelFunc[] = [
  celFunc("_<_", [STRING, STRING], BOOL, (a, b) => order(a, b) < 0),
  celFunc("_<=_", [STRING, STRING], BOOL, (a, b) => order(a, b) <= 0),
  celFunc("_>_", [STRING, STRING], BOOL, (a, b) => order(a, b) > 0),
  celFunc("_>=_", [STRING, STRING], BOOL, (a, b) => order(a, b) >= 0),
  celMethod("charAt", STRING, [INT], STRING, function (at) {
    return slice(this, at, at === BigInt(points(this).length) ? at : at + 1n);
  }),
  celMethod("substring", STRING, [INT], STRING, function (start) {
    return slice(this, start, BigInt(points(this).length));
  }),
  celMethod("substring", STRING, [INT, INT], STRING, function (start, end) {
    return slice(this, start, end);
  }),
  celMethod("indexOf", STRING, [STRING], INT, function (part) {
    return places(this, part)[0] ?? -1n;
  }),
  celMethod("indexOf", STRING, [STRING, INT], INT, function (part, from) {
    slice(this, 0n, from);
    return places(this, part).find((place) => place >= from) ?? -1n;
  }),
  celMethod("lastIndexOf", STRING, [STRING], INT, function (part) {
    return places(this, part).at(-1) ?? -1n;
  }),
  celMethod("lastIndexOf", STRING, [STRING, INT], INT, function (part, upTo) {
    slice(this, 0n, upTo);
    return places(this, part).findLast((place) => place <= upTo) ?? -1n;
  }),
  celFunc("matches", [STRING, STRING], BOOL, (text, pattern) => new RegExp(pattern, "u").test(text)),
  celFunc("int", [STRING], INT, (text) => {
    if (!/^-?[0-9]+$/.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text)) throw new Error("not an int");
    return BigInt(text);
  }),
  celFunc("double", [STRING], DOUBLE, (text) => {
    if (!/^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)(e[+-]?[0-9]+)?$/i.test(text)) throw new Error("not a double");
    return Number(text);
  }),
];

/** By code points, which is the order of their UTF-8. */
export function order(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function points(text: string): string[] {
  return Array.from(text);
}

function slice(text: string, start: bigint, end: bigint): string {
  const all = points(text);
  if (start < 0n || end < start || end > BigInt(all.length)) throw new Error("a position outside of the string");
  return all.slice(Number(start), Number(end)).join("");
}

/** Where a part stands, each place in code points. */
function places(text: string, part: string): bigint[] {
  const all = points(text);
  return Array.from({ length: all.length + 1 }, (_, at) => at)
    .filter((at) => all.slice(at).join("").startsWith(part))
    .map(BigInt);
}
