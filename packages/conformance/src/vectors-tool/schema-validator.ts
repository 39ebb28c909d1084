import type { Validator } from "@sluice/policy/vectors/load";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { TopicSchema } from "./topic-files.ts";

/** What a stack that is full says of a schema. */
export const ENDLESS = "refers to itself without end";

const compiled = new WeakMap<TopicSchema, Validator>();

/** What is wrong with a schema; `undefined` if files can be held against it. */
export function unusable(schema: TopicSchema): string | undefined {
  try {
    validatorOf(schema);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return `it ${ENDLESS}`;
    return error instanceof Error ? error.message : String(error);
  }
}

/** What holds data against a schema that is a file, too: it need not have been known when this was built. */
export function validatorOf(schema: TopicSchema): Validator {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false });
  const validator = ajv.compile(schema);
  if ("$async" in validator) throw new Error("it is asynchronous");
  compiled.set(schema, validator as Validator);
  return validator as Validator;
}
