import { compilePolicy } from "@sluice/policy";
import { type Answer, answerVector, type Question } from "@sluice/policy/vectors";
import { createX509Checks } from "@sluice/proxy";
import type { CompiledEngine } from "../property/search.ts";

/** A host has cryptography, so the engine under test gets our proxy's. */
const X509 = createX509Checks();

/** This project's compiled policy, driven in process; it tells what lints warn of as well. */
export const sluiceEngine: CompiledEngine = {
  ...sluiceEngineOf(compilePolicy),
  run: (vector) => Promise.resolve(answerVector(vector, { x509: X509, lints: true })),
};

/** The same around another compiler, without lints: a broken one, to see that it is caught. */
export function sluiceEngineOf(compile: typeof compilePolicy, name = "sluice"): CompiledEngine {
  return { name, compile, run: (vector) => Promise.resolve(runSluice(vector, compile)) };
}

/** Compiles and runs one vector. A test that wants a broken engine gives another `compile`. */
export function runSluice(vector: Question, compile?: typeof compilePolicy): Answer {
  return answerVector(vector, { x509: X509, compile });
}
