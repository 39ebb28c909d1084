import { type AsciiSet, hasCode } from "./ascii-set.ts";
import type { Assertion, Regexp } from "./syntax.ts";

/** One step of Thompson's automaton; `next` and `other` are places in the program. */
export type Instruction =
  | { readonly op: "char"; readonly code: number; readonly next: number }
  | { readonly op: "set"; readonly set: AsciiSet; readonly next: number }
  | { readonly op: "assert"; readonly assertion: Assertion; readonly next: number }
  /** `other` is written once the loop's body is there. */
  | { readonly op: "split"; readonly next: number; other: number }
  | { readonly op: "match" };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
}

/** Whether an instruction reads the character, and so goes on to its `next`. */
export function consumes(instruction: Instruction, code: number): boolean {
  if (instruction.op === "char") return instruction.code === code;
  return instruction.op === "set" && hasCode(instruction.set, code);
}

export function assemble(regexp: Regexp): Program {
  const instructions: Instruction[] = [{ op: "match" }];
  return { instructions, start: emit(instructions, regexp, 0) };
}

/** Writes what matches `regexp` and goes on at `next`; gives where it starts. Back to front, so nothing is patched. */
function emit(into: Instruction[], regexp: Regexp, next: number): number {
  switch (regexp.kind) {
    case "char":
      return into.push({ op: "char", code: regexp.code, next }) - 1;
    case "set":
      return into.push({ op: "set", set: regexp.set, next }) - 1;
    case "assert":
      return into.push({ op: "assert", assertion: regexp.assertion, next }) - 1;
    case "concat":
      return regexp.parts.reduceRight((after, part) => emit(into, part, after), next);
    case "alternate":
      return regexp.options
        .map((option) => emit(into, option, next))
        .reduceRight((other, start) => into.push({ op: "split", next: start, other }) - 1);
    case "repeat":
      return emitRepeat(into, regexp.of, regexp.min, regexp.max, next);
  }
}

function emitRepeat(into: Instruction[], body: Regexp, min: number, max: number, next: number): number {
  let start = next;
  let required = min;
  if (max === Number.POSITIVE_INFINITY) {
    const split: Instruction = { op: "split", next, other: next };
    const loop = into.push(split) - 1;
    split.other = emit(into, body, loop);
    start = min === 0 ? loop : split.other;
    required = min - 1;
  } else {
    // `x{0,2}` is `(x(x)?)?`: each optional one may end it all.
    for (let i = min; i < max; i++) start = into.push({ op: "split", next, other: emit(into, body, start) }) - 1;
  }
  for (let i = 0; i < required; i++) start = emit(into, body, start);
  return start;
}
