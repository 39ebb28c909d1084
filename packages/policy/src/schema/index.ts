/** The shape of a policy document, for schemas of what has policies in it. */
export { editorSchema } from "./editor-schema.ts";
export type { JsonSchema, JsonSchemaType } from "./json-schema.ts";
