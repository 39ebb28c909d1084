import type { Validator } from "@sluice/policy/vectors/load";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { TopicSchema } from "./topic-files.ts";

const compiled = new WeakMap<TopicSchema, Validator>();

/** What holds data against a schema that is a file, too: it need not have been known when this was built. */
export function validatorOf(schema: TopicSchema): Validator {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false });
  const validator = ajv.compile(schema) as Validator;
  compiled.set(schema, validator);
  return validator;
}
