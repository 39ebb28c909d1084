import { isDeepStrictEqual } from "node:util";
import { type ClientHelloResult, createClientHelloReader, parseClientHello } from "../index.ts";

/**
 * Pushes the input in pieces: what is wrong if the answers are not `need-more` and then, for good, the one that the whole
 * input has; `undefined` if nothing is.
 */
export function checkPieces(
  input: Uint8Array,
  nextSize: () => number,
  whole: ClientHelloResult = parseClientHello(input),
): string | undefined {
  const reader = createClientHelloReader();
  let last = reader.push(input.subarray(0, 0));
  if (last.kind !== "need-more") return "an answer before the first byte";
  for (let at = 0; at < input.length; ) {
    const end = Math.min(input.length, at + nextSize());
    const next = reader.push(input.subarray(at, end));
    if (last.kind !== "need-more" && next !== last) return "a final answer was not the last";
    last = next;
    at = end;
  }
  return isDeepStrictEqual(last, whole) ? undefined : `the answer depends on the cuts: ${last.kind}, ${whole.kind}`;
}

/** The same for single bytes and for every cut in two; also that the answer is there as soon as its last byte is. */
export function checkEveryCut(input: Uint8Array): string | undefined {
  const whole = parseClientHello(input);
  const problem = checkPieces(input, () => 1, whole);
  if (problem !== undefined) return problem;
  let decided = false;
  for (let cut = 0; cut <= input.length; cut++) {
    const reader = createClientHelloReader();
    const first = reader.push(input.subarray(0, cut));
    if (decided && first.kind === "need-more") return `more is needed at ${cut} of what was final before`;
    decided = first.kind !== "need-more";
    const second = reader.push(input.subarray(cut));
    if (decided && second !== first) return `a final answer at ${cut} was not the last`;
    if (!isDeepStrictEqual(second, whole)) return `another answer when cut at ${cut}`;
  }
  return decided === (whole.kind !== "need-more") ? undefined : "the whole has another answer than its pieces";
}
