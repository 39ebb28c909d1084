import { readData, readText } from "@sluice/policy/vectors/load";
import { unusable } from "./schema-validator.ts";
import type { TopicSchema } from "./topic-files.ts";

/** The schemas that files name, each read once. */
export class SchemaFiles {
  readonly #known = new Map<string, TopicSchema | string>();

  /** The schema of a file, or why files cannot be held against it. */
  async read(path: string): Promise<TopicSchema | string> {
    const schema = this.#known.get(path) ?? (await readSchema(path));
    this.#known.set(path, schema);
    return schema;
  }
}

async function readSchema(path: string): Promise<TopicSchema | string> {
  const read = await readText(path);
  if (!read.ok) return `cannot be read: ${read.reason}`;
  const data = readData(read.text, { json: true });
  if (!data.ok) return `cannot be read: ${data.problem.message}`;
  const schema = data.data.value;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return "is no schema: it is no map";
  const reason = unusable(schema);
  return reason === undefined ? schema : `is no schema: ${reason}`;
}
