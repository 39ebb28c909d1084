import { compileProgram } from "../compile.ts";
import type { Policy } from "../policy.ts";
import type { X509Checks } from "../resources.ts";
import { start, watch } from "../run.ts";
import type { Step, TraceEntry, TraceSink } from "../step.ts";
import type { Answer } from "./answer.ts";
import { answerCompiled } from "./answer-compiled.ts";
import { checkVector } from "./check-vector.ts";
import { compareAnswer, type Mismatch } from "./compare.ts";
import type { Compile } from "./compile-once.ts";
import { answerOfDiagnostics, compileOptionsOf } from "./compile-vector.ts";
import type { Coverage } from "./coverage.ts";
import { situationOf } from "./situation.ts";
import type { Question, Vector } from "./vector.ts";
import type { ReadCertificate } from "./world.ts";

/** What came of one vector. */
export interface TestedVector {
  readonly vector: Vector;
  /** None: it passed. */
  readonly mismatches: readonly Mismatch[];
  readonly answer: Answer;
  /** Of a vector that failed, and whose policy ran: the way of the run, with sub-values. */
  readonly trace?: readonly TraceEntry[];
}

export interface TestOptions {
  readonly x509?: X509Checks | undefined;
  /** Needed if effects bring certificates. */
  readonly readCertificate?: ReadCertificate | undefined;
  /** Told of what the vectors reach. */
  readonly coverage?: Coverage | undefined;
  /** Default: `compileProgram`. */
  readonly compile?: Compile<ReturnType<typeof compileProgram>> | undefined;
}

/** Runs a vector as a unit test of its policy. */
export function testVector(vector: Vector, options: TestOptions = {}): TestedVector {
  const { expect: _, ...question } = vector;
  // Lints take longer than to compile, and most vectors expect none.
  const lints = vector.expect.diagnostics?.some(({ severity }) => severity === "warning") === true;
  const answer = answerOf(question, { ...options, lints });
  const mismatches = compareAnswer(vector, answer);
  if (mismatches.length === 0 || answer.outcome === undefined) return { vector, mismatches, answer };
  // A vector has its draws and its clock with it: it runs the same a second time.
  const trace: TraceEntry[] = [];
  const traced = answerOf(question, { ...options, lints, coverage: undefined }, (entry) => trace.push(entry));
  return { vector, mismatches, answer: traced, trace };
}

function answerOf(vector: Question, options: TestOptions & { readonly lints: boolean }, trace?: TraceSink): Answer {
  const { x509, readCertificate, coverage, compile = compileProgram, lints } = options;
  if (vector.mode === "check") return answerOfDiagnostics(checkVector(vector, x509));
  const situation = situationOf(vector);
  const { program, diagnostics } = compile(vector.policy, {
    ...compileOptionsOf(situation, vector.resources, x509),
    explain: coverage !== undefined || trace !== undefined,
  });
  const watcher = program && coverage?.of(vector, situation.protocol, program);
  const policy = program && {
    start: (...[facts, host = {}]: Parameters<Policy["start"]>): Step =>
      watcher === undefined ? start(program, facts, host) : watch(program, facts, host, watcher),
  };
  const compiled = { policy, diagnostics };
  const answer = answerCompiled(vector, situation, compiled, { x509, lints, trace, readCertificate });
  watcher?.ended(answer);
  return answer;
}
