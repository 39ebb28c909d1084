import type { JsonValue } from "@sluice/policy";
import { orderMembers } from "./order-members.ts";
import type { TopicFile } from "./topic-files.ts";
import { writeJson } from "./write-json.ts";

/** A file of vectors in the one form that it is kept in: members in the order of its schema, every vector opened. */
export function canonicalText({ schema }: Pick<TopicFile, "schema">, value: unknown): string {
  // The file, the list of its vectors, each of them.
  const isOpen = ([first, , ...deeper]: readonly string[]) =>
    first === undefined || (first === "vectors" && deeper.length === 0);
  return writeJson(orderMembers(value as JsonValue, schema), isOpen);
}

/** The first line in which two texts differ, from 1. */
export function firstDifference(text: string, other: string): number {
  const lines = text.split("\n");
  const others = other.split("\n");
  const index = lines.findIndex((line, at) => line !== others[at]);
  return index < 0 ? lines.length : index + 1;
}
