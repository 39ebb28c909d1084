import type { Answer } from "./answer.ts";
import { type AnswerOptions, answerWith } from "./answer-with.ts";
import { certificateOf } from "./certificate.ts";
import type { Question } from "./vector.ts";

export type { AnswerOptions } from "./answer-with.ts";

/** Compiles a vector's policy and runs it over the vector's connection. */
export function answerVector(vector: Question, options: AnswerOptions = {}): Answer {
  return answerWith(certificateOf, vector, options);
}
