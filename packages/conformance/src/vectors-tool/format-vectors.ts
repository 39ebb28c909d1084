import { canonicalText } from "./canonical.ts";
import { type TopicFile, topicOf, vectorsOf } from "./topic-files.ts";

export interface Formatted {
  readonly text: string;
  /** Ids that were given to vectors without one. */
  readonly given: readonly string[];
}

/** The file in its canonical form, with an id for each vector that has none: the next number of the topic, `topic/0001`. */
export function formatTopic(file: TopicFile): Formatted {
  const topic = topicOf(file) ?? "";
  const vectors = vectorsOf(file);
  let highest = Math.max(0, ...vectors.map(({ id }) => numberOf(id, topic)));
  const given: string[] = [];
  const named = vectors.map((vector) => {
    if (vector.id !== undefined) return vector;
    highest += 1;
    const id = `${topic}/${String(highest).padStart(4, "0")}`;
    given.push(id);
    return { ...vector, id };
  });
  return { text: canonicalText(file, { ...(file.data.value as object), vectors: named }), given };
}

/** 0 of an id that is a name. */
function numberOf(id: unknown, topic: string): number {
  const found =
    typeof id === "string" && id.startsWith(`${topic}/`) ? /^\d{4,}$/.exec(id.slice(topic.length + 1)) : null;
  return found === null ? 0 : Number(found[0]);
}
