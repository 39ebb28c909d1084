import type { compilePolicy } from "@sluice/policy";
import { type Answer, answerVector, type Question } from "@sluice/policy/vectors";
import { createX509Checks } from "@sluice/proxy";
import type { Engine } from "../engine.ts";

/** A host has cryptography, so the engine under test gets our proxy's. */
const X509 = createX509Checks();

/** This project's compiled policy, driven in process. */
export const sluiceEngine: Engine = {
  name: "sluice",
  run: (vector) => Promise.resolve(answerVector(vector, { x509: X509, lints: true })),
};

/** Compiles and runs one vector. A test that wants a broken engine gives another `compile`. */
export function runSluice(vector: Question, compile?: typeof compilePolicy): Answer {
  return answerVector(vector, { x509: X509, compile });
}
