import { Socket } from "node:net";

/** More kinds than an inline cache of V8 tells apart: a cache that has met as many copies the general way. */
const KINDS = 6;
/** Calls until a function has inline caches; V8 gives them to a function that has run for a while. */
const ROUNDS = 20;

let isSettled = false;

/**
 * Makes sockets cheap to construct on Node 20, whose V8 (11.3) does the copy of a socket's options the wrong way: where it has met options
 * of few kinds, the copy is of a shape that stands apart from all others, so that each option that `Socket` then adds makes a new
 * one. Every socket left three shapes in the old generation, and took ten times as long to construct; a short connection has two.
 * Where the copy has met many kinds it is made the general way, whose shapes are shared.
 *
 * Nothing depends on it but time: later V8s do not need it, and an earlier one would only be slower. Takes 2 ms, once.
 */
export function settleSocketShapes(): void {
  if (isSettled) return;
  isSettled = true;
  if (Number.parseInt(process.versions.v8, 10) > 11) return;
  for (let round = 0; round < ROUNDS; round++) {
    // Without a descriptor these are objects and nothing else.
    for (let kind = 0; kind < KINDS; kind++) new Socket(optionsOf(kind));
  }
}

/** Options that `Socket` does not know, as many as `kind`. */
function optionsOf(kind: number): object {
  const options: Record<string, true> = {};
  for (let i = 0; i < kind; i++) options[`kind${kind}-${i}`] = true;
  return options;
}
