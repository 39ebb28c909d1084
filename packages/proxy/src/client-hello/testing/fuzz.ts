import { type ClientHelloResult, parseClientHello } from "../index.ts";
import { checkPieces } from "./check-cuts.ts";
import { checkResult } from "./check-result.ts";
import { mutatedHello } from "./mutate.ts";
import { createRandom } from "./random.ts";
import { withinSteps } from "./steps.ts";

/** Steps that every input may take, and those of each of its bytes: about three times what the worst one takes. */
const STEPS = 1000;
const STEPS_PER_BYTE = 40;

export interface FuzzFailure {
  readonly index: number;
  readonly input: Uint8Array;
  readonly problem: string;
}

export interface FuzzOptions {
  readonly seed: number;
  /** Index of the first input; each follows from the seed and its index alone. */
  readonly from: number;
  readonly count: number;
}

/** What inputs came to, by kind and reason. */
export interface FuzzTally {
  readonly outcomes: Map<string, number>;
  /** The most steps that an input took, a byte; zero if the parser does not count its steps. */
  stepsPerByte: number;
}

/** Tries `count` inputs and adds what they came to to the tally; the first that fails ends it. */
export function fuzzClientHello(options: FuzzOptions, tally: FuzzTally): FuzzFailure | undefined {
  for (let index = options.from; index < options.from + options.count; index++) {
    const random = createRandom(options.seed, index);
    const input = mutatedHello(random);
    const largest = random.pick([1, 4, 64, 600]);
    try {
      const problem = tryInput(input, () => 1 + random.below(largest), tally);
      if (problem !== undefined) return { index, input, problem };
    } catch (error) {
      return { index, input, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }
  return undefined;
}

function tryInput(input: Uint8Array, nextSize: () => number, tally: FuzzTally): string | undefined {
  let result: ClientHelloResult = { kind: "need-more" };
  const allowed = STEPS + STEPS_PER_BYTE * input.length;
  const steps = withinSteps(allowed, () => {
    result = parseClientHello(input);
  });
  // Short inputs would only tell of what every input takes.
  if (input.length >= 100) tally.stepsPerByte = Math.max(tally.stepsPerByte, steps / input.length);
  let problem: string | undefined;
  withinSteps(allowed, () => {
    problem = checkPieces(input, nextSize, result);
  });
  count(tally.outcomes, result);
  return problem ?? checkResult(input, result);
}

function count(outcomes: Map<string, number>, result: ClientHelloResult): void {
  let outcome: string = result.kind;
  if (result.kind === "malformed") outcome += ` ${result.reason}`;
  if (result.kind === "too-large") outcome += ` ${result.limit}`;
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}
