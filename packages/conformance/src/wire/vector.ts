import type { JsonValue } from "@sluice/policy";

/** What the bytes of a wire vector are read as. */
export type WireTopic = "client-hello" | "proxy-header" | "certificate";

export const WIRE_TOPICS: readonly WireTopic[] = ["client-hello", "proxy-header", "certificate"];

/** Bytes that are the same for long are not written out. */
export type BytePart = string | { readonly repeat: string; readonly times: number };

/** One file, as it is written: `test-vectors/wire/wire-schema.json` describes every member. */
export interface WireFile {
  readonly topic: `${WireTopic}-bytes`;
  readonly vectors: readonly WrittenWireVector[];
}

export interface WrittenWireVector {
  /** `client-hello-bytes/case`. */
  readonly id: string;
  readonly description?: string;
  readonly spec?: string;
  /** The part of a standard that says how the bytes are read. */
  readonly standard?: string;
  readonly tags?: readonly string[];
  /** Lower-case hexadecimal, or parts of it to be joined. */
  readonly bytes: string | readonly BytePart[];
  readonly expect: WireAnswer;
  /** Other answers that are right, too. */
  readonly also?: readonly WireAnswer[];
}

/** Bytes, and what they say. */
export interface WireVector extends Omit<WrittenWireVector, "bytes"> {
  readonly wire: WireTopic;
  /** Lower-case hexadecimal, written out. */
  readonly bytes: string;
}

/** What an engine is given. */
export interface WireQuestion {
  readonly id: string;
  readonly wire: WireTopic;
  readonly bytes: string;
}

/** What was read; the schema lists the members of each result. */
export interface WireAnswer {
  readonly result: string;
  readonly [member: string]: JsonValue | undefined;
}

/** The question that a vector puts. */
export function wireQuestion({ id, wire, bytes }: WireVector): WireQuestion {
  return { id, wire, bytes };
}

/** Whether an id is that of a wire vector. */
export function isWireId(id: string): boolean {
  return WIRE_TOPICS.some((topic) => id.startsWith(`${topic}-bytes/`));
}
