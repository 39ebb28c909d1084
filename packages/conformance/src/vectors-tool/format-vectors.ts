import type { LoadProblem } from "@sluice/policy/vectors/load";
import { canonicalText } from "./canonical.ts";
import { schemaProblemsOf } from "./schema-problems.ts";
import { isObject, type TopicFile, topicOf } from "./topic-files.ts";

export type Formatted =
  | {
      readonly ok: true;
      readonly text: string;
      /** Ids that were given to vectors without one. */
      readonly given: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly LoadProblem[] };

/**
 * The file in its canonical form, with an id for each vector that has none: the next number of the topic, `topic/0001`.
 * What is not as its schema says, but for such ids, has no such form: nobody knows what was meant.
 */
export function formatTopic(file: TopicFile): Formatted {
  const topic = topicOf(file);
  if (topic === undefined) {
    return { ok: false, problems: [{ file: file.path, path: "", message: "there is no `topic`" }] };
  }
  const { value, given } = withIds(file.data.value, topic);
  const problems = schemaProblemsOf(file, value);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, text: canonicalText(file, value), given };
}

function withIds(value: unknown, topic: string): { readonly value: unknown; readonly given: readonly string[] } {
  const vectors: unknown = isObject(value) ? value.vectors : undefined;
  const given: string[] = [];
  if (!isObject(value) || !Array.isArray(vectors)) return { value, given };
  let highest = Math.max(0, ...vectors.map((vector: unknown) => (isObject(vector) ? numberOf(vector.id, topic) : 0)));
  const named = vectors.map((vector: unknown) => {
    if (!isObject(vector) || vector.id !== undefined) return vector;
    highest += 1;
    const id = `${topic}/${String(highest).padStart(4, "0")}`;
    given.push(id);
    return { ...vector, id };
  });
  return { value: { ...value, vectors: named }, given };
}

/** 0 of an id that is a name. */
function numberOf(id: unknown, topic: string): number {
  const found =
    typeof id === "string" && id.startsWith(`${topic}/`) ? /^\d{4,15}$/.exec(id.slice(topic.length + 1)) : null;
  return found === null ? 0 : Number(found[0]);
}
