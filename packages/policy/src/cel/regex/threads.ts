import type { Program } from "./program.ts";
import type { Assertion } from "./syntax.ts";

/** What lies on one side of a place in the text. `edge`: nothing. `unknown`: it has not been read yet. */
export type Neighbour = "edge" | "newline" | "word" | "other" | "unknown";

export function neighbourOf(code: number): Neighbour {
  if (code === 0x0a) return "newline";
  const lower = code | 0x20;
  const isWord = (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x7a) || code === 0x5f;
  return isWord ? "word" : "other";
}

/** Whether it holds between the two; `undefined`: that depends on what is not known. */
function holds(assertion: Assertion, before: Neighbour, after: Neighbour): boolean | undefined {
  if (assertion === "text-start") return before === "edge";
  if (assertion === "line-start") return before === "edge" || before === "newline";
  if (after === "unknown") return undefined;
  if (assertion === "text-end") return after === "edge";
  if (assertion === "line-end") return after === "edge" || after === "newline";
  return ((before === "word") !== (after === "word")) === (assertion === "word-boundary");
}

/**
 * The instructions at which a simulation of the program stands: those that read a character, and assertions that wait
 * to see one. Reused from step to step, so that a step allocates nothing.
 */
export class Threads {
  readonly #program: Program;
  readonly #seenIn: number[];
  #step = 0;
  readonly #stack: number[] = [];
  readonly members: number[] = [];
  /** Whether one of them has come to the end of the pattern. */
  matched = false;
  /** Whether one of them is an assertion that waits. */
  waiting = false;

  constructor(program: Program) {
    this.#program = program;
    this.#seenIn = new Array<number>(program.instructions.length).fill(0);
  }

  clear(): void {
    this.#step++;
    this.members.length = 0;
    this.matched = false;
    this.waiting = false;
  }

  /** Adds what is reached from `from` without reading anything. */
  add(from: number, before: Neighbour, after: Neighbour): void {
    const { instructions } = this.#program;
    const stack = this.#stack;
    stack.push(from);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const instruction = instructions[at];
      if (instruction === undefined || this.#seenIn[at] === this.#step) continue;
      this.#seenIn[at] = this.#step;
      switch (instruction.op) {
        case "match":
          this.matched = true;
          break;
        case "split":
          stack.push(instruction.other, instruction.next);
          break;
        case "assert": {
          const answer = holds(instruction.assertion, before, after);
          if (answer === true) stack.push(instruction.next);
          if (answer === undefined) {
            this.members.push(at);
            this.waiting = true;
          }
          break;
        }
        default:
          this.members.push(at);
      }
    }
  }
}
