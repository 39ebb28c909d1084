import { readFileSync } from "node:fs";
import { Ajv } from "ajv";

const SCHEMA = new URL("../packages/proxy/schema/event.schema.json", import.meta.url);

const validate = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(readFileSync(SCHEMA, "utf8")));

/** The event of a line; what is wrong with it by the published schema is told. */
export function readEvent(line, complain) {
  const event = JSON.parse(line);
  if (!validate(event)) {
    const [{ instancePath, message }] = validate.errors;
    complain(`an event is not what its schema says: ${instancePath} ${message}: ${line}`);
  }
  return event;
}
