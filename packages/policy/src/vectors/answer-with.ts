import { compilePolicy } from "../compile.ts";
import type { X509Checks } from "../resources.ts";
import type { TraceSink } from "../step.ts";
import type { Answer } from "./answer.ts";
import { answerOfDiagnostics, compileOptionsOf } from "./compile-vector.ts";
import { drive } from "./drive.ts";
import { situationOf } from "./situation.ts";
import type { Question } from "./vector.ts";
import type { ReadCertificate } from "./world.ts";

export interface AnswerOptions {
  /** A host has cryptography; without it what needs it is not checked. */
  readonly x509?: X509Checks | undefined;
  /** Default: `compilePolicy`. */
  readonly compile?: typeof compilePolicy | undefined;
  /** Told of the way of the run, with sub-values. */
  readonly trace?: TraceSink | undefined;
}

/** As `answerVector`, with the reader of certificates given: it need not be loaded for vectors that bring none. */
export function answerWith(
  readCertificate: ReadCertificate | undefined,
  vector: Question,
  { x509, compile = compilePolicy, trace }: AnswerOptions,
): Answer {
  const situation = situationOf(vector);
  const { policy, diagnostics } = compile(vector.policy, {
    ...compileOptionsOf(situation, vector.resources, x509),
    explain: trace !== undefined,
  });
  const told = answerOfDiagnostics(diagnostics);
  if (policy === undefined) return told;
  return { ...told, ...drive(policy, situation, { effects: vector.effects, readCertificate, trace }) };
}
