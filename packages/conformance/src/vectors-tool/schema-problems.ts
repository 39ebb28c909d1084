import { type LoadProblem, schemaProblems } from "@sluice/policy/vectors/load";
import { ENDLESS, validatorOf } from "./schema-validator.ts";
import { type TopicFile, vectorsOf } from "./topic-files.ts";

/** Everything in which a file is not as the schema beside it says; `value` stands for what it holds. */
export function schemaProblemsOf(file: TopicFile, value: unknown = file.data.value): readonly LoadProblem[] {
  const { path, data, schema } = file;
  try {
    return schemaProblems(validatorOf(schema), { ...data, value }).map((problem) => {
      const id = vectorsOf(file)[Number(/^\/vectors\/(\d+)/.exec(problem.path)?.[1])]?.id;
      return { file: path, ...(typeof id === "string" ? { vector: id } : {}), ...problem };
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ file: path, path: "", message: `the schema ${ENDLESS}` }];
  }
}
