import type { Engine } from "../engine.ts";
import type { BrokenCopy } from "./broken-compiler.ts";

/** A broken copy's compiler as an engine. */
export function brokenEngine(name: string, { answerVector, createX509Checks }: BrokenCopy): Engine {
  const x509 = createX509Checks();
  return { name, run: (vector) => Promise.resolve(answerVector(vector, { x509 })) };
}
