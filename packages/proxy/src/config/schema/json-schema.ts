/** The part of JSON Schema (draft-07: what editors know best, and what a policy's is written in) that a configuration needs. */
export interface ConfigSchema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: ConfigSchemaType | readonly ConfigSchemaType[];
  /** What counts where the key is left out. */
  readonly default?: unknown;
  readonly enum?: readonly (string | number | null)[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: ConfigSchema;
  readonly minItems?: number;
  readonly minProperties?: number;
  readonly properties?: { readonly [name: string]: ConfigSchema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | ConfigSchema;
  readonly propertyNames?: ConfigSchema;
  /** What holds beside the rest: which keys exclude each other, and which of them one must have. */
  readonly allOf?: readonly KeyRule[];
  readonly anyOf?: readonly ConfigSchema[];
  readonly definitions?: { readonly [name: string]: object };
  /** Each as it may be written. */
  readonly examples?: readonly unknown[];
}

export type ConfigSchemaType = "object" | "array" | "string" | "boolean" | "integer" | "null";

type KeyRule =
  | { readonly anyOf: readonly { readonly required: readonly string[] }[] }
  | { readonly not: { readonly required: readonly string[] } };
