import { consumes, type Program } from "./program.ts";
import { type Neighbour, neighbourOf, Threads } from "./threads.ts";

/** Entries of the table that are no states: not built yet, no match whatever follows, a match whatever follows. */
export const UNBUILT = 0;
export const DEAD = 1;
export const MATCHED = 2;
/** No more states are built: another engine has to answer. */
export const FULL = -1;

/** Usual patterns need fewer than fifty; as many as these take 128 KiB. */
export const MAX_STATES = 512;
/** Instructions of all states together: a large pattern has hundreds in each, and many automata are kept. */
const MAX_MEMBERS = 16_384;
const FIRST_CAPACITY = 8;
export const ROW_BITS = 7;

interface State {
  readonly members: readonly number[];
  /** What was read last. Only told apart while an assertion waits. */
  readonly before: Neighbour;
  /** Whether a text that ends here matches. */
  readonly endsWell: boolean;
}

/**
 * A deterministic automaton over ASCII, built as far as texts have needed it. A row is a state's 128 successors: without
 * classes of characters a step is one read from one table, and a transition that no text takes costs nothing.
 */
export class Automaton {
  readonly #program: Program;
  readonly #threads: Threads;
  readonly #resolved: Threads;
  /** Whether a match can begin anywhere but at the start of the text. */
  readonly #floating: boolean;
  readonly #states: State[] = [];
  readonly #known = new Map<string, number>();
  #memberCount = 0;
  /** Where to go from `state` on reading `code`, at `(state << 7) | code`. Replaced when it grows. */
  table: Int16Array = new Int16Array(FIRST_CAPACITY << ROW_BITS);
  readonly start: number;

  constructor(program: Program) {
    this.#program = program;
    this.#threads = new Threads(program);
    this.#resolved = new Threads(program);
    const nothing: State = { members: [], before: "unknown", endsWell: false };
    this.#states.push(nothing, nothing, nothing);
    this.#floating = (["newline", "word"] as const).some((before) => {
      this.#threads.clear();
      this.#threads.add(program.start, before, "unknown");
      return this.#threads.matched || this.#threads.members.length > 0;
    });
    this.#threads.clear();
    this.#threads.add(program.start, "edge", "unknown");
    this.start = this.#intern("edge");
  }

  /** How many states there are. */
  get size(): number {
    return this.#states.length - MATCHED - 1;
  }

  endsWell(state: number): boolean {
    return this.#states[state]?.endsWell === true;
  }

  /** Builds the transition of `state` by `code`. */
  build(state: number, code: number): number {
    const { members = [], before = "unknown" } = this.#states[state] ?? {};
    const after = neighbourOf(code);
    const threads = this.#threads;
    const standing = this.#resolve(members, before, after);
    threads.clear();
    for (const at of standing.members) {
      const instruction = this.#program.instructions[at];
      if (instruction !== undefined && instruction.op !== "match" && consumes(instruction, code)) {
        threads.add(instruction.next, after, "unknown");
      }
    }
    if (this.#floating) threads.add(this.#program.start, after, "unknown");
    const to = standing.matched ? MATCHED : this.#intern(after);
    if (to !== FULL) this.table[(state << ROW_BITS) | code] = to;
    return to;
  }

  /** The members once it is known what comes after them. */
  #resolve(members: readonly number[], before: Neighbour, after: Neighbour): Threads {
    this.#resolved.clear();
    for (const at of members) this.#resolved.add(at, before, after);
    return this.#resolved;
  }

  /** The state of the threads as they stand. */
  #intern(before: Neighbour): number {
    const { members, matched, waiting } = this.#threads;
    if (matched) return MATCHED;
    if (members.length === 0 && !this.#floating) return DEAD;
    members.sort((a, b) => a - b);
    const key = `${String.fromCharCode(...members)}${waiting ? before : ""}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.size >= MAX_STATES || this.#memberCount + members.length > MAX_MEMBERS) return FULL;
    this.#memberCount += members.length;
    const endsWell = waiting && this.#resolve(members, before, "edge").matched;
    const state = this.#states.push({ members: [...members], before, endsWell }) - 1;
    this.#known.set(key, state);
    if ((state + 1) << ROW_BITS > this.table.length) this.#grow();
    return state;
  }

  #grow(): void {
    const table = new Int16Array(this.table.length * 2);
    table.set(this.table);
    this.table = table;
  }
}
