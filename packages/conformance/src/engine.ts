import type { Answer, Question } from "@sluice/policy/vectors";
import type { WireResult } from "./wire/answer.ts";
import type { WireQuestion } from "./wire/vector.ts";

export type { Answer } from "@sluice/policy/vectors";

/** An answer in the shape of a vector's `expect`; an answer that is `unsupported` is counted, never a pass. */
export type Result = Answer | { readonly unsupported: string };

/** Whatever can answer a vector. */
export interface Engine {
  /** Named in reports. */
  readonly name?: string;
  /** Answers one vector; it is not shown `expect`. A rejection fails that vector alone. */
  run(vector: Question): Promise<Result>;
  /** Reads the bytes of a wire vector; left out if it reads none. A rejection fails that vector alone. */
  wire?(question: WireQuestion): Promise<WireResult>;
  /** `false`: it runs policies and checks none; documents that must not compile are not put to it, warnings not compared. */
  readonly checks?: boolean;
  /** Ends whatever the engine has running. */
  close?(): Promise<void>;
}
