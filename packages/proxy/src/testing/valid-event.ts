import { Ajv, type ValidateFunction } from "ajv";
import type { ConnectionEvent } from "../events/event.ts";
import { eventSchema } from "../events/event-schema.ts";

let validator: ValidateFunction | undefined;

/** The event, held to its published schema; throws where it is another. */
export function validEvent(event: ConnectionEvent): ConnectionEvent {
  validator ??= new Ajv({ allErrors: true, allowUnionTypes: true }).compile(eventSchema());
  // As it is written: what JSON leaves out is not there.
  const written: unknown = JSON.parse(JSON.stringify(event));
  if (validator(written)) return event;
  const problems = validator.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`);
  throw new Error(`not an event: ${problems?.join("; ")}\n${JSON.stringify(event)}`);
}
