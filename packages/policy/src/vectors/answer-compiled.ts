import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Policy } from "../policy.ts";
import type { X509Checks } from "../resources.ts";
import type { Answer } from "./answer.ts";
import { lintVector, withLints } from "./check-vector.ts";
import { answerOfDiagnostics } from "./compile-vector.ts";
import { type DriveOptions, drive } from "./drive.ts";
import type { Situation } from "./situation.ts";
import type { Question } from "./vector.ts";

/** What came of compiling a vector's policy. */
export interface CompiledVector {
  /** `undefined`: it does not compile. */
  readonly policy?: Pick<Policy, "start"> | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface RunCompiledOptions extends Omit<DriveOptions, "effects"> {
  /** Also tell what lints warn of, with the host's cryptography. */
  readonly lints: boolean;
  readonly x509: X509Checks | undefined;
}

/** The answer to a vector whose policy was compiled: what is wrong with it, or what comes of it over the vector's connection. */
export function answerCompiled(
  vector: Question,
  situation: Situation,
  { policy, diagnostics }: CompiledVector,
  { lints, x509, ...options }: RunCompiledOptions,
): Answer {
  if (policy === undefined) return answerOfDiagnostics(diagnostics);
  const told = lints ? withLints(diagnostics, lintVector(vector, situation, x509)) : diagnostics;
  return { ...answerOfDiagnostics(told), ...drive(policy, situation, { ...options, effects: vector.effects }) };
}
