/** The format of test vectors: its types, its schema, and how this project's compiler answers one. */
export type { Answer } from "./answer.ts";
export { type AnswerOptions, answerVector } from "./answer-vector.ts";
export { certificateOf } from "./certificate.ts";
export { compare, compareAnswer, compareValues, type Mismatch, needsCodes } from "./compare.ts";
export { type Situation, type SituationHello, situationOf } from "./situation.ts";
export type * from "./vector.ts";
export { World } from "./world.ts";
