import type { compilePolicy } from "@sluice/policy";
import type { Mismatch, Question, Vector } from "@sluice/policy/vectors";
import { asyncProperty, check, gen } from "fast-check";
import type { Engine, Result } from "../engine.ts";
import { type Dice, diceOf } from "./dice.ts";

/** An engine that can be asked more than vectors are: its compiler is at hand. */
export interface CompiledEngine extends Engine {
  readonly compile: typeof compilePolicy;
}

export interface SearchOptions {
  /** Default 1: the same cases every time. */
  readonly seed?: number | undefined;
  /** How many random cases. Default 300. */
  readonly runs?: number | undefined;
}

/** The smallest case found on which a law does not hold. */
export interface Counterexample {
  /** Ready to be put into a topic file, once somebody has decided what is right; `expect` is the reference's answer. */
  readonly vector: Vector;
  /** What the law compares it with: the case before it was changed. */
  readonly before?: Question;
  readonly actual: Result;
  readonly mismatches: readonly Mismatch[];
}

/** A law of the language, held against random cases. */
export interface Property<E extends Engine = Engine> {
  readonly name: string;
  /** What holds, and under which condition, in words. */
  readonly law: string;
  /** The smallest counter-example found, if any. An engine that throws where none may is one, too. */
  find(engine: E, options?: SearchOptions): Promise<Counterexample | undefined>;
}

/** `undefined`: the law holds of this case, or says nothing of it. */
export type Check<E extends Engine> = (dice: Dice, engine: E) => Promise<Counterexample | undefined>;

export function property<E extends Engine = Engine>(name: string, law: string, hold: Check<E>): Property<E> {
  return { name, law, find: (engine, options) => search((dice) => hold(dice, engine), options) };
}

/** Smaller cases that are tried once there is a failing one: enough to read it, not so many that one waits. */
const SHRINKS = 300;

/** Tries random cases until one fails, and then smaller ones. */
export async function search(
  hold: (dice: Dice) => Promise<Counterexample | undefined>,
  { seed = 1, runs = 300 }: SearchOptions = {},
): Promise<Counterexample | undefined> {
  let smallest: Counterexample | undefined;
  let smaller = 0;
  const holds = asyncProperty(gen(), async (generate) => {
    if (smallest !== undefined && smaller++ > SHRINKS) return true;
    const found = await hold(diceOf(generate));
    // Shrinking goes from one failing case to a smaller failing one, so the last is the smallest.
    smallest = found ?? smallest;
    return found === undefined;
  });
  const { failed, errorInstance } = await check(holds, { seed, numRuns: runs });
  // A law that throws is a bug of ours.
  if (failed && smallest === undefined) throw errorInstance;
  return smallest;
}

/** The case as a vector, and what differs, for people. */
export function formatCounterexample({ vector, before, actual, mismatches }: Counterexample): string {
  const lines = mismatches.map(
    (m) => `${m.path}: expected ${JSON.stringify(m.expected)}, actual ${JSON.stringify(m.actual)}`,
  );
  return [
    JSON.stringify(vector, null, 2),
    ...(before === undefined ? [] : [`before the change: ${JSON.stringify(before)}`]),
    ...lines,
    `whole answer: ${JSON.stringify(actual)}`,
  ].join("\n");
}
