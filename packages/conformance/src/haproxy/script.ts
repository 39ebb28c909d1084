import type { Telling } from "./configuration.ts";
import { Untranslatable } from "./untranslatable.ts";

/** Resets a connection before anything of it is read. */
export const RESET_AT_ONCE = "tcp-request connection reject";

/** What a line may have: words, and bytes, of which it reads 16 KiB. */
const WORDS = 64;
const LINE = 8_192;
/** What the values of a frontend may have together in its log line, which HAProxy ends at 65,000 bytes. */
const LOG_LINE = 60_000;

/** A variable of HAProxy's; unset where the language has an error. */
export type Register = string;

/** What must hold for a rule to run, in HAProxy's words: all of them. */
export type Conditions = readonly string[];

export const isTrue = (register: Register): string => `{ var(${register}) -m int 1 }`;
export const isFalse = (register: Register): string => `{ var(${register}) -m int 0 }`;
export const isSet = (register: Register): string => `{ var(${register}) -m found }`;
export const not = (condition: string): string => `!${condition}`;

/**
 * The rules of one frontend, in order. Every value that a policy computes has a variable of its own, written once or in a
 * row: HAProxy starts again at the first rule whenever it had to wait for bytes, and must come to the same.
 */
export class Script {
  readonly #prefix: string;
  readonly #lines: string[] = [];
  #count = 0;
  #decides = false;
  #isReplay = false;
  #left = LOG_LINE;

  /** Registers start with `prefix`: a frontend's own, so that logs and traces of HAProxy tell whose they are. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Whether any rule so far can end the connection or send it somewhere, or waits. */
  get decides(): boolean {
    return this.#decides;
  }

  /** Within `replay`. */
  get isReplay(): boolean {
    return this.#isReplay;
  }

  /** What the frontend tells, in the order of the rules. */
  readonly tells: Telling[] = [];

  /** Whether that many bytes more go into the line that it tells by; they are taken. */
  takesFromLog(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  register(): Register {
    this.#count += 1;
    return `txn.${this.#prefix}${this.#count}`;
  }

  /** Sets a register, and leaves it as it is if the sample cannot be had. */
  set(register: Register, sample: string, ...conditions: Conditions): Register {
    this.#rule(`set-var(${register}) ${sample}`, conditions);
    return register;
  }

  /** Closes the connection. */
  reject(...conditions: Conditions): void {
    this.#decide("reject", conditions);
  }

  /** Ends the rules: the connection goes where it was sent. */
  accept(...conditions: Conditions): void {
    this.#decide("accept", conditions);
  }

  /** Resets the connection before anything of it was read. */
  resetAtOnce(): void {
    this.#decides = true;
    this.#lines.push(RESET_AT_ONCE);
  }

  /** Computes again what another frontend has computed, and decided by: here it decides nothing. */
  replay(rules: () => void): void {
    this.#isReplay = true;
    rules();
    this.#isReplay = false;
  }

  #decide(action: "reject" | "accept", conditions: Conditions): void {
    if (this.#isReplay) return;
    this.#decides = true;
    this.#rule(action, conditions);
  }

  #rule(action: string, conditions: Conditions): void {
    const when = conditions.length === 0 ? "" : ` if ${conditions.join(" ")}`;
    const line = `tcp-request content ${action}${when}`;
    if (line.split(" ").length > WORDS || Buffer.byteLength(line) > LINE) {
      throw new Untranslatable("text", "a line of more than HAProxy reads");
    }
    this.#lines.push(line);
  }
}
