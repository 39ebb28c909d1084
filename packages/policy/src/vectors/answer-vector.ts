import { compilePolicy } from "../compile.ts";
import type { X509Checks } from "../resources.ts";
import type { TraceSink } from "../step.ts";
import type { Answer } from "./answer.ts";
import { answerCompiled } from "./answer-compiled.ts";
import { certificateOf } from "./certificate.ts";
import { checkVector } from "./check-vector.ts";
import { answerOfDiagnostics, compileOptionsOf } from "./compile-vector.ts";
import { situationOf } from "./situation.ts";
import type { Question } from "./vector.ts";

export interface AnswerOptions {
  /** A host has cryptography; without it what needs it is not checked. */
  readonly x509?: X509Checks | undefined;
  /** Default: `compilePolicy`. */
  readonly compile?: typeof compilePolicy | undefined;
  /** Also tell what lints warn of, which takes longer than to compile. Default false; `check` vectors always have it. */
  readonly lints?: boolean | undefined;
  /** Told of the way of the run, with sub-values. */
  readonly trace?: TraceSink | undefined;
}

/** Compiles a vector's policy and runs it over the vector's connection; a vector of mode `check` is only checked. */
export function answerVector(vector: Question, options: AnswerOptions = {}): Answer {
  const { x509, compile = compilePolicy, lints = false, trace } = options;
  if (vector.mode === "check") return answerOfDiagnostics(checkVector(vector, x509));
  const situation = situationOf(vector);
  const compiled = compile(vector.policy, {
    ...compileOptionsOf(situation, vector.resources, x509),
    explain: trace !== undefined,
  });
  return answerCompiled(vector, situation, compiled, { x509, lints, trace, readCertificate: certificateOf });
}
