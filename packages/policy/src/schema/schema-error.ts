/** One violation, as ajv's generated validators report it. */
export interface SchemaError {
  readonly keyword: string;
  /** JSON Pointer (RFC 6901) to the value. */
  readonly instancePath: string;
  /** JSON Pointer into the schema, such as `#/properties/a/type`. */
  readonly schemaPath: string;
  readonly params: { readonly [name: string]: unknown };
  readonly message?: string;
  /** The value of the keyword. */
  readonly schema?: unknown;
  /** The value that the error is about. */
  readonly data?: unknown;
  readonly parentSchema?: { readonly [name: string]: unknown };
}

/** A generated validator; `errors` belongs to the last call. */
export interface Validator {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}
